"""What lies beside the pages for programs says what the pages say, and nothing private."""

from __future__ import annotations

import json
import posixpath
import re
import shutil
import threading
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import HERE, TODAY, Write
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, Response
from schema_reader import faults
from site_reader import BuiltSite
from strategies import TORTURE

from generator.build import examine
from generator.docs import site_tree
from generator.handbook import Handbook
from generator.machine import shapes
from generator.machine.contents import for_programs
from generator.machine.data import FORMAT, data, schema
from generator.machine.index import index
from generator.machine.redirects import redirects
from generator.machine.twins import twin, twins
from generator.pages.contents import pages
from generator.references import mentions
from generator.site import build
from generator.templates import assets

DAY = date.fromisoformat(TODAY)
SAMPLE, CONTENT = HERE / "sample", HERE.parent / "content"


@cache
def handbook_of(content: Path, book: Path | None = None) -> Handbook:
    examined = examine(content, book)
    assert examined.sound, "\n".join(map(str, examined.problems))
    return examined.handbook


@cache
def docs_of(content: Path) -> dict[str, bytes]:
    return pages(handbook_of(content), DAY)


def some(docs: dict[str, bytes]) -> dict[str, str]:
    """The pages as text; of a large handbook, one of 25 is enough but for the long runs."""
    texts = {path: text.decode() for path, text in docs.items() if path.endswith(".md")}
    few = sorted(texts)[:: 1 if TORTURE or len(texts) < 60 else 25]
    return {path: texts[path] for path in few}


@pytest.fixture(params=[SAMPLE, CONTENT], ids=["sample", "shipped"])
def content(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


# --- twins -------------------------------------------------------------------------------------

_WORD = re.compile(r"\w+")
_ID = re.compile(r" \{#([a-z0-9-]+)\}")
_UNREAD = re.compile(r"<figure.*?</figure>|<div[^>]*\shidden[ =>].*?</div>", re.DOTALL)
COMMONMARK = MarkdownIt("commonmark").enable("table")


def words_of(html: str) -> list[str]:
    return _WORD.findall(" ".join(BuiltSite.parse(html).words))


@cache
def site_markdown() -> Markdown:
    """Python-Markdown with the site's own extensions."""
    settings = yaml.safe_load((HERE.parent / "mkdocs.yml").read_text())
    all_ = [[*one] if isinstance(one, dict) else [one] for one in settings["markdown_extensions"]]
    return Markdown(extensions=[name for names in all_ for name in names])


def site_words(page: str) -> list[str]:
    """The words that a visitor of the page reads."""
    body = re.sub(r"\A---\n.*?\n---\n", "", page, flags=re.DOTALL)
    return words_of(_UNREAD.sub("", site_markdown().reset().convert(body)))


def test_a_twin_says_what_its_page_says(content: Path) -> None:
    """Read by another parser, the twin has the words of the page in the same order: no more (what
    is hidden or drawn) and no fewer."""
    for path, page in some(docs_of(content)).items():
        read = words_of(COMMONMARK.render(_ID.sub("", twin(page))))
        assert read == site_words(page), path


def test_a_twin_is_plain(content: Path) -> None:
    """No HTML, no front matter, no marks of one dialect."""
    for path, page in some(docs_of(content)).items():
        text = twin(page)
        kinds = {
            token.type
            for block in MarkdownIt("commonmark", {"html": True}).parse(text)
            for token in (block, *(block.children or ()))
        }
        assert not kinds & {"html_block", "html_inline"}, path
        assert text.startswith("# "), path
        assert "{: #" not in text, path
        assert "\n\n\n" not in text, path


def links(text: str) -> Iterator[str]:
    """The addresses of a Markdown text within the site."""
    for block in COMMONMARK.parse(text):
        for token in block.children or ():
            address = str(token.attrGet("href") or token.attrGet("src") or "")
            if address and not re.match("[a-z]+:", address):
                yield address


def test_links_of_twins_lead_to_twins(content: Path) -> None:
    """Every link resolves among the twins; an anchor is the id behind a heading there."""
    docs = docs_of(content)
    pictures = {f"assets/{name}" for name in assets() if name.endswith(".png")}

    @cache
    def ids(path: str) -> set[str]:
        return set(_ID.findall(twin(docs[path].decode())))

    checked = 0
    for path in some(docs):
        for address in links(twins({path: docs[path]})[path].decode()):
            target, _, anchor = address.partition("#")
            way = posixpath.join(posixpath.dirname(path), target) if target else path
            there = posixpath.normpath(way)
            assert there in docs or there in pictures, (path, address)
            assert not anchor or anchor in ids(there), (path, address)
            checked += 1
    assert checked > 100


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("---\nhide: [toc]\n---\n# A\n", "# A\n"),
        ('<div class="x" markdown>\n\nText\n\n</div>\n', "Text\n"),
        ("<div hidden markdown>\n\n<div>QBR</div>\n\n</div>\n\nText\n", "Text\n"),
        ('<div title="a hidden > b" markdown>Text</div>', "Text\n"),
        ("<figure><svg><text>1</text></svg></figure>Text", "Text\n"),
        ("## Kick off {: #kickoff }\n", "## Kick off {#kickoff}\n"),
        ("Write `<div hidden>` and ``a ` <b>``.", "Write `<div hidden>` and ``a ` <b>``.\n"),
        ("```html\n<div hidden>\n\n\n\n</div>\n```", "```html\n<div hidden>\n\n\n\n</div>\n```\n"),
        (r"\<div> \`<b>x</b>\`", "\\<div> \\`x\\`\n"),
        ("| <span id=\"x\" title=\"y\">Text</span> |", "| Text {#x} |\n"),
        ("## Sail<a id=\"canvas\"></a> {: #sail }\n", "## Sail {#canvas} {#sail}\n"),
        ("[a](/b.md) `[a](/b.md)` [a](//b.md)", "[a](b.md) `[a](/b.md)` [a](//b.md)\n"),
        ("a <!-- canary --> b", "a  b\n"),
        ("a <canary> b", "a &lt;canary> b\n"),
        ("Due\n:   **now**\n\nBy\n:   us\n", "- **Due:** **now**\n\n- **By:** us\n"),
        ("<https://example.org> <br> x", "<https://example.org>  x\n"),
        ("a <img src=x hidden> b", "a  b\n"),
        ("<div hidden>never closed", "\n"),
    ],
)  # fmt: skip
def test_twins_of(page: str, expected: str) -> None:
    """Wrappers go and their text stays; what is hidden goes; code and escapes are left alone."""
    assert twin(page) == expected


# --- llms.txt ----------------------------------------------------------------------------------


def test_index_has_its_form(content: Path) -> None:
    """As llmstxt.org has it: a title, a summary, then sections that are nothing but lists of links,
    `- [title](address): what it is`. It names every page once."""
    head, *sections = index(handbook_of(content)).decode().split("\n## ")
    title, summary, _ = head.split("\n\n", 2)
    assert title.startswith("# ")
    assert summary.startswith("> ")
    named = []
    for section in sections:
        for line in section.strip().split("\n")[2:]:
            found = re.fullmatch(r"- \[(?:[^\[\]\\]|\\.)+\]\(([^()\s]+\.md)\)(: .+)?", line)
            assert found, line
            named.append(found[1])
    assert sorted(named) == sorted(path for path in docs_of(content) if path.endswith(".md"))


# --- data --------------------------------------------------------------------------------------


def test_data_is_as_its_schema_says(content: Path) -> None:
    """Every value has the form that the schema gives it; the schema is the same for all."""
    described = json.loads(schema())
    assert faults(described, json.loads(data(handbook_of(content)))) == []


@pytest.mark.parametrize(
    ("way", "value"),
    [
        (("format",), 2),
        (("playbooks", 0, "colour"), "red"),
        (("playbooks", 0, "phases", 0, "steps", 0, "accountable"), "The Lead"),
        (("playbooks", 0, "phases", 0, "steps", 0, "due"), "2 weeks before renewal"),
        (("playbooks", 0, "applies_to", "test"), {"is": "beds", "any": []}),
        (("calendars", 0, "holidays"), {"2026-12-24": 3}),
        (("customers",), []),
    ],
)
def test_schema_refuses(way: tuple[Any, ...], value: Any) -> None:
    """Control: what is not as described is found, at its place."""
    told = json.loads(data(handbook_of(SAMPLE)))
    part = told
    for key in way[:-1]:
        part = part[key]
    part[way[-1]] = value
    assert [fault for fault in faults(json.loads(schema()), told) if str(way[-1]) in fault]


def test_data_has_everything(content: Path) -> None:
    """Each entry stands under its kind with its id, as often as it is in the handbook; each id that
    it refers to is there too. A step says who answers for it, also where the writer did not."""
    handbook = handbook_of(content)
    told = json.loads(data(handbook))
    assert told["format"] == FORMAT
    entries = [(kind, entry) for kind, entry in handbook.entries() if kind != "customers"]
    found = {
        (kind, one["id"])
        for kind in told
        if isinstance(told[kind], list)
        for one in told[kind]
        if "id" in one
    }
    assert found == {(kind, entry.id) for kind, entry in entries}
    for kind, entry in entries:
        for mention in mentions(kind, entry):
            if mention.kind in told and mention.kind != "attributes":
                assert (mention.kind, mention.id) in found
                text = json.dumps(next(one for one in told[kind] if one["id"] == entry.id))
                assert f'"{mention.id}"' in text, (kind, entry.id, mention)
    steps = [step for p in told["playbooks"] for phase in p["phases"] for step in phase["steps"]]
    assert all(step["accountable"] and step["responsible"] for step in steps)


def test_conditions_in_words() -> None:
    """A condition is told in words with titles, and as a test with ids."""
    told = json.loads(data(handbook_of(SAMPLE)))
    steps = {
        step["id"]: step
        for p in told["playbooks"]
        for phase in p["phases"]
        for step in phase["steps"]
    }
    assert steps["play-corner"]["when"] == {
        "words": "Specialty: Children or Beds: at least 50",
        "test": {
            "any": [{"is": "specialty", "values": ["children"]}, {"within": "beds", "at_least": 50}]
        },
    }
    assert steps["isolation-rules"]["due"]["length"] == {
        "text": "1-2 weeks", "low": 1, "high": 2, "unit": "weeks", "working": False,
    }  # fmt: skip


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=5))
def test_numbers_keep_their_digits(value: Decimal) -> None:
    """A decimal is the same decimal for a program that reads the text."""
    text = json.dumps(shapes.number(value))
    assert json.loads(text, parse_float=Decimal, parse_int=Decimal) == value


def test_no_customer_in_what_programs_read(tmp_path: Path) -> None:
    """All of it is the same with customers absent, present, or changed, and no word of theirs is in
    it. Control: the word is in the book."""
    canary = "Zanzibar Canary"
    copy = Path(shutil.copytree(SAMPLE, tmp_path / "content"))
    customer = next((copy / "customers").iterdir())
    customer.write_text(
        re.sub("(?m)^name: .*$", f"name: {canary}\nwas: [former-ward]", customer.read_text())
    )
    changed = handbook_of(copy, copy)
    assert canary in {one.name for one in changed.customers.values()}
    public = handbook_of(SAMPLE)
    taken = docs_of(SAMPLE)
    made = for_programs(public, taken)
    assert for_programs(changed, taken) == for_programs(handbook_of(SAMPLE, SAMPLE), taken) == made
    assert canary.encode() not in b"".join(made.values())
    assert not [path for path in made if "former-ward" in path]


# --- what the site publishes ---------------------------------------------------------------------


class Lost(SimpleHTTPRequestHandler):
    """A server of pages that shows 404.html for what is not there."""

    def send_error(self, code: int, *_: Any) -> None:
        """Answer with the page for wrong addresses."""
        page = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's public site."""
    folder = tmp_path_factory.mktemp("built") / "site"
    return build(site_tree(handbook_of(SAMPLE), DAY), folder).public


def test_everything_is_published(public: Path) -> None:
    """Beside each page lies its twin, and the page names it; data leads to pages and anchors."""
    site = BuiltSite(public)
    pages_ = site.pages.keys() - {"404.html"}
    for path in pages_:
        way = posixpath.basename(path).replace(".html", ".md")
        named = {"rel": "alternate ", "type": "text/markdown", "href": way}
        assert ("link", named) in site.pages[path].tags, path
        assert (public / path.replace(".html", ".md")).read_bytes().startswith(b"# "), path
    twinned = {path.relative_to(public).as_posix() for path in public.rglob("*.md")}
    assert twinned == {path.replace(".html", ".md") for path in pages_}
    told = json.loads((public / "handbook.json").read_text())
    assert faults(json.loads((public / told["$schema"]).read_text()), told) == []
    for address in re.findall(r'"page": "([^"]+)"', json.dumps(told)):
        path, _, anchor = address.partition("#")
        assert not anchor or anchor in site.pages[path].ids, address
    for address in links((public / "llms.txt").read_text()):
        assert (public / address).is_file(), address


@pytest.mark.browser
def test_lost_visitors_can_search(public: Path, browser: Browser) -> None:
    """The page for wrong addresses works however deep the address is: it has its style, and its
    search leads to a page that is there. Nothing that a page asks for is missing."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Lost, directory=str(public))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        origin = f"http://127.0.0.1:{server.server_port}"
        page = browser.new_page()
        missed: list[str] = []

        def note(answer: Response) -> None:
            missed.extend([answer.url] if answer.status >= 400 else [])

        page.on("response", note)
        page.goto(f"{origin}/far/too/deep/none.html")
        page.get_by_role("heading", name="There is no such page").wait_for()
        page.get_by_role("textbox", name="Search").press_sequentially("medicines audit", delay=10)
        page.locator(".md-search-result__link").first.click()
        page.get_by_role("heading", name="Medicines audit", level=1).wait_for()
        page.wait_for_load_state("networkidle")
        assert page.url.startswith(f"{origin}/playbooks/medicines-audit.html")
        assert missed == [f"{origin}/far/too/deep/none.html"]
        page.close()
        server.shutdown()


def test_site_with_an_address(small: tuple[Path, Write], tmp_path: Path) -> None:
    """Where the site's address is known, the sitemap names every page, and the page for wrong
    addresses leads there; the internal edition does not say that it is published there."""
    folder, write = small
    write("handbook.yaml", "title: Log\naddress: https://example.org/ship/log\n")
    handbook = handbook_of(folder)
    made = build(site_tree(handbook, DAY), tmp_path / "site").public
    sitemap = (made / "sitemap.xml").read_text()
    named = re.findall("<loc>https://example.org/ship/log/(.*?)</loc>", sitemap)
    assert {path or "index.html" for path in named} == BuiltSite(made).pages.keys() - {"404.html"}
    addresses = BuiltSite.parse((made / "404.html").read_text()).addresses
    assert "/ship/log/assets/handrail.css" in addresses
    assert b"site_url" not in site_tree(handbook, DAY, internal=True)["mkdocs.yml"]


# --- redirects ---------------------------------------------------------------------------------


def renamed(small: tuple[Path, Write]) -> tuple[Handbook, dict[str, bytes]]:
    """A handbook in which things were called otherwise, and its redirects."""
    folder, write = small
    text = (folder / "playbooks/set-sail.yaml").read_text()
    write("playbooks/set-sail.yaml", f"was: [cast-away, dock]\n{text}")
    write("playbooks/dock.yaml", text.replace("Set sail", "Dock"))
    write("roles.yaml", "roles:\n  - {id: mate, title: Mate & <first>, was: [sailor]}\n")
    write("glossary.yaml", "terms:\n  - {id: sail, term: Sail, was: [canvas], meaning: Cloth.}\n")
    handbook = handbook_of(folder)
    return handbook, redirects(handbook, pages(handbook, DAY))


def test_old_addresses_lead_on(small: tuple[Path, Write]) -> None:
    """At the old address stands a page that leads to the new one by itself, by a link, and for
    search engines; it has no script, and what has a page of its own is never replaced."""
    _, made = renamed(small)
    assert sorted(made) == ["playbooks/cast-away.html", "roles/sailor.html"]
    page = BuiltSite.parse(made["playbooks/cast-away.html"].decode())
    tags = [(tag, attrs) for tag, attrs in page.tags if tag in ("meta", "link", "a", "script")]
    assert ("a", {"href": "set-sail.html"}) in tags
    assert ("link", {"rel": "canonical", "href": "set-sail.html"}) in tags
    assert ("meta", {"http-equiv": "refresh", "content": "0; url=set-sail.html"}) in tags
    assert "script" not in {tag for tag, _ in tags}
    assert "Mate & <first>" in "".join(BuiltSite.parse(made["roles/sailor.html"].decode()).words)


def test_links_in_texts_follow(small: tuple[Path, Write]) -> None:
    """A link that a writer made to an old address leads to the page as it is called now; one to
    what has that id now does not, and words that only look so are left alone."""
    _, write = small
    write(
        "pages/help.md",
        "# Help\n\n[a](/playbooks/cast-away.md#around) [b](../roles/sailor.md) "
        "[c](/playbooks/dock.md)\n[d](/playbooks/cast-away.mdx) roles/sailor.md\n"
        "\n[e]: /roles/sailor.md\n",
    )
    handbook, _ = renamed(small)
    assert pages(handbook, DAY)["pages/help.md"].decode().splitlines()[2:] == [
        "[a](/playbooks/set-sail.md#around) [b](../roles/mate.md) [c](/playbooks/dock.md)",
        "[d](/playbooks/cast-away.mdx) roles/sailor.md",
        "",
        "[e]: /roles/mate.md",
    ]


@pytest.mark.browser
def test_a_browser_follows(small: tuple[Path, Write], tmp_path: Path, browser: Browser) -> None:
    """Opened from a folder, the old address shows the new page."""
    _, made = renamed(small)
    (tmp_path / "playbooks").mkdir()
    (tmp_path / "playbooks/cast-away.html").write_bytes(made["playbooks/cast-away.html"])
    (tmp_path / "playbooks/set-sail.html").write_text("<title>Set sail</title><h1>Arrived</h1>")
    page = browser.new_page()
    page.goto((tmp_path / "playbooks/cast-away.html").as_uri())
    page.get_by_role("heading", name="Arrived").wait_for()
    assert page.url.endswith("/playbooks/set-sail.html")
    page.close()


def test_former_anchors(small: tuple[Path, Write]) -> None:
    """A renamed step, term or system keeps its old anchor, on the site and in the twin; where
    something else has that id now, it is that one's."""
    folder, write = small
    text = (folder / "playbooks/set-sail.yaml").read_text()
    text = text.replace("do: Cast off", "do: Cast off, was: [leave, around]")
    write("playbooks/set-sail.yaml", text)
    write("glossary.yaml", "terms:\n  - {id: sail, term: Sail, was: [canvas], meaning: Cloth.}\n")
    write(
        "systems.yaml",
        "systems:\n  - {id: ship, title: Ship, was: [boat], playbooks: [set-sail]}\n",
    )
    docs = pages(handbook_of(folder), DAY)
    playbook = docs["playbooks/set-sail.md"].decode()
    html = site_markdown().reset().convert(playbook)
    assert '<h3 id="cast-off">Cast off <a id="leave"></a></h3>' in html
    assert html.count('id="around"') == playbook.count("{: #around }") == 1
    assert "### Cast off  {#leave} {#cast-off}" in twin(playbook)
    assert (
        "canvas"
        in BuiltSite.parse(site_markdown().reset().convert(docs["glossary.md"].decode())).ids
    )
    assert '<a id="boat"></a><span id="ship">' in docs["coverage.md"].decode()
