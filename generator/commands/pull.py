"""The command `pull`: ticks from files that went out, back into the kept checklists."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.console import (
    DONE,
    FOLDER,
    PROBLEMS,
    REFUSED,
    Options,
    alone,
    environment,
    options,
    say,
    tell,
)

if TYPE_CHECKING:
    from generator.pull import Pulled

States = dict[str, str]


@dataclass(frozen=True)
class Wish:
    """What `pull` was asked for."""

    files: Sequence[Path]
    customer: str | None
    playbook: str | None
    out: Path | None
    untick: bool
    dry_run: bool


@click.command(short_help="Take ticks from files that went out back into the checklists.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--customer", metavar="ID", help="Whose ticks these are, where a file does not say.")
@click.option("--playbook", metavar="ID", help="Of which playbook, where a file does not say.")
@click.option("--out", type=FOLDER, help="Folder of the kept checklists.")
@click.option("--untick", is_flag=True, help="Also open what is ticked here and open in the file.")
@click.option("--dry-run", is_flag=True, help="Say what would change; write nothing.")
@options
def pull(options: Options, **given: Any) -> None:
    """Take ticks back into the kept Markdown files, from the text of a GitLab issue, an edited CSV
    or Excel table, or the states that the printed page saved (.json).

    Only boxes change. What is ticked in the checklist and open in the file stays ticked, for the
    file may be older. With anything unclear, nothing is written.
    """
    wish = Wish(**given)
    folder = wish.out or options.book / "checklists"
    with environment():
        wanted = gathered(wish)
        with nullcontext() if wish.dry_run else alone(folder):
            put(folder, wanted, wish)
    sys.exit(DONE)


def gathered(wish: Wish) -> dict[str, list[Pulled]]:
    """What the files say, by the name of the checklist; else the end of the run."""
    from generator import store
    from generator.problems import has_errors
    from generator.pull import read_states

    found: dict[str, list[Pulled]] = {}
    problems = []
    for path in wish.files:
        data = store.read(path)
        if data is None:
            raise click.UsageError(f"there is no file '{path}'")
        pulled = read_states(str(path), data)
        whose, which = pulled.customer or wish.customer, pulled.playbook or wish.playbook
        problems += pulled.problems
        if not has_errors(pulled.problems) and not (whose and which):
            raise click.UsageError(
                f"'{path}' does not say whose ticks these are: give --customer and --playbook"
            )
        found.setdefault(f"{whose}/{which}.md", []).append(pulled)
    tell(problems)
    if has_errors(problems):
        say("nothing was written")
        sys.exit(PROBLEMS)
    return found


def put(folder: Path, wanted: Mapping[str, list[Pulled]], wish: Wish) -> None:
    """Merge all, then write what differs; a refusal of any ends the run before that."""
    from generator import store
    from generator.changes import Change
    from generator.keep import RefusedError, put_states

    changes = []
    for name, pulled in wanted.items():
        old = read(folder, name, pulled)
        states = agreed(pulled)
        try:
            kept = put_states(old, news(old, states, wish.untick))
        except RefusedError as error:
            say(f"{folder / name}:{error.line or 1}: {error}", fg="red")
            sys.exit(REFUSED)
        changes.append((Change(name, old, kept), states))
    for change, states in changes:
        assert change.kept
        for line in told(change.old or b"", change.kept.story.changed, states, wish.untick):
            say(line)
        if change.differs and not wish.dry_run:

            def again(now: bytes | None, states: States = states) -> bytes:
                return put_states(now or b"", news(now or b"", states, wish.untick)).content

            store.commit(folder, change.name, change.old, change.kept.content, again)
        verb = "would change" if wish.dry_run else "changed"
        count = len(change.kept.story.changed)
        click.echo(f"{folder / change.name}: {count} of {len(states)} {verb}")
    written = [change.name for change, _ in changes if change.differs and not wish.dry_run]
    store.sync(folder, written)


def read(folder: Path, name: str, pulled: Sequence[Pulled]) -> bytes:
    """The kept checklist, which has every item that the files name; else the end of the run."""
    from generator import store
    from generator.keep import RefusedError, states
    from generator.output import refuse_links

    refuse_links(folder, name)
    old = store.read(folder / name)
    if old is None:
        say(f"{folder / name} is not there: make it with 'handrail generate' first", fg="red")
        sys.exit(PROBLEMS)
    try:
        known = states(old)
    except RefusedError as error:
        say(f"{folder / name}:{error.line or 1}: {error}", fg="red")
        sys.exit(REFUSED)
    problems = [problem for one in pulled for problem in one.unknown(known)]
    tell(problems)
    if problems:
        say("nothing was written")
        sys.exit(PROBLEMS)
    return old


def agreed(pulled: Sequence[Pulled]) -> States:
    """The states of all files; two that say different things end the run."""
    found: States = {}
    for one in pulled:
        for id_, state in one.states.items():
            if found.setdefault(id_, state) != state:
                words = f"another of these files says otherwise of '{id_}'"
                say(f"{one.places[id_]}: {words}", fg="red")
                say("nothing was written: give the files one by one, the latest last")
                sys.exit(PROBLEMS)
    return found


def news(old: bytes, states: States, untick: bool) -> States:
    """What is to be set: where the file has a tick, or may take one back."""
    from generator.keep import states as kept

    now = kept(old)
    return {
        id_: state
        for id_, state in states.items()
        if id_ in now and state.lower() != now[id_].lower() and (state.strip() or untick)
    }


def told(old: bytes, changed: Sequence[str], states: States, untick: bool) -> Iterator[str]:
    """A line for each box that changes, and one for those that stay ticked."""
    from generator.keep import states as kept
    from generator.problems import listed

    now = kept(old)
    for id_ in changed:
        yield f"  {id_}: [{now[id_]}] becomes [{states[id_]}]"
    stay = [id_ for id_, state in states.items() if not state.strip() and now[id_].strip()]
    if stay and not untick:
        names = listed(stay, "and")
        yield f"  ticked here, open in the file, left as they are (or --untick): {names}"
