"""MkDocs makes no page twice, and the site is the one that it makes without our hook."""

from __future__ import annotations

import json
import logging
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from random import Random

import pytest
from conftest import HERE, TODAY, files_below
from markdown import Markdown
from mkdocs.commands import build as command
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from strategies import TORTURE

from generator import site
from generator.build import examine
from generator.docs import site_tree
from generator.output import UnsafePathError
from generator.rebuild import rendered
from generator.rebuild.inputs import digest

DAY = date.fromisoformat(TODAY)
KEPT = rendered.RENDERED


@pytest.fixture(scope="module", autouse=True)
def parsed() -> Iterator[list[str]]:
    """The Markdown that was parsed. MkDocs is run in this process, with its own words as errors."""
    found: list[str] = []
    convert = Markdown.convert

    def noted(md: Markdown, text: str) -> str:
        found.append(text)
        return convert(md, text)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Markdown, "convert", noted)
        for name, value in site.environment().items():
            patched.setenv(name, value)
        patched.setattr(site, "_run", lambda folder: mkdocs(folder / site.QUICK))
        yield found


def mkdocs(configuration: Path, **options: str) -> None:
    """What `mkdocs build --strict` does."""
    try:
        command.build(load_config(str(configuration), strict=True, **options))
    except Abort as error:
        raise site.SiteError(str(error)) from error


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, parsed: list[str]) -> Path:
    """The sample with a page that links into others, and its site."""
    content = tmp_path_factory.mktemp("first") / "content"
    shutil.copytree(HERE / "sample", content)
    (content / "pages/links.md").write_text(
        "---\ntags: [ways]\nsearch: {boost: 3}\n---\n# Ways\n\nTo [counting](../playbooks/"
        "medicines-audit.md#count) and [visits](visiting-hours.md).\n\n## Ünal's *way*\n\n"
        'Über `<meta http-equiv="Content-Security-Policy" content="`.\n'
    )
    built(content)
    assert len(parsed) > 20
    return content.parent


@pytest.fixture
def content(first: Path, parsed: list[str], tmp_path: Path) -> Path:
    """The same, to be edited."""
    shutil.copytree(first, tmp_path, dirs_exist_ok=True)
    parsed.clear()
    return tmp_path / "content"


def tree(content: Path, internal: bool = False) -> dict[str, bytes]:
    examined = examine(content, None)
    assert examined.sound, examined.problems
    return site_tree(examined.handbook, DAY, internal)


def built(content: Path, internal: bool = False) -> dict[str, bytes]:
    """The site, built where the last one was."""
    return made(content.parent / f"site-{internal}", tree(content, internal), internal)


def made(folder: Path, tree: dict[str, bytes], internal: bool) -> dict[str, bytes]:
    """What is public then; whoever builds the internal edition deletes all else from it."""
    if not internal:
        return files_below(site.build(tree, folder).public)
    names = site.build_frame(tree, folder)
    return {name: (folder / "public" / name).read_bytes() for name in names}


def plain(content: Path, internal: bool = False) -> dict[str, bytes]:
    """The site by MkDocs without our hook, from nothing."""
    folder = content.parent / "plain"
    shutil.rmtree(folder, ignore_errors=True)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(site, "_run", lambda folder: mkdocs(folder / site.CONFIGURATION))
        return made(folder, tree(content, internal), internal)


# --- what people do to a handbook ---------------------------------------------------------------

WORDS = ("Ask", "Go & see", "Find *them*", "Über", "Do")


def swap(content: Path, name: str, pattern: str, new: str) -> None:
    """The first place in a file where the pattern is, with other words."""
    path = content / name
    path.write_text(re.sub(pattern, lambda _: new, path.read_text(), count=1))


def a_step(content: Path, dice: Random) -> None:
    name = dice.choice(("start-rounds", "medicines-audit"))
    swap(content, f"playbooks/{name}.yaml", r"do: \w+", f"do: {dice.choice(WORDS)} {dice.random()}")


def a_role(content: Path, dice: Random) -> None:
    swap(content, "roles.yaml", r"title: Ward c\w+", f"title: Ward c{dice.randrange(9)}lerk")


def a_metric(content: Path, dice: Random) -> None:
    swap(content, "metrics.yaml", r"title: [^,\n]+", f"title: {dice.choice(WORDS)} soon")


def a_term(content: Path, dice: Random) -> None:
    swap(content, "glossary.yaml", r"meaning: A [^\n]+", f"meaning: A {dice.choice(WORDS)} round.")


def the_title(content: Path, dice: Random) -> None:
    swap(content, "handbook.yaml", r"title: [^\n]+", f"title: Rounds {dice.randrange(9)}")


def a_heading(content: Path, dice: Random) -> None:
    """The title of a page in the navigation."""
    swap(content, "pages/visiting-hours.md", r"# [^\n]+", f"# Hours {dice.randrange(9)}")


def prose(content: Path, dice: Random) -> None:
    path = content / "pages/visiting-hours.md"
    path.write_text(f"{path.read_text()}\n## Part {dice.random()}\n\n{dice.choice(WORDS)}: `x`.\n")


def front(content: Path, dice: Random) -> None:
    """What the search knows of a page, and nothing that one sees."""
    swap(content, "pages/links.md", r"boost: \d", f"boost: {dice.randrange(9)}")


def more(content: Path, dice: Random) -> None:
    """A playbook: it stands in the navigation, in lists, at its stage and its roles."""
    text = (content / "playbooks/start-rounds.yaml").read_text()
    title = f"title: Again {dice.randrange(9)}"
    (content / "playbooks/again.yaml").write_text(text.replace("title: Start rounds", title))


def less(content: Path, _: Random) -> None:
    (content / "playbooks/again.yaml").unlink(missing_ok=True)


def another_page(content: Path, dice: Random) -> None:
    """A page, or no page, where others may link to a file beside it."""
    path = content / f"pages/other-{dice.randrange(2)}.md"
    path.unlink() if path.exists() else path.write_text(f"# Other {dice.randrange(9)}\n")


def a_link(content: Path, dice: Random) -> None:
    to = dice.choice(("visiting-hours.md", "../index.md", "../roles/clerk.md", "#unals-way"))
    swap(content, "pages/links.md", r"visits\]\([^)]+", f"visits]({to}")


def spoil(content: Path, dice: Random) -> None:
    """Somebody else writes into what was kept."""
    for path in content.parent.glob(f"site-*/{KEPT}"):
        kept = path.read_bytes()
        path.write_bytes(kept[: dice.randrange(len(kept))] + b"?")


def nothing(content: Path, dice: Random) -> None:
    """The same again."""


EDITS: Mapping[str, Callable[[Path, Random], None]] = {
    one.__name__: one
    for one in (
        a_step, a_role, a_metric, a_term, the_title, a_heading, prose, front, more, less,
        another_page, a_link, spoil, nothing,
    )
}  # fmt: skip


def history(content: Path, seed: int, length: int) -> Iterator[list[str]]:
    """Edit, build, compare with plain MkDocs; all edits so far are named."""
    dice, way, internal = Random(seed), list[str](), bool(seed % 2)
    for _ in range(length):
        some = dice.choices(list(EDITS), k=dice.choice((1, 1, 2, 3)))
        for name in some:
            EDITS[name](content, dice)
        way += some
        found, expected = built(content, internal), plain(content, internal)
        assert [path for path in expected if found.get(path) != expected[path]] == [], way
        assert found.keys() == expected.keys(), way
        yield way


@pytest.mark.parametrize("seed", range(40 if TORTURE else 1))
def test_whatever_is_edited_the_site_is_that_of_plain_mkdocs(content: Path, seed: int) -> None:
    """After each of some random edits of the handbook all files (pages, search index, sitemap) are
    those of MkDocs without our hook in an empty folder, byte for byte; for everyone and internal.
    """
    assert len(list(history(content, seed, 5 if TORTURE else 2))) >= 2


# --- nothing twice --------------------------------------------------------------------------------


def test_only_what_is_edited_is_parsed(content: Path, parsed: list[str]) -> None:
    """With the same handbook no Markdown is parsed; of a page with other words, that page's; where
    a title in the navigation changes, that of pages that name it in their text, and it stands in
    the navigation of the others all the same. MkDocs's log has no more listeners than before."""
    listeners = len(logging.getLogger("mkdocs").handlers)
    before = built(content)
    assert parsed == []
    assert len(logging.getLogger("mkdocs").handlers) == listeners
    prose(content, Random(1))
    second = built(content)
    assert [text.splitlines()[0] for text in parsed] == ["# Visiting hours"]
    changed = {path for path in second if before.get(path) != second[path]}
    assert changed == {
        "pages/visiting-hours.html", "pages/visiting-hours.md",
        "search/search_index.json", "search/search_index.js",
    }  # fmt: skip
    parsed.clear()
    swap(content, "pages/visiting-hours.md", "# [^\n]+", "# Hours")
    third = built(content)
    home = "# Ward rounds at St Brigid's Hospital"  # it lists the pages
    assert [text.splitlines()[0] for text in parsed] == [home, "# Hours"]
    assert [path for path in third if path.startswith("roles/") and third[path] == second[path]]
    assert third["pages/links.html"] != second["pages/links.html"]


def test_what_is_served_is_known_too(content: Path, parsed: list[str], tmp_path: Path) -> None:
    """`mkdocs serve` builds into a folder of its own: its pages are those of MkDocs without our
    hook, not finished, and what was built before is not parsed again; nor are pages twice made."""
    folder = tmp_path / "site-False"
    for number in range(2):
        mkdocs(folder / site.QUICK, site_dir=f"{tmp_path}/served-{number}")
    assert parsed == []
    mkdocs(folder / site.CONFIGURATION, site_dir=f"{tmp_path}/plain")
    expected = files_below(tmp_path / "plain")
    assert b"Content-Security-Policy" not in expected["checks.html"]
    for number in range(2):
        assert files_below(tmp_path / f"served-{number}") == expected
    assert files_below(folder / "public") == built(content)


def test_what_is_wrong_is_told_again(content: Path) -> None:
    """A link that leads nowhere ends every build, also where the page has not changed since, and
    where it was the page that it leads to that changed."""
    before = built(content)
    swap(content, "pages/visiting-hours.md", "Rounds", "[Rounds](nowhere.md)")
    for _ in range(2):
        with pytest.raises(site.SiteError, match="1 warning"):
            built(content)
    swap(content, "pages/visiting-hours.md", r"\[Rounds\]\(nowhere.md\)", "Rounds")
    assert built(content) == before
    audit = content / "playbooks/medicines-audit.yaml"
    audit.write_text(re.sub(r"count\b(?=[,\]}])", "count-all", audit.read_text()))
    for _ in range(2):
        with pytest.raises(site.SiteError, match="1 warning"):
            built(content)


def test_every_page_has_its_policy_once(first: Path) -> None:
    """Also one that speaks of such policies: which scripts may run is said in its head."""
    pages = [path.read_text() for path in (first / "site-False/public").rglob("*.html")]
    assert len(pages) > 20
    policy = '<meta http-equiv="Content-Security-Policy" content='
    assert [page.partition("</head>")[0].count(policy) for page in pages] == [1] * len(pages)


# --- what is kept ---------------------------------------------------------------------------------


def sealed(text: bytes) -> bytes:
    return digest(text).encode() + b"\n" + text


def test_what_is_not_as_it_was_written_is_not_used(content: Path, parsed: list[str]) -> None:
    """Cut, changed in one place, of another form, or somebody else's: all pages are made anew."""
    folder = content.parent / "site-False"
    before, kept = files_below(folder / "public"), (folder / KEPT).read_bytes()
    at = kept.index(b"Visiting hours")
    others = (
        b"", b"[1", kept[:-1], kept[:at] + b"v" + kept[at + 1 :], sealed(b""), sealed(b"[1, 2]"),
        sealed(b"[99, {}]"), sealed(b'[1, {"index.md": ["key"]}]'), sealed(b'[1, ["index.md"]]'),
        sealed(b"7"), sealed(b"\xff"), b"\xff\n{}",
    )  # fmt: skip
    for other in others:
        (folder / KEPT).write_bytes(other)
        assert rendered.rendered(folder) == {}
    assert built(content) == before
    assert len(parsed) > 20
    assert (folder / KEPT).read_bytes() == kept


def test_names_in_it_lead_nowhere(content: Path) -> None:
    """A page of the file that the site does not have is not written, wherever its name leads."""
    folder = content.parent / "site-False"
    before = files_below(folder / "public")
    form, pages = json.loads((folder / KEPT).read_bytes().partition(b"\n")[2])
    for name in ("../evil.md", "/tmp/evil.md", "new.md"):
        pages[name] = pages["checks.md"]
    text = json.dumps([form, pages]).encode()
    (folder / KEPT).write_bytes(sealed(text))
    assert len(rendered.rendered(folder)) == len(pages)
    assert built(content) == before
    assert list(content.parent.rglob("evil*")) == []


def test_nothing_of_it_is_public(content: Path, parsed: list[str]) -> None:
    """It lies beside what is published, one file for each edition: neither reads the other's."""
    internal = built(content, internal=True)
    assert len(parsed) > 20
    assert {path.name for path in (content.parent / "site-True").iterdir()} == {
        "docs", "frame", "public", "mkdocs.yml", "quick.yml", KEPT,
    }  # fmt: skip
    assert not any(name.endswith((KEPT, "quick.yml")) for name in internal)


def test_a_link_in_its_place_is_refused(content: Path, tmp_path: Path) -> None:
    """Nothing is written through a link that somebody has put there."""
    mine = tmp_path / "mine"
    mine.write_text("mine")
    (tmp_path / "site-False" / KEPT).unlink()
    (tmp_path / "site-False" / KEPT).symlink_to(mine)
    with pytest.raises(UnsafePathError, match=KEPT):
        built(content)
    assert mine.read_text() == "mine"
