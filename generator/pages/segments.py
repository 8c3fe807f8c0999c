"""Segments: the policy in force on the day, then the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from generator.calendars import spoken
from generator.conditions import Condition, Is, attributes_of
from generator.markdown import Ready, inline
from generator.models import Policy, Priority, Segment
from generator.offsets import Duration
from generator.pages.drawing import Scale, bar, dot, figure, text
from generator.pages.page import Page, Site
from generator.pages.words import cell
from generator.policies import in_force
from generator.references import conditions
from generator.templates import render

Facts = list[tuple[str, Ready]]


@dataclass(frozen=True)
class PolicyShown:
    """A policy in words."""

    heading: str
    id: str
    period: str
    note: str
    facts: Facts
    priorities: list[tuple[Ready, ...]]
    source: str


def segments(site: Site) -> Iterator[tuple[str, str]]:
    """`segments/index.md` and a page for each segment."""
    found = list(site.handbook.segments.values())
    if not found:
        return
    page = site.page("segments/index.md")
    rows = [(page.to("segments", s.id), _now(page, s), cell(s.summary or "")) for s in found]
    yield page.path, render("pages/segments.md.j2", rows=rows, foot="")
    for segment in found:
        yield _segment(site.page(f"segments/{segment.id}.md"), segment)


def _now(page: Page, segment: Segment) -> Ready:
    policy = in_force(segment.policies, page.site.today)
    return inline(f"{policy.name}, since {spoken(policy.start)}" if policy else "none yet")


def _segment(page: Page, segment: Segment) -> tuple[str, str]:
    current = in_force(segment.policies, page.site.today)
    newest_first = sorted(segment.policies, key=lambda policy: policy.start, reverse=True)
    others = [policy for policy in newest_first if policy is not current]
    shown = [policy for policy in (current, *others) if policy]
    return page.path, render(
        "pages/segment.md.j2",
        segment=segment,
        today=spoken(page.site.today),
        none_yet=bool(segment.policies) and current is None,
        synonyms=page.synonyms("segments", segment.id),
        drawing=_drawing(segment, page.site.today),
        policies=[_policy(page, segment, policy, current) for policy in shown],
        playbooks=_playbooks(page, segment),
        foot=page.foot("segments", segment.id, [segment.source] if segment.source else []),
    )


def _policy(page: Page, segment: Segment, policy: Policy, current: Policy | None) -> PolicyShown:
    return PolicyShown(
        heading=f"{policy.name}: {_place(policy, current)}",
        id=f"from-{policy.start.isoformat()}",
        period=_period(segment, policy),
        note=policy.note or "",
        facts=list(_facts(page, policy)),
        priorities=[_priority(page, one) for one in policy.priorities],
        source=policy.source or "",
    )


ROW = 34


def _drawing(segment: Segment, today: date) -> Ready:
    """The policies on a line of years, with today; nothing for fewer than two."""
    policies = sorted(segment.policies, key=lambda policy: policy.start)
    if len(policies) < 2:
        return Ready()
    starts = [policy.start.toordinal() for policy in policies]
    last = max(today.toordinal(), starts[-1]) + 180
    scale = Scale(starts[0], last)
    told = [f"{policy.name} from {spoken(policy.start)}." for policy in policies]
    height = ROW * len(policies) + 42
    shapes = _bars(policies, [*starts, last], scale, today, height)
    return figure("policies", "Which policy holds when", told, height, shapes)


def _bars(
    policies: list[Policy], days: list[int], scale: Scale, today: date, height: float
) -> Iterator[str]:
    for year in range(policies[0].start.year + 1, date.fromordinal(days[-1]).year + 1):
        x = scale.at(date(year, 1, 1).toordinal())
        yield bar(x, 18, "1", height - 42, "grid")
        yield text(str(year), x, height - 8, "pale", float(x[:-1]) > 95)
    now = scale.at(today.toordinal())
    yield bar(now, 8, "1", height - 32, "zero")
    yield dot(now, 8, 4, "milestone")
    yield text("Today", now, 12, "strong", not scale.early(today.toordinal()), 9)
    current = in_force(policies, today)
    for n, policy in enumerate(policies):
        y, first = 20 + ROW * n, days[n]
        early = scale.early(first)
        shown = scale.at(first if early else days[n + 1])
        yield text(policy.name, shown, y + 14, "strong" if policy is current else "", not early)
        kind = "mark" if policy is current else "track"
        yield bar(scale.at(first), y + 20, scale.part(days[n + 1] - first), 7, kind)


def _place(policy: Policy, current: Policy | None) -> str:
    if policy is current:
        return "in force"
    return "earlier" if current and policy.start < current.start else "later"


def _period(segment: Segment, policy: Policy) -> str:
    """`From Wed 1 Feb 2023 to Wed 31 Jan 2024`."""
    later = [p.start for p in segment.policies if p.start > policy.start]
    until = f" to {spoken(min(later) - timedelta(days=1))}" if later else ""
    return f"From {spoken(policy.start)}{until}"


def _facts(page: Page, policy: Policy) -> Iterator[tuple[str, Ready]]:
    ebr, workshops = policy.ebr, policy.workshops
    if policy.longest_gap:
        yield "Longest gap between contacts", inline(policy.longest_gap.text)
    if ebr:
        kinds = {"": ebr.every, "high value": ebr.high_value_every}
        yield "Business reviews", _every(kinds)
    if workshops:
        kinds = {
            "": workshops.every,
            "low usage": workshops.low_usage_every,
            "healthy": workshops.healthy_every,
        }
        yield "Workshops", _every(kinds)
    if policy.health_update:
        yield "Health is updated", _every(dict(policy.health_update))
    if policy.success_plan_review:
        yield "Success plan is reviewed", inline(every(policy.success_plan_review))
    yield from _carried(policy)
    if policy.hours:
        yield "Hours", page.to("tables", policy.hours)


def _carried(policy: Policy) -> Iterator[tuple[str, Ready]]:
    """What one person carries."""
    book = policy.book
    if not book:
        return
    carried = {
        "Accounts a person": book.accounts,
        "Calls a week": book.calls_per_week,
        "Business reviews a month": book.ebrs_per_month,
        "Workshops a month": book.workshops_per_month,
    }
    for label, ends in carried.items():
        if ends:
            low, high = ends
            yield label, inline(low if low == high else f"{low} to {high}")


def _every(kinds: dict[str, Duration | None]) -> Ready:
    """`every 12 months; high value: every 6 months`."""
    words = [f"{k}: {every(d)}" if k else every(d) for k, d in kinds.items() if d]
    return inline("; ".join(words))


def every(length: Duration) -> str:
    """`every 2 weeks`, `every month`."""
    words = length.text
    return f"every {words[2:]}" if words.startswith("1 ") else f"every {words}"


def _priority(page: Page, priority: Priority) -> tuple[Ready, ...]:
    share = priority.share
    shares = []
    if share and share.target is not None:
        shares.append(f"{share.target} %")
    if share and share.at_most is not None:
        shares.append(f"at most {share.at_most} %")
    return (
        inline(priority.title),
        page.condition(priority.when) or Ready("all others"),
        inline(every(priority.cadence) if priority.cadence else ""),
        inline(", ".join(shares) or ""),
        cell(priority.note or ""),
    )


def _playbooks(page: Page, segment: Segment) -> list[Ready]:
    """The playbooks with a condition that names this segment."""
    return [
        page.to("playbooks", playbook.id)
        for playbook in page.handbook.playbooks.values()
        if any(_names(one, segment.id) for _, one in conditions("playbooks", playbook))
    ]


def _names(condition: Condition, segment: str) -> bool:
    return any(
        isinstance(question, Is) and question.attribute == "segment" and segment in question.values
        for question in attributes_of(condition)
    )
