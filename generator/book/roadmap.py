"""The reviews and renewals of a fiscal year; reviews levelled to what a person holds in a month."""

from __future__ import annotations

import calendar as month_lengths
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from generator.answer import Answer, Cell, Part, columns
from generator.book.ledger import Account, source_of
from generator.book.reviews import Review, reviews_to_come
from generator.calendars import last_working_day, spoken
from generator.schedule import shift

Month = tuple[int, int]


@dataclass(frozen=True)
class Placed:
    """A review with the day it got, and why it moved."""

    review: Review
    day: date
    moved: str = ""


def fiscal_year(day: date, starts: str) -> tuple[date, date]:
    """The first and the last day of the fiscal year that holds a day; `starts` is month-day."""
    month, first = map(int, starts.split("-"))
    start = _day(day.year, month, first)
    start = start if start <= day else _day(day.year - 1, month, first)
    return start, _day(start.year + 1, month, first) - timedelta(days=1)


def roadmap(accounts: Sequence[Account], today: date, end: date) -> Answer:
    """What comes from today to a day: reviews, renewals and the dates marked for the roadmap."""
    rows, notes = [], []
    for account in accounts:
        rows += list(_dates(account, today, end))
        rows += list(_plan_reviews(account, today, end))
        reviewed = account.policy and account.policy.success_plan_review
        if reviewed and account.latest("success_plan_reviews") is None:
            notes.append(f"{account.name}: no review of the success plan is noted")
    levelled = [one for group in by_person(accounts, end) for one in levels(*group)]
    rows += [_row(one) for one in levelled]
    rows.sort(key=lambda row: (row[0], str(row[1]), str(row[2])))
    moved = tuple(
        (one.review.account.name, one.review.account.person, one.review.day, one.day, one.moved,
         one.review.account.rule)
        for one in sorted(levelled, key=lambda one: (one.day, one.review.account.name))
        if one.moved
    )  # fmt: skip
    heads = columns("Day, Customer, What, Who", "Because, Rule")
    told = columns("Customer, Who, Meant for, Now on, Why", "Rule")
    return Answer(
        "roadmap", f"Roadmap until {spoken(end)}", today,
        (
            Part("days", "Days", heads, tuple(rows)),
            Part("months", "Reviews by month", *_months(levelled)),
            Part("moved", "What had to move", told, moved),
        ),
        tuple(notes),
    )  # fmt: skip


def _dates(account: Account, today: date, end: date) -> Iterator[tuple[Cell, ...]]:
    for moment in account.handbook.dates.values():
        if moment.roadmap and (dated := account.day(moment.id)) and today <= dated.day <= end:
            yield (
                dated.day, account.name, moment.title, account.person, dated.because,
                moment.source or "",
            )  # fmt: skip


def _plan_reviews(account: Account, today: date, end: date) -> Iterator[tuple[Cell, ...]]:
    """The regular reviews of the success plan, counted from the last that is known."""
    every = account.policy.success_plan_review if account.policy else None
    last = account.latest("success_plan_reviews")
    day = shift(last, every, every.high, []) if last and every else None
    while every and last and day and max(day, today) <= end:
        because = f"{every.text} after the last on {spoken(last)}"
        words = "Review of the success plan"
        yield max(day, today), account.name, words, account.person, because, account.rule
        last, day = max(day, today), shift(max(day, today), every, every.high, [])


def by_person(
    accounts: Sequence[Account], end: date
) -> Iterator[tuple[list[Review], int | None, str]]:
    """Each person's reviews to come, how many the policy has in a month at most, and which one.

    Where a person's customers are under several policies, the lowest of their figures counts.
    """
    people: dict[str, list[Account]] = {}
    for account in accounts:
        people.setdefault(account.person, []).append(account)
    for carried in people.values():
        limits = [
            (int(policy.book.ebrs_per_month[1]), source_of(policy))
            for policy in (account.policy for account in carried)
            if policy and policy.book and policy.book.ebrs_per_month
        ]
        most, rule = min(limits, default=(None, ""))
        reviews = [review for account in carried for review in reviews_to_come(account, end)]
        yield reviews, most, rule


def levels(reviews: Sequence[Review], most: int | None, rule: str) -> list[Placed]:
    """The reviews with no more than `most` of them in any month, as far as that is possible.

    What people agreed stays. Of the others, those that may wait longest move: to the nearest
    earlier month with room (never before today), else to the nearest later one, which is then said.
    """
    if not most:
        return [Placed(review, review.day) for review in reviews]
    held = Counter(_month(review.day) for review in reviews if review.agreed)
    placed = [Placed(r, r.day, _over(held[_month(r.day)], most, rule)) for r in reviews if r.agreed]
    for review in sorted(
        (r for r in reviews if not r.agreed),
        key=lambda r: (_month(r.day), r.latest or date.max, r.day, r.account.name),
    ):
        month = _with_room(held, review, most)
        held[month] += 1
        placed.append(_put(review, month, most, rule))
    return placed


def _over(count: int, most: int, rule: str) -> str:
    """What is said of an agreed review in a month with too many of them."""
    return f"stays: agreed; but {count} are in this month, {most} at most by {rule}" * (
        count > most
    )


def _with_room(held: Counter[Month], review: Review, most: int) -> Month:
    wanted, first = _month(review.day), _month(review.account.today)
    earlier = wanted
    while earlier >= first:
        if held[earlier] < most:
            return earlier
        earlier = _next(earlier, -1)
    later = _next(wanted, 1)
    while held[later] >= most:
        later = _next(later, 1)
    return later


def _put(review: Review, month: Month, most: int, rule: str) -> Placed:
    """The review in its month: on the same day of it, or the working day before."""
    if month == _month(review.day):
        return Placed(review, review.day)
    account = review.account
    calendars = [
        account.cast.home,
        *([account.cast.calendar(account.role)] if account.role else []),
    ]
    wanted = max(_day(*month, review.day.day), account.today)
    day, _ = last_working_day(calendars, wanted)
    day = day if day >= account.today and _month(day) == month else wanted
    why = f"{most} in a month are the most for {account.person or 'nobody'} by {rule}"
    if review.latest and day > review.latest:
        why += f"; later than the policy allows, {spoken(review.latest)}"
    return Placed(review, day, why)


def _row(placed: Placed) -> tuple[Cell, ...]:
    review = placed.review
    words = "Executive business review" + (", agreed" if review.agreed else "")
    because = f"{review.because}; moved: {placed.moved}" if placed.moved else review.because
    account = review.account
    return placed.day, account.name, words, account.person, because, account.rule


def _months(placed: Sequence[Placed]) -> tuple[tuple, tuple]:  # type: ignore[type-arg]
    """The columns and rows of reviews by person and month: as meant, and levelled."""
    meant = Counter((p.review.account.person, _month(p.review.day)) for p in placed)
    now = Counter((p.review.account.person, _month(p.day)) for p in placed)
    rows = tuple(
        (who, f"{year}-{month:02}", meant[who, (year, month)], now[who, (year, month)])
        for who, (year, month) in sorted({*meant, *now})
    )
    return columns("Who, Month, Meant, Levelled"), rows


def _month(day: date) -> Month:
    return day.year, day.month


def _next(month: Month, step: int) -> Month:
    years, number = divmod(month[0] * 12 + month[1] - 1 + step, 12)
    return years, number + 1


def _day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, month_lengths.monthrange(year, month)[1]))
