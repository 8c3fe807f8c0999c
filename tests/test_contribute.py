"""The page "Contribute": in every handbook, with its own address and files, and with pictures."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from conftest import HERE, TODAY
from markdown_it import MarkdownIt

from generator.build import examine
from generator.pages.contents import pages
from generator.pages.sections import nav
from generator.shipped import folder
from generator.templates import assets

SAMPLE, STARTER = HERE / "sample", folder() / "starter/content"
PICTURES = ("assets/contribute-foot.png", "assets/contribute-step.png")


@cache
def page(content: Path) -> str:
    """The page as it goes to MkDocs."""
    return pages(examine(content, None).handbook, date.fromisoformat(TODAY))[
        "contribute.md"
    ].decode()


def images(text: str) -> dict[str, str]:
    """The pictures in a text, each with the words for those who do not see it."""
    tokens = MarkdownIt().parse(text)
    inside = [one for token in tokens for one in token.children or () if one.type == "image"]
    return {str(one.attrs["src"]): one.content for one in inside}


def test_a_handbook_with_an_address(tmp_path: Path) -> None:
    """With an address of the project the way leads over the links on its pages, with pictures."""
    text = page(SAMPLE)
    assert "[the project](https://git.example.org/st-brigid/ward-rounds)" in text
    assert set(images(text)) == set(PICTURES)
    assert all(len(words) > 60 for words in images(text).values())


def test_a_handbook_without_an_address() -> None:
    """Without one there is no link that leads nowhere, and no picture of one."""
    text = page(STARTER)
    assert "](http" not in text
    assert set(images(text)) == {PICTURES[1]}
    assert "choose **Edit**, and **Edit\nsingle file**" in text


@pytest.mark.parametrize("content", [SAMPLE, STARTER])
def test_its_files_are_there(content: Path) -> None:
    """Every file that it names is a file of this handbook; customers' are not among them."""
    named = re.findall(r"`content/([^`]+)`", page(content))
    assert len(named) >= 10
    for name in named:
        assert (content / name).is_file(), name
    assert not any(name.startswith("customers/") for name in named)


def test_the_navigation_leads_there() -> None:
    """It is the first of the guides."""
    (guides,) = [tab["Guides"] for tab in nav(examine(STARTER, None).handbook) if "Guides" in tab]
    assert guides[0] == {"Contribute": "contribute.md"}


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_small(name: str) -> None:
    """A picture is a whole PNG and small enough for every reader."""
    picture = assets()[name.removeprefix("assets/")]
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert picture.endswith(b"IEND\xaeB`\x82")
    assert 3_000 < len(picture) < 60_000


def test_the_step_is_the_one_in_the_picture() -> None:
    """The lines that are shown as an example stand so in the playbook of a new handbook."""
    shown = page(STARTER).split("```yaml\n")[1].split("```")[0]
    assert shown in (STARTER / "playbooks/onboarding.yaml").read_text()


def test_the_message_is_the_real_one(tmp_path: Path) -> None:
    """The message that is shown is word for word what check says of that mistake."""
    shown = page(STARTER).split("```text\n")[1].split("```")[0]
    lines = [line.removeprefix("    ") for line in shown.splitlines()]
    content = tmp_path / "content"
    for file in STARTER.rglob("*.yaml"):
        copy = content / file.relative_to(STARTER)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(file.read_text().replace("accountable: csm #", "accountable: cms #"))
    (problem,) = [p for p in examine(content, None).problems if p.level == "error"]
    said = str(problem).replace(f"{tmp_path}/", "")
    assert [line for line in lines if line] == said.splitlines()
