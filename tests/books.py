"""Books with files of every format, and readers of these files that share nothing with Handrail."""

from __future__ import annotations

import csv
import io
import re
from contextlib import chdir
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
from click.testing import CliRunner
from conftest import TODAY, Ran, files_below

from generator.cli import main
from generator.exports import FORMATS

AT = ("--today", TODAY)
ALL = ",".join(FORMATS)
ROUNDS = "ward-3/start-rounds"
Events = dict[str, dict[str, str]]


def run(folder: Path, *args: object) -> Ran:
    """The command in this process, beside the folder `content`."""
    with chdir(folder):
        done = CliRunner().invoke(
            main, [str(a) for a in args], prog_name="handrail", catch_exceptions=False
        )
    return Ran(done.exit_code, done.stdout, done.stderr)


def printed(folder: Path, *args: object) -> bytes:
    """What a command that succeeds puts on standard output, to the byte."""
    with chdir(folder):
        done = CliRunner().invoke(main, [str(a) for a in args], catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    return done.stdout_bytes


def everything(folder: Path, *more: object) -> Ran:
    """Generate every format."""
    return run(folder, "generate", "--format", ALL, *AT, *more)


def edit(path: Path, *changes: tuple[str, str]) -> bytes:
    """Replace the first of each in a file; the file as it is then."""
    text = path.read_bytes().decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_bytes(text.encode())
    return path.read_bytes()


def bytes_and_times(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Every file below a folder with its bytes, when it was written, and which file it is."""
    return {
        name: (content, (folder / name).stat().st_mtime_ns, (folder / name).stat().st_ino)
        for name, content in files_below(folder).items()
    }


# --- readers ---


def events(content: bytes) -> Events:
    """The events of a calendar by UID, read line by line as RFC 5545 says."""
    assert re.fullmatch(rb"(?:[^\r\n]{1,75}\r\n)+", content), "lines of 75 octets, CRLF"
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    found: Events = {}
    event: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            event = {}
        elif line == "END:VEVENT":
            assert event["UID"] not in found
            found[event["UID"]] = event
        else:
            event[name.partition(";")[0]] = value
    assert (lines[0], lines[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])
    return found


def table(content: bytes) -> list[list[str]]:
    """The rows of a CSV file, all of one width."""
    text = content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1
    return rows


def workbook(content: bytes) -> list[list[str]]:
    """The rows of an Excel workbook's first sheet, from its heading on."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = list(book.worksheets[0].iter_rows())
    assert not [cell for row in cells for cell in row if cell.data_type in ("f", "e")]
    rows = [[str(cell.value or "") for cell in row] for row in cells]
    return rows[next(n for n, row in enumerate(rows) if "Id" in row) :]


class _Boxes(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, bool] = {}
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.scripts += tag == "script"
        if tag == "input" and values.get("type") == "checkbox":
            self.found[str(values["id"]).removeprefix("tick-")] = "checked" in values


def page(content: bytes) -> dict[str, bool]:
    """Which boxes a page has, by the ids of their items, and whether they are ticked."""
    reader = _Boxes()
    reader.feed(content.decode())
    assert reader.scripts == 1
    return reader.found
