"""The public site holds nothing of any customer: not a byte depends on their data.

Canaries stand in every private field, and are looked for in every file of the built site, unpacked
and decoded. The same search finds them in the internal edition, else it would prove nothing.
"""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

import pytest
from conftest import COMMAND, TODAY, files_below
from inside import kept_of
from planted import CLOSED, Field, known_fields, plant

from generator.build import examine
from generator.docs import site_tree

DAY = date.fromisoformat(TODAY)
CUSTOMER = "zq-canary-customer"
OPENING = ("2031-07-19", "19 Jul 2031")
NOTE = "Zqcanarynote"


class Canaries:
    """Harmless words for the handbook; a canary for each field of a customer."""

    def __init__(self) -> None:
        self.planted: dict[str, Field] = {}
        self.words = count()

    def __call__(self, field: Field) -> str:
        if field.route[0] != "customers":
            return f"Words {next(self.words)}"
        canary = f"Zqcanary{len(self.planted):03}"
        self.planted[canary] = field
        return canary


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Canaries]:
    """The sample with canaries in all that is private: fields, ids, days, and a kept checklist."""
    folder, canaries = tmp_path_factory.mktemp("private") / "content", Canaries()
    plant(folder, canaries)
    ward = json.loads((folder / "customers/ward-3.yaml").read_text())
    ward["dates"]["opening"] = OPENING[0]
    (folder / "customers/ward-3.yaml").write_text(json.dumps(ward))
    (folder / "customers/ward-3.yaml").rename(folder / f"customers/{CUSTOMER}.yaml")
    kept = kept_of(examine(folder, folder).handbook, noted, [CUSTOMER])[CUSTOMER]
    (folder / f"checklists/{CUSTOMER}").mkdir(parents=True)
    for name, content in kept.items():
        (folder / f"checklists/{CUSTOMER}/{name}.md").write_bytes(content)
    return folder, canaries


def noted(_: str, text: str) -> str:
    """A checklist with a note below its first item."""
    return re.sub(r"(- \[) (\] .*\n)", rf"\1x\2\n    {NOTE}\n\n", text, count=1)


def absent(content: Path) -> None:
    shutil.rmtree(content / "customers")
    shutil.rmtree(content / "checklists")


def present(content: Path) -> None:
    """As it is."""


def changed(content: Path) -> None:
    for path in (content / "customers").iterdir():
        path.write_text(path.read_text().replace("Zqcanary", "Other"))


def broken(content: Path) -> None:
    for path in (content / "customers").iterdir():
        path.write_text("{ not: yaml")


def traps(content: Path) -> None:
    """Whoever opens one waits for ever, or reads what has no end."""
    absent(content)
    for folder in ("customers", "checklists"):
        (content / folder).mkdir()
        os.mkfifo(content / folder / "pipe.yaml")
        (content / folder / "link.yaml").symlink_to("/dev/zero")


def replaced(content: Path) -> None:
    """No folder at all, but a file of that name, and a link to nowhere."""
    absent(content)
    (content / "customers").write_text(NOTE)
    (content / "checklists").symlink_to("nowhere")


STATES: tuple[Callable[[Path], None], ...] = (present, changed, broken, traps, replaced)


Files = dict[str, bytes]


def sources(content: Path) -> Files:
    """What the public site is built from."""
    examined = examine(content, None)
    assert examined.sound
    return site_tree(examined.handbook, DAY)


@pytest.fixture(scope="module")
def alone(book: tuple[Path, Canaries], tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The same without any customer."""
    content = Path(shutil.copytree(book[0], tmp_path_factory.mktemp("alone") / "content"))
    absent(content)
    return sources(content)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_pages_do_not_depend_on_customers(
    book: tuple[Path, Canaries], alone: Files, tmp_path: Path, state: Callable[[Path], None]
) -> None:
    """Whatever is where customers are kept, the public site is made from the same pages."""
    content = Path(shutil.copytree(book[0], tmp_path / "content"))
    state(content)
    assert sources(content) == alone
    assert len(alone) > 30


@pytest.fixture(scope="module")
def built(
    book: tuple[Path, Canaries], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Files]:
    """Real builds: public with and without customers beside the handbook, and internal."""
    found = {}
    for name, change, site in (
        ("absent", absent, "site"),
        ("present", present, "site"),
        ("internal", present, "site/internal"),
    ):
        folder = tmp_path_factory.mktemp("built")
        change(Path(shutil.copytree(book[0], folder / "content")))
        book_ = ("--book", "content") if name == "internal" else ()
        command = [COMMAND, "build", "--today", TODAY, *book_]
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        found[name] = {**files_below(folder / site), "(said)": done.stdout + done.stderr}
    return found


def test_same_site_with_and_without_customers(built: dict[str, Files]) -> None:
    """Every file of the built site, and what is said while it is built, is the same to the byte."""
    different = [
        name for name in built["absent"] if built["present"].get(name) != built["absent"][name]
    ]
    assert different == []
    assert built["absent"].keys() == built["present"].keys()
    assert {"public/sitemap.xml.gz", "public/index.html"} <= built["absent"].keys()


PRIVATE = ("Zqcanary", CUSTOMER, *OPENING, NOTE)


@pytest.mark.parametrize("words", PRIVATE)
def test_nothing_private_is_published(built: dict[str, Files], words: str) -> None:
    """No file, unpacked and in any usual encoding, has a name, id, day or note of a customer."""
    assert [name for name, raw in built["present"].items() if holds(raw, words)] == []


def test_the_internal_edition_has_it(built: dict[str, Files], book: tuple[Path, Canaries]) -> None:
    """The same search finds in the internal edition what it shows: names, people with their mail,
    ids, days and notes."""
    internal = built["internal"]
    for words in ("Zqcanary", CUSTOMER, OPENING[1], NOTE):
        assert any(holds(raw, words) for raw in internal.values()), words
    text = b"".join(internal.values()).decode(errors="ignore")
    named = {field.route for canary, field in book[1].planted.items() if canary in text}
    person = ("customers", "people", "{}")
    assert named == {("customers", "name"), (*person, "name"), (*person, "email")}


def test_every_field_of_a_customer_has_a_canary(book: tuple[Path, Canaries]) -> None:
    """A new field of a customer that takes free text is planted as well."""
    wanted = {f for f in known_fields() if f.route[0] == "customers" and f.form != CLOSED}
    planted = set(book[1].planted.values())
    assert {str(f) for f in wanted - planted} == {
        "customers attributes {}", "customers policy", "customers events [] is",
        "customers figures {}",
    }  # fmt: skip


@pytest.mark.parametrize(
    "hide",
    [
        str.encode,
        lambda words: words.upper().encode(),
        lambda words: words.encode("utf-16-le"),
        lambda words: words.encode("utf-16-be"),
        lambda words: gzip.compress(words.encode()),
        lambda words: zipped(words.encode()),
        lambda words: base64.b64encode(words.encode()),
        lambda words: base64.b64encode(b"x" + words.encode()),
        lambda words: base64.urlsafe_b64encode(b"xy" + words.encode() + b"z"),
        lambda words: quote(words).encode(),
        lambda words: "".join(f"%{byte:02x}" for byte in words.encode()).encode(),
        lambda words: "".join(f"&#{ord(c)};" for c in words).encode(),
        lambda words: "".join(f"&#x{ord(c):X};" for c in words).encode(),
        lambda words: "".join(f"\\u{ord(c):04x}" for c in words).encode(),
        lambda words: words.encode().hex().encode(),
        lambda words: gzip.compress(base64.b64encode(words.encode())),
    ],
)  # fmt: skip
def test_the_search_sees_through(hide: Callable[[str], bytes]) -> None:
    """Packed, quoted or spelt otherwise, each private word is found; in other words it is not."""
    for words in PRIVATE:
        assert holds(hide(words), words)
        assert not holds(hide("Harmless words, quite a few of them"), words)


PACKED = (b"\x1f\x8b", b"PK")


def zipped(raw: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside.txt", raw)
    return packed.getvalue()


def holds(raw: bytes, words: str) -> bool:
    """Whether a file has these words, in any of the forms."""
    forms = [form.lower() for form in spelt(words)]
    return any(form in reading.lower() for reading in readings(raw) for form in forms)


def spelt(words: str) -> Iterator[bytes]:
    """The words as bytes, in encodings that are not decoded before the search."""
    yield from (words.encode(), words.encode("utf-16-le"), words.encode("utf-16-be"))
    yield words.encode().hex().encode()
    for before in range(3):  # what stands before decides how base64 falls; its ends depend on it
        coded = base64.b64encode(b"x" * before + words.encode())
        yield coded[(before * 8 + 5) // 6 : -4]


def readings(raw: bytes) -> Iterator[bytes]:
    """A file as it is, unpacked, and with what browsers and readers decode decoded."""
    if raw.startswith(PACKED[0]):
        yield from readings(gzip.decompress(raw))
    elif raw.startswith(PACKED[1]):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for name in archive.namelist():
                yield from readings(archive.read(name))
    else:
        yield raw
        text = raw.decode(errors="replace")
        yield unquote_to_bytes(raw)
        yield html.unescape(text).encode()
        yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda c: chr(int(c[1], 16)), text).encode(
            errors="replace"
        )
