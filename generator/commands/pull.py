"""The command `pull`: ticks from files that went out, back into the kept checklists."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

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
    from generator.changes import Change
    from generator.problems import Problem
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


class Source(NamedTuple):
    """A file that was given, its bytes, what it says, and of which checklist."""

    path: Path
    data: bytes
    pulled: Pulled
    name: str


@click.command()
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
    file may be older. With anything unclear, nothing is written. A table that `generate` wrote and
    whose ticks are taken may be made anew by the next `generate`.
    """
    wish = Wish(**given)
    folder = wish.out or options.book / "checklists"
    with environment():
        sources = gathered(wish)
        with nullcontext() if wish.dry_run else alone(folder):
            put(folder, sources, wish, options)
        if not wish.dry_run:
            for source in sources:
                release(source)
    sys.exit(DONE)


def gathered(wish: Wish) -> list[Source]:
    """What the files say; else the end of the run."""
    from generator.problems import has_errors

    sources = [gathered_one(path, wish) for path in dict.fromkeys(wish.files)]
    problems = [problem for source in sources for problem in source.pulled.problems]
    tell(problems)
    if has_errors(problems):
        say("nothing was written")
        sys.exit(PROBLEMS)
    for source in sources:
        if not all(source.name.removesuffix(".md").split("/")):
            raise click.UsageError(
                f"'{source.path}' does not say whose ticks these are: "
                "give --customer and --playbook"
            )
    return sources


def gathered_one(path: Path, wish: Wish) -> Source:
    """What one file says, of the checklist that it or the command names."""
    from generator import store
    from generator.pull import read_states
    from generator.pull.pulled import ID

    if path.is_dir():
        raise click.UsageError(f"'{path}' is a folder: name the files in it")
    data = store.read(path)
    if data is None:
        raise click.UsageError(f"there is no file '{path}'")
    pulled = read_states(str(path), data)
    for noun in ("customer", "playbook"):
        said, told = getattr(pulled, noun), getattr(wish, noun)
        if told and not ID.fullmatch(told):
            raise click.UsageError(f"'{told}' is not the id of a {noun}")
        if said and told and said != told:
            raise click.UsageError(f"'{path}' is of the {noun} '{said}', not of '{told}'")
    whose, which = pulled.customer or wish.customer, pulled.playbook or wish.playbook
    return Source(path, data, pulled, f"{whose or ''}/{which or ''}.md")


def put(folder: Path, sources: Sequence[Source], wish: Wish, options: Options) -> None:
    """Merge all, then write what differs; a refusal of any ends the run before that."""
    from generator import store
    from generator.changes import Change
    from generator.keep import RefusedError, put_states

    changes = []
    for name in dict.fromkeys(source.name for source in sources):
        of_it = [source.pulled for source in sources if source.name == name]
        old, of_it = read(folder, name, of_it, options)
        states = agreed(of_it, wish.untick)
        try:
            kept = put_states(old, news(old, states, wish.untick))
        except RefusedError as error:
            refuse(folder / name, error)
        changes.append((Change.to(name, old, kept), states))
    for change, states in changes:
        assert change.story
        for line in told(change.old or b"", change.story.changed, states, wish.untick):
            say(line)
        if change.differs and not wish.dry_run:
            commit(folder, change, states, wish)
        verb = "would change" if wish.dry_run else "changed"
        count = len(change.story.changed)
        click.echo(f"{folder / change.name}: {count} of {len(states)} {verb}")
    store.sync(folder, [c.name for c, _ in changes if c.differs and not wish.dry_run])


def commit(folder: Path, change: Change, states: States, wish: Wish) -> None:
    """Write one file; into one that somebody saves at this moment, the ticks are put anew."""
    from generator import store
    from generator.keep import RefusedError, put_states

    def again(now: bytes | None) -> bytes:
        return put_states(now or b"", news(now or b"", states, wish.untick)).content

    try:
        store.commit(folder, change.name, change.old, change.content, again)
    except RefusedError as error:
        refuse(folder / change.name, error)
    except store.BusyError as error:
        say(str(error), fg="red")
        sys.exit(REFUSED)


def refuse(path: Path, error: Any) -> NoReturn:
    """End the run: the kept file needs a person."""
    say(f"{path}:{error.line or 1}: {error}", fg="red")
    sys.exit(REFUSED)


def read(
    folder: Path, name: str, pulled: Sequence[Pulled], options: Options
) -> tuple[bytes, list[Pulled]]:
    """The kept checklist, and what the files say by the ids it has; else the end of the run."""
    from generator import store
    from generator.keep import RefusedError, reading
    from generator.output import refuse_links
    from generator.problems import has_errors

    refuse_links(folder, name)
    old = store.read(folder / name)
    if old is None:
        say(f"{folder / name} is not there: make it with 'handrail generate' first", fg="red")
        sys.exit(PROBLEMS)
    try:
        known = reading(old, name).states
    except RefusedError as error:
        refuse(folder / name, error)
    now = former(options, name) if any(set(one.states) - set(known) for one in pulled) else {}
    pulled = [renamed(one, {id_: now[id_] for id_ in now if now[id_] in known}) for one in pulled]
    problems = [problem for one in pulled for problem in unknown(one, known)]
    tell(problems)
    if has_errors(problems):
        say("nothing was written")
        sys.exit(PROBLEMS)
    return old, [
        replace(one, states={i: s for i, s in one.states.items() if i in known}) for one in pulled
    ]


def unknown(pulled: Pulled, known: Mapping[str, str]) -> Iterator[Problem]:
    """Ids that the checklist does not have: an error where a tick would be lost, else told."""
    ids = [id_ for id_ in pulled.states if id_ not in known]
    for id_, problem in zip(ids, pulled.unknown(known), strict=True):
        yield problem if pulled.states[id_].strip() else replace(problem, level="warning")


def renamed(pulled: Pulled, now: Mapping[str, str]) -> Pulled:
    """What a file says, by the ids of today; what stands there under both stays as it is."""
    new = {id_: now[id_] for id_ in pulled.states if now.get(id_, id_) not in pulled.states}
    return replace(
        pulled,
        states={new.get(id_, id_): state for id_, state in pulled.states.items()},
        places={new.get(id_, id_): place for id_, place in pulled.places.items()},
    )


def former(options: Options, name: str) -> dict[str, str]:
    """The ids that steps of a checklist's playbook had before, as far as a handbook is here."""
    from generator.build import examine

    examined = examine(options.content, None)
    playbook = examined.handbook.playbooks.get(Path(name).stem) if examined.sound else None
    steps = playbook.steps.values() if playbook else ()
    return {old: placed.step.id for placed in steps for old in placed.step.was}


def agreed(pulled: Sequence[Pulled], untick: bool) -> States:
    """The states of all files; two that say different things end the run.

    A box that is open in one and ticked in another is ticked, as one open in the file and ticked
    here stays so.
    """
    found: States = {}
    for one in pulled:
        for id_, state in one.states.items():
            other = found.get(id_, state)
            if other.lower() != state.lower() and (untick or (other.strip() and state.strip())):
                words = f"another of these files says otherwise of '{id_}'"
                say(f"{one.places[id_]}: {words}", fg="red")
                say("nothing was written: give the files one by one, the latest last")
                sys.exit(PROBLEMS)
            found[id_] = other if other.strip() else state
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


def release(source: Source) -> None:
    """Let `generate` make a file anew that it wrote, that was edited, and that says no more than
    was taken from it."""
    from generator import store
    from generator.commands.restore import home

    folder, name = home(source.path)
    known = store.made(folder)
    if name not in known or store.is_ours(known, name, source.data):
        return
    if any(problem.check == "no-id" for problem in source.pulled.problems):
        say(f"{source.path}: it holds rows of your own, so 'generate' will not write over it")
        return
    with alone(folder):
        known = store.made(folder)
        store.note_made(folder, known, {name: source.data}, done=False)
    say(f"{source.path}: the next 'generate' makes it anew; as it is now, it becomes a version")
