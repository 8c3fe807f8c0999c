"""Scales with their bands, and scores with their weights."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from generator.calendars import spoken
from generator.checks.figures import plain
from generator.markdown import Ready, inline, prose
from generator.models import Scale, Score
from generator.models.scales import Measure
from generator.pages.page import Page, Site
from generator.pages.reference import Facts, Shown
from generator.pages.words import cell
from generator.problems import listed
from generator.templates import render


def scales(site: Site) -> Iterator[tuple[str, str]]:
    """`scales.md`: what numbers mean."""
    page = site.page("scales.md")
    if entries := [_scale(page, scale) for scale in site.handbook.scales.values()]:
        about = "What a number means: the bands of each scale, as their sources state them."
        yield (
            page.path,
            render(
                "pages/listing.md.j2",
                title="Scales",
                about=about,
                entries=entries,
                foot=page.foot("scales"),
            ),
        )


def _scale(page: Page, scale: Scale) -> Shown:
    facts: Facts = [("Counts", inline(f"{scale.measures}, in {scale.unit}"))]
    facts += [(band.title, _band(str(band), band.note)) for band in scale.bands]
    if scale.metric:
        facts.append(("Metric", page.to("metrics", scale.metric)))
    if scale.start or scale.until:
        begun = f"from {spoken(scale.start)}" if scale.start else ""
        ended = f"until {spoken(scale.until)}" if scale.until else ""
        facts.append(("In force", inline(" ".join(word for word in (begun, ended) if word))))
    if used := page.used_by("scales", scale.id):
        facts.append(("Used by", Ready(", ".join(used))))
    facts += [("Source", inline(scale.source))] if scale.source else []
    return Shown(scale.id, scale.title, prose(scale.note or ""), facts)


def _band(limits: str, note: str | None) -> Ready:
    return Ready(f"{inline(limits)}{f' ({cell(note)})' if note else ''}")


def scores(site: Site) -> Iterator[tuple[str, str]]:
    """`scores/index.md` and a page for each score."""
    found = list(site.handbook.scores.values())
    if not found:
        return
    page = site.page("scores/index.md")
    links = [(page.to("scores", score.id), cell(score.note or "")) for score in found]
    about = "Weighted means, and what they are made of."
    yield page.path, render("pages/links.md.j2", title="Scores", about=about, links=links, foot="")
    for score in found:
        yield _score(site.page(f"scores/{score.id}.md"), score)


def _score(page: Page, score: Score) -> tuple[str, str]:
    rows = [
        (
            inline(group.title),
            inline(measure.title),
            Ready(f"{measure.weight:f} % of {group.weight:f} %"),
            _overall(group.weight * measure.weight / 100, measure.overall),
            page.to("scales", measure.scale) if measure.scale else Ready(),
            page.all("segments", measure.not_for),
            _remarks(page, measure),
        )
        for group in score.groups
        for measure in group.measures
    ]
    return page.path, render(
        "pages/score.md.j2",
        score=score,
        heads=["Group", "Measure", "Weight", "Of the whole", "Scale", "Not for", "Note"],
        rows=rows,
        meaning=page.to("scales", score.scale) if score.scale else "",
        beginning=_beginning(page, score),
        foot=page.foot("scores", score.id, [score.source] if score.source else []),
    )


def _beginning(page: Page, score: Score) -> Ready:
    """What counts in the first time of a customer."""
    if score.beginning is None:
        return Ready()
    measures = [one.title for group in score.groups for one in group.measures if one.at_once]
    counts = f"only {listed(measures, 'and')}" if measures else "nothing"
    start = page.to("dates", score.beginning.start)
    length = inline(score.beginning.first.text)
    return Ready(f"In the first {length} after {start}, {inline(counts)} counts.")


def _remarks(page: Page, measure: Measure) -> Ready:
    """What else is to be known: what sets it, and its note."""
    by = f"Set by {page.to('events', measure.set_by)}." if measure.set_by else ""
    return Ready(" ".join(filter(None, (by, cell(measure.note or "")))))


def _overall(computed: Decimal, stated: Decimal | None) -> Ready:
    found = f"{plain(computed):f} %"
    if stated is None or stated == plain(computed):
        return Ready(found)
    return Ready(f"{stated:f} % stated, {found} by the weights")
