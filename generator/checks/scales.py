"""Bands that cover their scale once, and weights that add up."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from decimal import Decimal

from generator.checks.figures import plain
from generator.handbook import Handbook
from generator.models import Band, Scale
from generator.problems import Finding, Route

HUNDRED = Decimal(100)


def band_gap(handbook: Handbook) -> Iterator[Finding]:
    """The bands of a scale leave no number out."""
    for scale in handbook.scales.values():
        ordered = in_order(scale)
        for (_, lower), (n, upper) in itertools.pairwise(ordered):
            if gap := _gap(scale, lower, upper):
                yield _between(scale, n, f"no band holds {gap}", lower, upper)
        yield from _open_ends(scale, ordered[0], ordered[-1])


def band_overlap(handbook: Handbook) -> Iterator[Finding]:
    """No number belongs to two bands of a scale."""
    for scale in handbook.scales.values():
        for (_, lower), (n, upper) in itertools.pairwise(in_order(scale)):
            if shared := _shared(scale, lower, upper):
                yield _between(scale, n, shared, lower, upper)


def in_order(scale: Scale) -> list[tuple[int, Band]]:
    """The bands from low to high, each with its number as written."""

    def place(item: tuple[int, Band]) -> tuple[Decimal, bool]:
        band = item[1]
        return Decimal("-Infinity") if band.low is None else band.low, band.above is not None

    return sorted(enumerate(scale.bands), key=place)


def _first(scale: Scale, band: Band) -> Decimal | None:
    """The lowest number of a band, where numbers come in steps."""
    return band.at_least if band.above is None else band.above + (scale.step or 0)


def _last(scale: Scale, band: Band) -> Decimal | None:
    """Its highest number."""
    return band.at_most if band.below is None else band.below - (scale.step or 0)


def _gap(scale: Scale, lower: Band, upper: Band) -> str:
    """The numbers between two bands, in words."""
    last, first = _last(scale, lower), _first(scale, upper)
    if last is None or first is None:
        return ""
    if scale.step is not None:
        missing = last + scale.step, first - scale.step
        if missing[0] > missing[1]:
            return ""
        return str(missing[0]) if missing[0] == missing[1] else f"{missing[0]} to {missing[1]}"
    if last == first:
        neither = lower.at_most is None and upper.at_least is None
        return str(first) if neither else ""
    middle = plain((last + first) / 2)
    return f"what lies between {last} and {first}, such as {middle}" if last < first else ""


def _shared(scale: Scale, lower: Band, upper: Band) -> str:
    """What two bands have in common, in words."""
    last, first = _last(scale, lower), _first(scale, upper)
    if last is None or first is None or last > first:
        return "two bands overlap"
    both = lower.at_most is not None and upper.at_least is not None
    return f"{first} is in two bands" if last == first and (both or scale.step is not None) else ""


def _open_ends(scale: Scale, first: tuple[int, Band], last: tuple[int, Band]) -> Iterator[Finding]:
    low, high = _first(scale, first[1]), _last(scale, last[1])
    at_low, at_high = scale.at_least, scale.at_most
    if at_low is not None and low is not None:
        excluded = low == at_low and first[1].at_least is None and scale.step is None
        if low > at_low or excluded:
            yield _at(scale, first[0], f"no band holds {at_low}: the lowest is {first[1]}")
    if at_high is not None and high is not None:
        excluded = high == at_high and last[1].at_most is None and scale.step is None
        if high < at_high or excluded:
            yield _at(scale, last[0], f"no band holds {at_high}: the highest is {last[1]}")


def _between(scale: Scale, n: int, message: str, lower: Band, upper: Band) -> Finding:
    words = f"{lower.title} is {lower}, {upper.title} is {upper}"
    return _at(scale, n, f"{message}: {words}")


def _at(scale: Scale, n: int, message: str) -> Finding:
    route: Route = ("scales", scale.id, "bands", n)
    hint = "move a limit, or say in accepted.yaml why it stays"
    return Finding(route, f"{message} ({scale.unit})", hint)


def weights(handbook: Handbook) -> Iterator[Finding]:
    """The weights of a score add up to 100, as do those within each group."""
    for score in handbook.scores.values():
        route: Route = ("scores", score.id, "groups")
        total = sum((group.weight for group in score.groups), Decimal(0))
        if total != HUNDRED:
            yield Finding(route, f"the weights of the groups add up to {total}, not 100")
        for g, group in enumerate(score.groups):
            inner = sum((measure.weight for measure in group.measures), Decimal(0))
            if inner != HUNDRED:
                message = f"the weights in '{group.title}' add up to {inner}, not 100"
                yield Finding((*route, g, "measures"), message)
            for m, measure in enumerate(group.measures):
                computed = plain(group.weight * measure.weight / 100)
                if measure.overall is not None and measure.overall != computed:
                    yield Finding(
                        (*route, g, "measures", m, "overall"),
                        f"'{measure.title}' states {measure.overall} of the whole; "
                        f"{measure.weight} % of {group.weight} % is {computed}",
                    )
