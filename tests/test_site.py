"""The site builds, is the same each time, leads everywhere, and tells nothing private."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import HERE, TODAY, Write, files_below
from inside import book
from markdown import Markdown
from markdown import markdown as to_html
from site_reader import BuiltSite
from sites import Once, free_port, wait_for
from vnu import html_errors

from generator.build import Examined, examine
from generator.commands.refusal import tell_refusal
from generator.docs import site_tree
from generator.handbook import Handbook
from generator.output import UnsafePathError
from generator.pages.addresses import address
from generator.pages.contents import pages
from generator.pages.sections import nav
from generator.references import mentions
from generator.serve import put, serve
from generator.site import SiteError, build, mkdocs

DAY = date.fromisoformat(TODAY)
CONTENT = HERE.parent / "content"
SAMPLE = HERE / "sample"
OF_EVERY_HANDBOOK = ("checks.html", "contribute.html", "messages.html")
"""Pages that are the same whatever the handbook: in Handrail's words."""
SCRIPT = """
import sys
from datetime import date
from pathlib import Path
from generator.build import examine
from generator.docs import site_tree
from generator.site import build
handbook = examine(Path(sys.argv[1]), None).handbook
build(site_tree(handbook, date.fromisoformat(sys.argv[3])), Path(sys.argv[2]))
"""


def handbook_of(content: Path, book: Path | None = None) -> Handbook:
    examined: Examined = examine(content, book)
    assert examined.sound, "\n".join(map(str, examined.problems))
    return examined.handbook


def html(folder: Path, name: str) -> str:
    return (folder / "public" / name).read_text()


@pytest.fixture(scope="module", params=[SAMPLE, CONTENT], ids=["sample", "shipped"])
def content(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@pytest.fixture(scope="module")
def handbook(content: Path) -> Handbook:
    return handbook_of(content)


@pytest.fixture(scope="module")
def built(content: Path, handbook: Handbook, once: Once) -> tuple[Path, BuiltSite]:
    """The public site in a folder anywhere on the disk, by MkDocs --strict."""
    name = "shipped" if content == CONTENT else "public sample"
    folder = once(name, lambda folder: build(site_tree(handbook, DAY), folder))
    return folder, BuiltSite(folder / "public")


# --- it builds, and always the same -----------------------------------------------------------


def test_no_link_leads_nowhere(built: tuple[Path, BuiltSite]) -> None:
    """After a strict build, every link and anchor of every page resolves, of the 404 page too."""
    _, site = built
    assert len(site.pages) > 20
    assert site.broken() == []


@pytest.mark.parametrize("content", [SAMPLE], indirect=True)
def test_same_bytes_elsewhere(built: tuple[Path, BuiltSite], content: Path, tmp_path: Path) -> None:
    """Another working folder, time zone and hash seed give the same bytes in every file."""
    folder, _ = built
    surroundings = {**os.environ, "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    command = [sys.executable, "-c", SCRIPT, str(content), str(tmp_path / "site"), TODAY]
    done = subprocess.run(
        command, env=surroundings, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for part in ("docs", "public"):
        assert files_below(tmp_path / "site" / part) == files_below(folder / part), part


def test_second_build_touches_no_page(small: tuple[Path, Write], tmp_path: Path) -> None:
    """What has not changed keeps its time; of one changed title, only pages that show it do not."""
    content, write = small
    site = tmp_path / "site"
    build(site_tree(handbook_of(content), DAY), site)
    before = {path: path.stat().st_mtime_ns for path in (site / "docs").rglob("*")}
    again = build(site_tree(handbook_of(content), DAY), site)
    assert (again.written, again.removed) == ([], [])
    assert {path: path.stat().st_mtime_ns for path in (site / "docs").rglob("*")} == before
    write("roles.yaml", "roles:\n  - {id: mate, title: Second mate}\n")
    changed = build(site_tree(handbook_of(content), DAY), site)
    assert "docs/roles/mate.md" in changed.written
    assert "docs/checks.md" not in changed.written


def test_stale_pages_vanish(small: tuple[Path, Write], tmp_path: Path) -> None:
    """An entry that is gone leaves no page behind, in docs or in the HTML."""
    content, write = small
    write("segments/big.yaml", "title: Big\n")
    site = tmp_path / "site"
    build(site_tree(handbook_of(content), DAY), site)
    assert (site / "public/segments/big.html").exists()
    (content / "segments/big.yaml").unlink()
    gone = build(site_tree(handbook_of(content), DAY), site)
    assert gone.removed == ["docs/segments/big.md", "docs/segments/index.md"]
    assert not (site / "public/segments").exists()
    assert not (site / "docs/segments").exists()


@pytest.mark.parametrize("content", [SAMPLE], indirect=True)
def test_only_segments_depend_on_the_day(handbook: Handbook) -> None:
    """Another day changes the pages on policies, and which holidays the browser knows."""
    now, later = site_tree(handbook, DAY), site_tree(handbook, date(2021, 1, 1))
    changed = {name for name in now if now[name] != later[name]}
    assert changed
    places = ("docs/segments/", "docs/assets/plans/")
    assert all(name.startswith(places) for name in changed)


def test_no_build_time(built: tuple[Path, BuiltSite]) -> None:
    """The sitemap has no dates."""
    folder, _ = built
    assert "lastmod" not in html(folder, "sitemap.xml")


def test_pages_are_light(built: tuple[Path, BuiltSite]) -> None:
    """The first page and each playbook's have at most 60 KB of HTML."""
    folder, _ = built
    pages = [folder / "public/index.html", *(folder / "public/playbooks").iterdir()]
    sizes = {path.name: path.stat().st_size for path in pages}
    assert {name: size for name, size in sizes.items() if size > 60 * 1024} == {}


def test_every_page_has_its_policy(built: tuple[Path, BuiltSite]) -> None:
    """Each page lets run what the site brings and, by their hashes, the scripts in the page."""
    _, site = built
    for name, page in site.pages.items():
        (policy,) = [a["content"] or "" for tag, a in page.tags if a.get("http-equiv")]
        assert "'unsafe" not in policy, name
        assert "default-src 'self'" in policy, name
        scripts = [a for tag, a in page.tags if tag == "script" and not a.get("src")]
        run = [a for a in scripts if a.get("type") != "application/json"]
        assert policy.count("sha256-") == len(run), name
        assert not [a for _, a in page.tags if "style" in a], name


def test_pages_are_sound_html(built: tuple[Path, BuiltSite]) -> None:
    """The Nu checker finds no error on any page."""
    assert html_errors(built[0] / "public") == ""


def test_unsound_html_is_found(tmp_path: Path) -> None:
    """Two elements of one id in one of the files of a folder are told."""
    (tmp_path / "page.html").write_text("<!doctype html><title>T</title><p id=a><p id=a>")
    assert "Duplicate ID" in html_errors(tmp_path)


# --- it tells nothing private -----------------------------------------------------------------


@pytest.mark.parametrize("content", [SAMPLE], indirect=True)
def test_public_pages_do_not_see_customers(content: Path, tmp_path: Path) -> None:
    """The public site is the same with customers absent, present, other, or broken."""
    with_book = handbook_of(content, content)
    assert with_book.customers
    plain = site_tree(handbook_of(content), DAY)
    assert site_tree(with_book, DAY) == plain
    copy = Path(shutil.copytree(content, tmp_path / "content"))
    for broken in (copy / "customers").iterdir():
        broken.write_text("{ not: yaml")
    assert site_tree(handbook_of(copy), DAY) == plain
    shutil.rmtree(copy / "customers")
    assert site_tree(handbook_of(copy), DAY) == plain


def test_no_customer_in_the_public_site(built: tuple[Path, BuiltSite], content: Path) -> None:
    """No file of the public site has a customer's or a person's name; the internal one has them."""
    folder, _ = built
    handbook = handbook_of(content, content)
    names = [c.name for c in handbook.customers.values()]
    names += [p.name for c in handbook.customers.values() for p in c.people.values()]
    public = b"".join(files_below(folder).values())
    internal = "".join(book(handbook).values()).encode()
    assert [name for name in names if name.encode() in public] == []
    assert sum(name.encode() in internal for name in names) > len(handbook.customers)


def test_task_boxes_have_names() -> None:
    """A box on a page of one's own is named by its task, and is all that is left of `[ ]`."""
    made = to_html("- [ ] Wash *hands*\n- [x] Knock", extensions=["generator.pages.dialect"])
    page = BuiltSite.parse(made)
    boxes = [attrs for _, attrs in page.tags if attrs.get("type") == "checkbox"]
    assert [box["aria-label"] for box in boxes] == ["Wash hands", "Knock"]
    assert "[" not in "".join(page.words)


# --- it leads everywhere ----------------------------------------------------------------------


def target(kind: str, id_: str) -> tuple[str, str]:
    """Where an entry is shown, in the HTML."""
    path, _, anchor = address(kind, id_).partition("#")
    return path.replace(".md", ".html"), anchor


def test_every_entry_can_be_reached(built: tuple[Path, BuiltSite], handbook: Handbook) -> None:
    """Each entry has a page, or a heading with its id, that links lead to from the first page."""
    _, site = built
    reached = site.reached()
    for kind, entry in handbook.entries():
        path, anchor = target(kind, entry.id)
        assert path in reached, (kind, entry.id)
        assert not anchor or anchor in site.pages[path].ids, (kind, entry.id)


def test_every_step_has_an_anchor(built: tuple[Path, BuiltSite], handbook: Handbook) -> None:
    """A step's permalink is its id."""
    _, site = built
    for playbook in handbook.playbooks.values():
        page = site.pages[f"playbooks/{playbook.id}.html"]
        assert playbook.steps.keys() <= page.ids


def test_links_go_both_ways(built: tuple[Path, BuiltSite], handbook: Handbook) -> None:
    """Where an entry names another, its page links there, and that page links back."""
    _, site = built
    links = {name: {path for path, _ in site.links(name)} for name in site.pages}
    checked = 0
    for kind, entry in handbook.entries():
        for mention in mentions(kind, entry):
            other = "dates" if mention.kind == "moments" else mention.kind
            if mention.id not in handbook.of_kind(other):
                continue  # a step of the same playbook; the segment or priority of a condition
            here, there = target(kind, entry.id), target(other, mention.id)
            assert there[0] in links[here[0]], (here, there)
            assert here[0] in links[there[0]], (there, here)
            checked += 1
    assert checked > 50


def test_glossary_and_pages_know_each_other(tmp_path: Path, small: tuple[Path, Write]) -> None:
    """A term links to what has it in its title; that page links to it and can be searched by it."""
    content, write = small
    term = "{id: sail, term: Sail, short: SL, also: [canvas], meaning: Cloth.}"
    write("glossary.yaml", f"terms:\n  - {term}\n")
    docs = pages(handbook_of(content), DAY)
    assert "[Set sail](playbooks/set-sail.md) (playbook)" in docs["glossary.md"].decode()
    playbook = docs["playbooks/set-sail.md"].decode()
    assert "[Sail (SL)](../glossary.md#sail)" in playbook
    assert "<div hidden markdown>\n\nSL, canvas\n" in playbook


# --- any handbook -----------------------------------------------------------------------------


def test_empty_sections_vanish(small: tuple[Path, Write], tmp_path: Path) -> None:
    """A handbook of one role and one playbook gets a site of just that, in nobody else's words."""
    content, _ = small
    handbook = handbook_of(content)
    build(site_tree(handbook, DAY), tmp_path / "site")
    site = BuiltSite(tmp_path / "site/public")
    assert [name for tab in nav(handbook) for name in tab] == [
        "Home", "Playbooks", "Who does what", "Reference", "Guides",
    ]  # fmt: skip
    assert sorted(site.pages) == [
        "404.html", "checks.html", "contribute.html", "index.html", "messages.html",
        "playbooks/index.html",
        "playbooks/set-sail.html", "roles/index.html", "roles/mate.html",
    ]  # fmt: skip
    assert site.broken() == []
    own = [page for name, page in site.pages.items() if name not in OF_EVERY_HANDBOOK]
    words = " ".join(word for page in own for word in page.words).lower()
    for foreign in ("gitlab", "customer success", "csm", "glossary", "segment", "metric"):
        assert foreign not in words, foreign


def test_bare_handbook(tmp_path: Path) -> None:
    """Even a handbook of one word gives a site."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content/handbook.yaml").write_text("title: Bare\n")
    (tmp_path / "content/glossary.yaml").write_text("terms:\n  - {id: a, term: A, meaning: B.}\n")
    build(site_tree(handbook_of(tmp_path / "content"), DAY), tmp_path / "site")
    assert BuiltSite(tmp_path / "site/public").broken() == []


def test_nav_stays_short(small: tuple[Path, Write]) -> None:
    """Sixty playbooks are listed on their page, not beside every page."""
    content, write = small
    text = (content / "playbooks/set-sail.yaml").read_text()
    for n in range(60):
        write(f"playbooks/sail-{n}.yaml", text)
    handbook = handbook_of(content)
    assert {"Playbooks": ["playbooks/index.md"]} in nav(handbook)
    assert b"sail-59.md" in pages(handbook, DAY)["playbooks/index.md"]


@pytest.mark.parametrize(
    ("scheme", "legend", "cell"),
    [
        ("DCI", "D: DRI, C: Consulted", "<b>D</b>"),
        ("RACI", "R: Responsible, A: Accountable", "R <b>A</b>"),
    ],
)
def test_schemes(small: tuple[Path, Write], scheme: str, legend: str, cell: str) -> None:
    """The matrix is headed as the handbook's scheme has it."""
    content, write = small
    write("handbook.yaml", f"title: Log\nscheme: {scheme}\n")
    text = (content / "playbooks/set-sail.yaml").read_text()
    write("playbooks/set-sail.yaml", text.replace("do: Cast off", "do: Cast off, consulted: [b]"))
    write("roles.yaml", "roles:\n  - {id: mate, title: Mate}\n  - {id: b, title: Boy}\n")
    page = pages(handbook_of(content), DAY)["playbooks/set-sail.md"].decode()
    assert legend in page
    assert f"| [Cast off](#cast-off) | {cell} | C |" in page


def test_policies_by_day(small: tuple[Path, Write]) -> None:
    """The policy in force on the day comes first, then later and earlier ones."""
    content, write = small
    policies = "".join(f"  - {{name: Y{y}, from: {y}-01-01}}\n" for y in (2024, 2025, 2026))
    write("segments/big.yaml", f"title: Big\npolicies:\n{policies}")
    handbook = handbook_of(content)

    def heads(day: date) -> list[str]:
        lines = pages(handbook, day)["segments/big.md"].decode().splitlines()
        return [line.split(" {")[0] for line in lines if line.startswith("## ")]

    assert heads(date(2025, 6, 1)) == ["## Y2025: in force", "## Y2026: later", "## Y2024: earlier"]
    assert heads(date(2026, 1, 1))[0] == "## Y2026: in force"
    assert (
        "No policy is in force yet" in pages(handbook, date(2020, 1, 1))["segments/big.md"].decode()
    )


def test_figures_stated_and_computed() -> None:
    """A figure that does not add up shows both numbers, and the reason why it stays."""
    docs = pages(handbook_of(CONTENT), DAY)
    page = docs["tables/enterprise-hours.md"].decode()
    assert '<span class="differs">**399** stated, 400 by sum</span>' in page
    assert "**Total, Quarter**: The source states 399 hours" in page
    assert b"The source states 399" in docs["disagreements.md"]


def test_edit_links(small: tuple[Path, Write]) -> None:
    """With a repository, pages link to their file in it; without one there is no such link."""
    content, write = small
    assert b"Edit " not in pages(handbook_of(content), DAY)["roles/mate.md"]
    write("handbook.yaml", "title: Log\nrepository: https://git.example.com/a/b\n")
    docs = pages(handbook_of(content), DAY)
    start = "https://git.example.com/a/b/-/edit/main/content"
    assert f"({start}/roles.yaml#L2)".encode() in docs["roles/mate.md"]
    assert f"({start}/playbooks/set-sail.yaml)".encode() in docs["playbooks/set-sail.md"]


# --- what writers type stays text ---------------------------------------------------------------

HOSTILE = "</title><script>alert(1)</script> **b** _i_ `c` [l](x) | {: #x } &amp; <b>"


def test_titles_stay_text(small: tuple[Path, Write], tmp_path: Path) -> None:
    """A title with HTML and Markdown in it is shown letter by letter, everywhere."""
    content, write = small
    write("handbook.yaml", f"title: '{HOSTILE}'\n")
    write("roles.yaml", f"roles:\n  - {{id: mate, title: '{HOSTILE}', short: '{HOSTILE}'}}\n")
    write("journey.yaml", f"stages:\n  - {{id: one, title: '{HOSTILE}', objective: Go.}}\n")
    text = (content / "playbooks/set-sail.yaml").read_text()
    write("playbooks/set-sail.yaml", text.replace("Cast off", f"'{HOSTILE}'"))
    build(site_tree(handbook_of(content), DAY), tmp_path / "site")
    site = BuiltSite(tmp_path / "site/public")
    assert site.broken() == []
    scripts = {len([t for t, _ in page.tags if t == "script"]) for page in site.pages.values()}
    assert len(scripts) == 1, "a page has one script more than the others"
    for name in ("roles/mate.html", "playbooks/set-sail.html", "stages/one.html", "index.html"):
        assert HOSTILE in "".join(site.pages[name].words), name


def test_every_pattern_is_found_where_it_is_needed() -> None:
    """A page that has one sign alone, after pages that have none, all or others, reads as it does
    with all of Python-Markdown's patterns."""
    signs = (
        "Plain [link](a.md) and *words*.", "`code`", "a \\* b", "![picture](a.png)", "a &copy; b",
        "<https://example.com>", "<me@example.com>", "one  \ntwo", "a <b>c</b>",
        "[name][n]\n\n[n]: b.md", "[n]\n\n[n]: c.md", "![n][n]\n\n[n]: d.png", "![n]\n\n[n]: e.png",
    )  # fmt: skip
    one = Markdown(extensions=["generator.pages.dialect"])
    for text in (*signs, "\n\n".join(signs[:9]), *reversed(signs)):
        whole = Markdown(extensions=["generator.pages.dialect"])
        whole.treeprocessors.deregister("handrail-needless")
        assert one.reset().convert(text) == whole.convert(text), text


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "<img src=\"https://elsewhere.example/x.png\">",
        "![x](https://elsewhere.example/x.png)",
        "![x](//elsewhere.example/x.png)",
        "[x](javascript:alert(1))",
        "[x](java&#x0A;script&#58;alert(1))",
        "[x]( data:text/html,1)",
        "<a href='javascript:alert(1)'>x</a>",
        "<div onclick=\"alert(1)\" markdown>x</div>",
        "<div style=\"background: url(//elsewhere.example)\" markdown>x</div>",
        "<iframe src=\"/x\"></iframe>",
        "<svg><script>alert(1)</script></svg>",
        "<style>@import '//elsewhere.example'</style>",
        "<!-- secret --><b>x</b>",
        "- a\n\n      <script>alert(1)</script>",
        "<form action=\"//elsewhere.example\"><button>x</button></form>",
        "<b <script>alert(1)</script>",
        "![<b title=\" onerror=alert(1) \">](x.png)",
        "- [ ] a <b title=\" onerror=alert(1) \">b</b>",
    ],
)  # fmt: skip
def test_markdown_brings_no_active_html(text: str) -> None:
    """Nothing in a page's Markdown runs, loads from elsewhere, or hides."""
    made = to_html(text, extensions=["md_in_html", "tables", "generator.pages.dialect"])
    for word in ("<script", "<iframe", "<style", "<form", "<!--", "secret"):
        assert word not in made.lower()
    read = BuiltSite.parse(made)
    for _, attrs in read.tags:
        assert not [name for name in attrs if name.startswith("on") or name == "style"]
        assert not (attrs.get("src") or "").startswith(("http", "//"))
        assert not (attrs.get("href") or "").strip().lower().startswith(("java", "data"))


# --- when it cannot -----------------------------------------------------------------------------


def test_broken_link_is_told(small: tuple[Path, Write], tmp_path: Path) -> None:
    """A page that links nowhere fails the build, in MkDocs's words and without a traceback."""
    content, write = small
    write("pages/help.md", "# Help\n\nSee [this](../playbooks/gone.md).\n")
    with pytest.raises(SiteError) as told:
        build(site_tree(handbook_of(content), DAY), tmp_path / "site")
    assert "'pages/help.md' contains a link '../playbooks/gone.md'" in str(told.value)
    assert "Traceback" not in str(told.value)


def test_broken_link_is_found_where_it_is_written(
    small: tuple[Path, Write], capsys: pytest.CaptureFixture[str]
) -> None:
    """Below MkDocs's words stand the file, the line and the column of each link it means."""
    content, write = small
    write(
        "pages/help.md",
        "# Help\n\nSee [this](/gone.md), [that](/gone.md#x) or [it][1].\n\n[1]: /gone.md\n",
    )
    said = "Doc file 'pages/help.md' contains a link '/gone.md', but the target is not found."
    tell_refusal(SiteError(said), handbook_of(content), content)
    help_ = content / "pages/help.md"
    assert capsys.readouterr().err.splitlines()[1:] == [
        said,
        f"{help_}:3:12: here is '/gone.md'",
        f"{help_}:5:6: here is '/gone.md'",
    ]


@pytest.mark.parametrize("where", ["", "docs", "docs/playbooks", "docs/index.md", "public"])
def test_links_in_the_output_are_refused(
    small: tuple[Path, Write], tmp_path: Path, where: str
) -> None:
    """Where the output folder holds a link to another place, nothing is written or published."""
    content, _ = small
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "keep").write_text("kept")
    link = tmp_path / "site" / where
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(elsewhere)
    with pytest.raises(UnsafePathError):
        build(site_tree(handbook_of(content), DAY), tmp_path / "site")
    assert files_below(elsewhere) == {"keep": b"kept"}


def test_a_way_through_a_link(small: tuple[Path, Write], tmp_path: Path) -> None:
    """The output folder itself may be reached by a link above it, as /tmp is on some machines."""
    content, _ = small
    (tmp_path / "real/deep").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "real/deep")
    build(site_tree(handbook_of(content), DAY), tmp_path / "link/site")
    assert (tmp_path / "real/deep/site/public/index.html").exists()


def test_plain_mkdocs_works(small: tuple[Path, Write], tmp_path: Path) -> None:
    """In a checkout, `mkdocs build` by hand builds what was generated."""
    content, _ = small
    checkout = tmp_path / "checkout"
    shutil.copytree(HERE.parent / "templates", checkout / "templates")
    shutil.copy(HERE.parent / "mkdocs.yml", checkout)
    build(site_tree(handbook_of(content), DAY), checkout / "site")
    shutil.rmtree(checkout / "site/public")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    done: Any = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (checkout / "site/public/playbooks/set-sail.html").exists()


def test_serve_follows_edits(small: tuple[Path, Write], tmp_path: Path) -> None:
    """An edit reaches the docs while MkDocs serves; a faulty one leaves the last good pages."""
    content, write = small
    page = tmp_path / "site/docs/roles/mate.md"
    told: list[str] = []

    def make() -> dict[str, bytes] | None:
        examined = examine(content, None)
        told.extend(map(str, examined.problems))
        return site_tree(examined.handbook, DAY) if examined.sound else None

    def edit() -> None:
        wait_for(lambda: page.exists() and "First mate" in page.read_text())
        write("roles.yaml", "roles: [")
        wait_for(lambda: bool(told))
        assert "First mate" in page.read_text()
        write("roles.yaml", "roles:\n  - {id: mate, title: Second mate}\n")
        wait_for(lambda: "Second mate" in page.read_text())
        os.kill(os.getpid(), signal.SIGINT)

    editor = threading.Thread(target=edit)
    editor.start()
    folder = tmp_path / "site"
    command = mkdocs("serve", folder, "--dev-addr", f"127.0.0.1:{free_port()}")
    assert serve([content], partial(put, folder, make, told.append), command) == 0
    editor.join()


def test_serve_ends_with_mkdocs(small: tuple[Path, Write], tmp_path: Path) -> None:
    """Where MkDocs cannot listen, serving ends by itself, with a code that says so."""
    content, _ = small
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        tree = site_tree(handbook_of(content), DAY)
        command = mkdocs("serve", tmp_path / "site", "--dev-addr", address)
        assert serve([content], partial(put, tmp_path / "site", lambda: tree, print), command) != 0
