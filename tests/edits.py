"""Made-up histories of a book and its handbook: what people do to the files between two builds."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random

from conftest import HERE, Handrail

BOOK_YAML = """\
customers:
  - file: wards.csv
    columns:
      Ward: name
      Segment: segment
      Beds: attributes.beds
      Lead: people.lead
      Opens: dates.opening
    fixed:
      attributes.specialty: surgery
      attributes.isolation: "true"
      people.medical-director: Mo
"""
ROWS = """\
Ward,Segment,Beds,Lead,Opens
Ward A,acute,20,Ann,2026-12-01
Ward B,acute,31,Bo,2026-12-08
"""
WORDS = ("Ünal", "Ann", "Bo & Co", "<b>Cy</b>", "Dee")


class Place:
    """A folder with a handbook, its book beside it, and the day."""

    def __init__(self, folder: Path, quick: Handrail, tables: bool = True) -> None:
        self.folder, self.content, self.quick = folder, folder / "content", quick
        self.day = date(2026, 11, 21)
        shutil.copytree(HERE / "sample", self.content)
        if tables:
            self.put("book.yaml", BOOK_YAML)
            self.put("customers/wards.csv", ROWS)

    def put(self, name: str, text: str) -> None:
        (self.content / name).parent.mkdir(parents=True, exist_ok=True)
        (self.content / name).write_text(text, encoding="utf-8")

    def text(self, name: str) -> str:
        return (self.content / name).read_text(encoding="utf-8")

    def swap(self, name: str, pattern: str, new: Callable[[str], str]) -> None:
        """The first place in a file where the pattern is, with other words."""
        text = self.text(name)
        self.put(name, re.sub(pattern, lambda found: new(found[1]), text, count=1))

    def generate(self) -> None:
        """Bring the kept checklists up to date, as people do from time to time."""
        self.quick("generate", "--today", self.day, "--keep-going", cwd=self.folder)


def edit_name(place: Place, dice: Random) -> None:
    one = dice.choice(sorted(place.content.glob("customers/*.yaml")))
    place.swap(
        f"customers/{one.name}",
        "(?m)^name: (.*)",
        lambda _: f"name: {dice.choice(WORDS)} {dice.random()}",
    )


def edit_person(place: Place, dice: Random) -> None:
    one = dice.choice(sorted(place.content.glob("customers/*.yaml")))
    name = dice.choice(WORDS).replace("&", "and")
    place.swap(
        f"customers/{one.name}", r"(sister: )\{name: [^,}]*", lambda _: f"sister: {{name: {name}"
    )


def edit_beds(place: Place, dice: Random) -> None:
    one = dice.choice(sorted(place.content.glob("customers/*.yaml")))
    place.swap(f"customers/{one.name}", r"beds: (\d+)", lambda _: f"beds: {dice.randrange(1, 60)}")


def forget_answer(place: Place, dice: Random) -> None:
    """Then something is asked for: a problem, told again as long as it is there."""
    one = dice.choice(sorted(place.content.glob("customers/*.yaml")))
    place.swap(f"customers/{one.name}", r"specialty: (\w+), ?", lambda _: "")


def give_answer(place: Place, dice: Random) -> None:
    for one in sorted(place.content.glob("customers/*.yaml")):
        if "specialty" not in one.read_text():
            place.swap(
                f"customers/{one.name}",
                r"(attributes: \{)",
                lambda _: "attributes: {specialty: medicine, ",
            )


def shift_lines(place: Place, dice: Random) -> None:
    """A comment above: the places that problems name move, and nothing else."""
    one = dice.choice(sorted(place.content.glob("customers/*.yaml")))
    one.write_text(f"# {dice.random()}\n{one.read_text()}")


def add_customer(place: Place, dice: Random) -> None:
    text = place.text("customers/ward-3.yaml")
    place.put(
        f"customers/ward-{dice.randrange(10, 99)}.yaml",
        text.replace("Ward 3", f"Ward {dice.random()}"),
    )


def remove_customer(place: Place, dice: Random) -> None:
    others = sorted(place.content.glob("customers/ward-??.yaml"))
    if others:
        dice.choice(others).unlink()


def rename_customer(place: Place, dice: Random) -> None:
    others = sorted(place.content.glob("customers/ward-??.yaml"))
    if others:
        one = dice.choice(others)
        one.rename(one.with_name(f"ward-{dice.randrange(10, 99)}.yaml"))


def has_rows(place: Place) -> bool:
    return (place.content / "customers/wards.csv").exists()


def edit_row(place: Place, dice: Random) -> None:
    if not has_rows(place):
        return
    place.swap(
        "customers/wards.csv",
        r"(?s)(Ward A,acute),\d+",
        lambda _: f"Ward A,acute,{dice.randrange(1, 60)}",
    )


def add_row(place: Place, dice: Random) -> None:
    if not has_rows(place):
        return
    text = place.text("customers/wards.csv")
    head, *rows = text.splitlines()
    row = f"Ward R{dice.randrange(99)},acute,9,{dice.choice('XYZ')},2026-12-24"
    place.put(
        "customers/wards.csv", "\n".join([head, row, *[r for r in rows if r[:6] != row[:6]]]) + "\n"
    )


def tick(place: Place, dice: Random) -> None:
    lists = sorted(place.content.glob("checklists/*/*.md"))
    if not lists:
        return place.generate()
    one = dice.choice(lists)
    text = one.read_text(encoding="utf-8")
    boxes = [found.start() for found in re.finditer(r"- \[[ x~]\] ", text)]
    at = dice.choice(boxes) + 3
    one.write_text(text[:at] + dice.choice(" x~") + text[at + 1 :], encoding="utf-8")
    return None


def note(place: Place, dice: Random) -> None:
    lists = sorted(place.content.glob("checklists/*/*.md"))
    if lists:
        one = dice.choice(lists)
        words = dice.choice(
            (f"done: 2026-11-{dice.randrange(10, 29)}", "Asked *Ünal*", "- [ ] and call")
        )
        one.write_text(re.sub(r"( -->\n)", rf"\1    - {words}\n", one.read_text(), count=1))


def spoil_list(place: Place, dice: Random) -> None:
    """A kept file that nobody can read any more, until it is deleted."""
    lists = sorted(place.content.glob("checklists/*/*.md"))
    if lists:
        one = dice.choice(lists)
        one.write_text(one.read_text().partition("<!-- base")[0])


def drop_list(place: Place, dice: Random) -> None:
    lists = sorted(place.content.glob("checklists/*/*.md"))
    if lists:
        dice.choice(lists).unlink()


def edit_step(place: Place, dice: Random) -> None:
    name = dice.choice(("start-rounds", "medicines-audit"))
    place.swap(
        f"playbooks/{name}.yaml", r"do: (\w+)", lambda _: f"do: {dice.choice(('Go', 'See', 'Ask'))}"
    )


def edit_due(place: Place, dice: Random) -> None:
    place.swap(
        "playbooks/start-rounds.yaml",
        r"due: \d (week after)",
        lambda w: f"due: {dice.randrange(1, 5)} {w}",
    )


def edit_whom_for(place: Place, dice: Random) -> None:
    place.swap(
        "playbooks/medicines-audit.yaml",
        r"at_least: (\d+)",
        lambda _: f"at_least: {dice.randrange(1, 40)}",
    )


def add_playbook(place: Place, dice: Random) -> None:
    text = place.text("playbooks/start-rounds.yaml").replace(
        "Start rounds", f"Again {dice.randrange(9)}"
    )
    place.put("playbooks/again.yaml", text)


def remove_playbook(place: Place, dice: Random) -> None:
    (place.content / "playbooks/again.yaml").unlink(missing_ok=True)


def edit_calendar(place: Place, dice: Random) -> None:
    text = place.text("calendars.yaml")
    place.put(
        "calendars.yaml",
        text.replace("2026-12-", "2027-01-")
        if dice.random() < 0.5
        else text.replace("2027-01-", "2026-12-"),
    )


def edit_settings(place: Place, dice: Random) -> None:
    place.swap("handbook.yaml", "(?m)^title: (.*)", lambda _: f"title: Rounds {dice.randrange(9)}")


def edit_metric(place: Place, dice: Random) -> None:
    place.swap(
        "metrics.yaml",
        r"title: (\w+)",
        lambda _: f"title: {dice.choice(('Time', 'Days', 'Share'))}",
    )


def touch(place: Place, dice: Random) -> None:
    """New times of files, and nothing else."""
    for path in place.content.rglob("*"):
        os.utime(path, (dice.randrange(10**9), dice.randrange(10**9)))


def next_day(place: Place, dice: Random) -> None:
    place.day += timedelta(days=dice.choice((1, 1, 7, 30)))


def nothing(place: Place, dice: Random) -> None:
    """The same again."""


def break_file(place: Place, dice: Random) -> None:
    """A mistake: nothing is built until it is mended."""
    place.put("customers/wrong.yaml", "name: [\n")


def mend_file(place: Place, dice: Random) -> None:
    (place.content / "customers/wrong.yaml").unlink(missing_ok=True)


def spoil_page(place: Place, dice: Random) -> None:
    """Somebody edits or deletes a page of the site."""
    pages = sorted(place.folder.glob("site/internal/public/**/*.html"))
    if pages:
        one = dice.choice(pages)
        one.unlink() if dice.random() < 0.5 else one.write_text("mine")


EDITS: Mapping[str, Callable[[Place, Random], None]] = {
    one.__name__: one
    for one in (
        edit_name, edit_person, edit_beds, forget_answer, give_answer, shift_lines, add_customer,
        remove_customer, rename_customer, edit_row, add_row, tick, tick, note, spoil_list,
        drop_list, edit_step, edit_due, edit_whom_for, add_playbook, remove_playbook,
        edit_calendar, edit_settings, edit_metric, touch, next_day, nothing, break_file, mend_file,
        spoil_page,
    )
}  # fmt: skip
