"""Drawings: inline SVG with text, as wide as the page, its letters the same size on every screen.

Only the tags and attributes that `harmless` lets through; colours come from the style sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from generator.markdown import Ready
from generator.offsets import Unit
from generator.pages.spans import DAYS

LEFT, WIDE = 1.5, 97.0  # percent
_LETTER = 1.9
"""What a letter takes of the width on the narrowest phone, in percent."""
_STEPS: tuple[tuple[float, Unit, tuple[int, ...]], ...] = (
    (28, "days", (1, 2, 5, 7)),
    (240, "weeks", (1, 2, 4, 8)),
    (1e9, "months", (1, 2, 3, 6, 12, 24, 48, 96, 192)),
)
_MOST_TICKS = 9


class Scale:
    """Days on a line, in percent of its width."""

    def __init__(self, first: float, last: float) -> None:
        self.first, self.length = first, max(last - first, 1.0)

    def at(self, day: float) -> str:
        """`12.5%`."""
        return f"{self._percent(day):.1f}%"

    def _percent(self, day: float) -> float:
        return LEFT + (day - self.first) / self.length * WIDE

    def part(self, days: float) -> str:
        """A width."""
        return f"{days / self.length * WIDE:.1f}%"

    def early(self, day: float) -> bool:
        """Whether there is more room behind the day than before it."""
        return day - self.first <= self.length * 0.55

    def label(self, words: str, first: float, last: float) -> tuple[str, bool]:
        """Where words about these days stand, and whether they end there.

        They begin at the first day, or end at the last, unless a phone would cut them off: then
        they keep to the edge.
        """
        early, wide = self.early(first), len(words) * _LETTER
        at = self._percent(first if early else last)
        if wide > (100 - at if early else at):
            at, early = (LEFT + WIDE, False) if early and at > LEFT else (LEFT, True)
        return f"{at:.1f}%", not early

    def ticks(self) -> tuple[Unit, list[int]]:
        """Whole numbers of a unit, few enough to be read."""
        unit, steps = next((u, s) for most, u, s in _STEPS if self.length <= most)
        each = DAYS[unit]
        low, high = self.first / each, (self.first + self.length) / each
        step = next((s for s in steps if (high - low) / s <= _MOST_TICKS), steps[-1])
        first = -int(-low // step) if low > 0 else int(low / step)
        counts = range(first * step, int(high // 1) + 1, step)
        return unit, [count for count in counts if low <= count <= high]


def text(words: str, x: str, y: float, kind: str = "", end: bool = False, dx: int = 0) -> str:
    """A line of text that begins, or ends, at x."""
    anchor = ' text-anchor="end"' if end else ""
    moved = f' dx="{-dx if end else dx}"' if dx else ""
    return f'<text x="{x}" y="{y:g}"{moved}{anchor}{_class(kind)}>{escape(words)}</text>'


def bar(x: str, y: float, width: str, height: float, kind: str) -> str:
    """A filled rectangle."""
    return f'<rect x="{x}" y="{y:g}" width="{width}" height="{height:g}"{_class(kind)}/>'


def dot(x: str, y: float, radius: float, kind: str) -> str:
    """A filled circle."""
    return f'<circle cx="{x}" cy="{y:g}" r="{radius:g}"{_class(kind)}/>'


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


def figure(
    id_: str, caption: str, told: Sequence[str], height: float, shapes: Iterator[str], hue: str = ""
) -> Ready:
    """The drawing with its caption; `told` says the same in words, for those who cannot see it."""
    words = escape(" ".join(told))
    return Ready(
        f'<figure class="drawing {hue}" data-search-exclude="1">\n'
        f'<figcaption id="{id_}">{escape(caption)}</figcaption>\n'
        f'<svg role="img" aria-labelledby="{id_} {id_}-told" width="100%" height="{height:g}">'
        f'<desc id="{id_}-told">{words}</desc>{"".join(shapes)}</svg>\n</figure>'
    )
