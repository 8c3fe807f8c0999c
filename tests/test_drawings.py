"""What the pages draw: time lines, promises and policies, in the words and colours of the data."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import HERE, TODAY

from generator.build import examine
from generator.handbook import Handbook
from generator.pages.contents import pages
from generator.pages.drawing import Scale
from generator.pages.spans import Spans, beside
from generator.pages.timeline import Line, lines

DAY = date.fromisoformat(TODAY)
DATES = """\
dates:
  - {id: sail, title: Sailing}
  - {id: land, title: Landfall, default: 3 weeks after sail}
"""
PLAYBOOK = """\
title: Sail <round> & back
accountable: mate
phases:
  - title: At the quay
    steps:
      - {id: load, do: Load, due: 1-2 weeks before sail, every: 1 month}
      - {id: sign, do: Sign on, due: 5 working days after load, every: 1 week}
  - title: "At <sea> & beyond"
    steps:
      - {id: arrive, do: Arrive, due: on land, serves: [crossing]}
      - {id: rest, do: Rest, after: [arrive]}
"""
Files = Callable[..., Handbook]


@pytest.fixture
def handbook(tmp_path: Path) -> Files:
    """Makes a handbook of a mate, two dates and a playbook; other files by keyword."""

    def made(**others: str) -> Handbook:
        files = {
            "handbook.yaml": "title: Log\n",
            "roles.yaml": "roles:\n  - {id: mate, title: Mate}\n",
            "dates.yaml": DATES,
            "metrics.yaml": metric(21),
            "playbooks/round.yaml": PLAYBOOK,
            **others,
        }
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text)
        return examine(tmp_path, None).handbook

    return made


def metric(most: int) -> str:
    return (
        "metrics:\n  - {id: crossing, title: Crossing, owner: mate, "
        f"target: {{at_most: {most}, unit: days}}, measured: {{from: sail, to: land}}}}\n"
    )


def shown(handbook: Handbook, name: str) -> str:
    return pages(handbook, DAY)[name].decode()


def test_days_of_a_time_line(handbook: Files) -> None:
    """Windows, steps counted from steps, steps without a day of their own: each on its day."""
    made = handbook()
    assert list(lines(made, made.playbooks["round"])) == [
        Line(
            "Sailing",
            (
                ("At the quay", ((-14, -7), (0, 0))),
                ("At <sea> & beyond", ((21, 21), (21, 21))),
            ),
            (("Sailing", 0), ("Landfall", 21)),
        )
    ]


def test_time_line_is_told(handbook: Files) -> None:
    """The drawing says the same in words, and a title with HTML in it stays text."""
    page = shown(handbook(), "playbooks/round.md")
    told = re.findall(r"<desc[^>]*>(.*?)</desc>", page)
    assert told == [
        "Landfall: 3 weeks after Sailing. "
        "At the quay: 14 days before Sailing to on Sailing. "
        "At &lt;sea&gt; &amp; beyond: 3 weeks after Sailing."
    ]
    assert ">At &lt;sea&gt; &amp; beyond</text>" in page


def test_no_line_without_days(handbook: Files) -> None:
    """A playbook whose steps have no day, or one day, is not drawn."""
    text = re.sub(r", due: [^,}]+", "", PLAYBOOK)
    one = text.replace("do: Load", "do: Load, due: on sail")
    for words in (text, one):
        assert "<svg" not in shown(
            handbook(**{"playbooks/round.yaml": words}), "playbooks/round.md"
        )


@pytest.mark.parametrize(("most", "kind"), [(21, "mark"), (20, "mark"), (14, "wrong")])
def test_promise_against_target(handbook: Files, most: int, kind: str) -> None:
    """A step that is due after the target stands out; a day is within what is counted roughly."""
    page = shown(handbook(**{"metrics.yaml": metric(most)}), "metrics/crossing.md")
    assert f'r="4" class="{kind}"/></svg>' in page
    assert f"Target: at most {most} days." in page
    assert re.search(r"on \[Landfall\].* \| 3 weeks \|", page)


def test_everything_asked_by_rhythm(handbook: Files) -> None:
    """A role's page lists first what comes most often."""
    page = shown(handbook(), "roles/mate.md")
    assert re.findall(r"^### Every .*|^\| \[.*?\]", page, re.MULTILINE)[:4] == [
        "### Every week", "| [Sign on]", "### Every month", "| [Load]",
    ]  # fmt: skip


def test_one_colour_for_each_stage() -> None:
    """On its page and on those of its playbooks, a stage has the colour of its place."""
    handbook = examine(HERE / "sample", None).handbook
    docs = pages(handbook, DAY)
    for n, stage in enumerate(handbook.stages, 1):
        named = [f"stages/{stage}.md"]
        named += [f"playbooks/{p.id}.md" for p in handbook.playbooks.values() if p.stage == stage]
        for name in named:
            assert set(re.findall(r"hue-\d", docs[name].decode())) == {f"hue-{n}"}, name


def test_policies_on_a_line() -> None:
    """Each policy of a segment has its bar; the one in force on the day is the strong one."""
    handbook = examine(HERE.parent / "content", None).handbook
    page = shown(handbook, "segments/enterprise.md")
    policies = handbook.segments["enterprise"].policies
    assert page.count('class="track"') + page.count('class="mark"') == len(policies)
    assert re.findall(r'class="strong">(.*?)<', page) == ["Today", "FY24"]


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "on Day"), (0.4, "on Day"), (-1, "1 day before Day"), (20, "20 days after Day"),
     (21, "3 weeks after Day"), (-91, "13 weeks before Day"), (92, "3 months after Day")],
)  # fmt: skip
def test_distances(days: float, words: str) -> None:
    """Days in the unit that people would use."""
    assert beside(days, "Day") == words


@pytest.mark.parametrize("last", [1, 6, 27, 28, 29, 100, 240, 241, 400, 2000, 9000])
@pytest.mark.parametrize("first", [-400, -13, 0, 5])
def test_ticks(first: int, last: int) -> None:
    """However long the line, it has a few marks, all on it, evenly spaced, and zero where it is."""
    scale = Scale(first, last)
    _, ticks = scale.ticks()
    assert len(ticks) <= 10
    assert len({b - a for a, b in pairwise(ticks)}) <= 1
    assert (0 in ticks) == (scale.first <= 0 <= scale.first + scale.length)


def test_dates_are_counted_through() -> None:
    """A date is placed by its default, through as many others as there are."""
    spans = Spans(examine(HERE.parent / "content", None).handbook)
    ebr = spans.date("ebr")
    assert ebr.root == "contract-start"
    assert round(ebr.end / 30.4) == 6
