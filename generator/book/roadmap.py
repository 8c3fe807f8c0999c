"""The reviews and renewals of a fiscal year; reviews levelled to what a person holds in a month."""

from __future__ import annotations

import calendar as month_lengths
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from generator.answer import Answer, Cell, Part, columns
from generator.book.ledger import Account
from generator.book.reviews import Review, reviews_to_come
from generator.calendars import MONDAY_TO_FRIDAY, last_working_day, spoken
from generator.handbook import Handbook
from generator.schedule import shift

Month = tuple[int, int]


_DAYS = columns("Day, Customer, What, Who", "Because, Rule")
_MONTHS = columns("Who, Month, Meant, Levelled")
_MOVED = columns("Customer, Who, Meant for, Now on, Why", "Rule")


class Ahead(NamedTuple):
    """What lies ahead of one customer up to a day: plain words, numbers and days, so that it can be
    kept."""

    name: str
    person: str
    rule: str  # where the policy's figures come from
    most: int | None  # reviews that a person holds in a month by the policy
    calendars: tuple[str, ...]  # ids of the calendars of those who meet for a review
    days: tuple[tuple[date, str, str, str], ...]  # a day, what is then, why, and by which rule
    reviews: tuple[Review, ...]
    unreviewed: bool  # the success plan has to be reviewed, and no review of it is noted


class Placed(NamedTuple):
    """A customer's review with the day it got, and why it moved."""

    of: Ahead
    review: Review
    day: date
    moved: str = ""


def fiscal_year(day: date, starts: str) -> tuple[date, date]:
    """The first and the last day of the fiscal year that holds a day; `starts` is month-day."""
    month, first = map(int, starts.split("-"))
    start = _day(day.year, month, first)
    start = start if start <= day else _day(day.year - 1, month, first)
    return start, _day(start.year + 1, month, first) - timedelta(days=1)


def ahead(account: Account, end: date) -> Ahead:
    """What comes from today to a day."""
    policy, cast = account.policy, account.cast
    book = policy.book if policy else None
    meeting = [cast.home, *([cast.calendar(account.role)] if account.role else [])]
    reviewed = policy and policy.success_plan_review
    return Ahead(
        account.name,
        account.person,
        account.rule,
        int(book.ebrs_per_month[1]) if book and book.ebrs_per_month else None,
        tuple("" if one is MONDAY_TO_FRIDAY else one.id for one in meeting),
        (*_dates(account, end), *_plan_reviews(account, end)),
        tuple(reviews_to_come(account, end)),
        bool(reviewed and account.latest("success_plan_reviews") is None),
    )


def roadmap(handbook: Handbook, book: Sequence[Ahead], today: date, end: date) -> Answer:
    """What comes from today to a day: reviews, renewals and the dates marked for the roadmap."""
    levelled = [p for group in by_person(book) for p in levels(handbook, *group, today)]
    rows: list[tuple[Cell, ...]] = [
        (day, one.name, what, one.person, because, rule)
        for one in book
        for day, what, because, rule in one.days
    ]
    rows += [_row(one) for one in levelled]
    rows.sort(key=lambda row: (row[0], str(row[1]), str(row[2])))
    moved = tuple(
        (p.of.name, p.of.person, p.review.day, p.day, p.moved, p.of.rule)
        for p in sorted(levelled, key=lambda p: (p.day, p.of.name))
        if p.moved
    )
    return Answer(
        "roadmap", f"Roadmap until {spoken(end)}", today,
        (
            Part("days", "Days", _DAYS, tuple(rows)),
            Part("months", "Reviews by month", _MONTHS, _months(levelled)),
            Part("moved", "What had to move", _MOVED, moved),
        ),
        tuple(f"{p.name}: no review of the success plan is noted" for p in book if p.unreviewed),
    )  # fmt: skip


def _dates(account: Account, end: date) -> Iterator[tuple[date, str, str, str]]:
    for moment in account.handbook.dates.values():
        dated = account.day(moment.id) if moment.roadmap else None
        if dated and account.today <= dated.day <= end:
            yield dated.day, moment.title, dated.because, moment.source or ""


def _plan_reviews(account: Account, end: date) -> Iterator[tuple[date, str, str, str]]:
    """The regular reviews of the success plan, counted from the last that is known."""
    every = account.policy.success_plan_review if account.policy else None
    last, today = account.latest("success_plan_reviews"), account.today
    day = shift(last, every, every.high, []) if last and every else None
    while every and last and day and max(day, today) <= end:
        because = f"{every.text} after the last on {spoken(last)}"
        yield max(day, today), "Review of the success plan", because, account.rule
        last, day = max(day, today), shift(max(day, today), every, every.high, [])


Pairs = list[tuple[Ahead, Review]]
"""Reviews with the customers whose they are."""


def by_person(book: Iterable[Ahead]) -> Iterator[tuple[Pairs, int | None, str]]:
    """Each person's reviews to come, how many the policy has in a month at most, and which one.

    Where a person's customers are under several policies, the lowest of their figures counts.
    """
    people: dict[str, list[Ahead]] = {}
    for one in book:
        people.setdefault(one.person, []).append(one)
    for ones in people.values():
        limits = [(one.most, one.rule) for one in ones if one.most is not None]
        most, rule = min(limits, default=(None, ""))
        yield [(one, review) for one in ones for review in one.reviews], most, rule


def levels(
    handbook: Handbook, reviews: Pairs, most: int | None, rule: str, today: date
) -> list[Placed]:
    """The reviews with no more than `most` of them in any month, as far as that is possible.

    What people agreed stays. Of the others, those that may wait longest move: to the nearest
    earlier month with room (never before today), else to the nearest later one, which is then said.
    """
    if not most:
        return [Placed(of, review, review.day) for of, review in reviews]
    held = Counter(_month(review.day) for _, review in reviews if review.agreed)
    placed = [
        Placed(of, review, review.day, _over(held[_month(review.day)], most, rule))
        for of, review in reviews
        if review.agreed
    ]
    for of, review in sorted(
        (pair for pair in reviews if not pair[1].agreed),
        key=lambda p: (_month(p[1].day), p[1].latest or date.max, p[1].day, p[0].name),
    ):
        month = _with_room(held, review.day, most, today)
        held[month] += 1
        if month == _month(review.day):
            placed.append(Placed(of, review, review.day))
        else:
            why = f"{most} in a month are the most for {of.person or 'nobody'} by {rule}"
            meant = _day(*month, review.day.day)
            placed.append(_moved(handbook, Placed(of, review, meant, why), today))
    return placed


def _over(count: int, most: int, rule: str) -> str:
    """What is said of an agreed review in a month with too many of them."""
    return f"stays: agreed; but {count} are in this month, {most} at most by {rule}" * (
        count > most
    )


def _with_room(held: Counter[Month], day: date, most: int, today: date) -> Month:
    wanted, first = _month(day), _month(today)
    earlier = wanted
    while earlier >= first:
        if held[earlier] < most:
            return earlier
        earlier = _next(earlier, -1)
    later = _next(wanted, 1)
    while held[later] >= most:
        later = _next(later, 1)
    return later


def _moved(handbook: Handbook, placed: Placed, today: date) -> Placed:
    """A review that was put in another month: on that day, or the working day before."""
    of, review, meant, why = placed
    calendars = [handbook.calendars[id_] if id_ else MONDAY_TO_FRIDAY for id_ in of.calendars]
    wanted = max(meant, today)
    day, _ = last_working_day(calendars, wanted)
    day = day if day >= today and _month(day) == _month(meant) else wanted
    if review.latest and day > review.latest:
        why += f"; later than the policy allows, {spoken(review.latest)}"
    return Placed(of, review, day, why)


def _row(placed: Placed) -> tuple[Cell, ...]:
    of, review, day, moved = placed
    words = "Executive business review" + (", agreed" if review.agreed else "")
    because = f"{review.because}; moved: {moved}" if moved else review.because
    return day, of.name, words, of.person, because, of.rule


def _months(placed: Sequence[Placed]) -> tuple[tuple[Cell, ...], ...]:
    """Rows of reviews by person and month: as meant, and levelled."""
    meant = Counter((p.of.person, _month(p.review.day)) for p in placed)
    now = Counter((p.of.person, _month(p.day)) for p in placed)
    return tuple(
        (who, f"{year}-{month:02}", meant[who, (year, month)], now[who, (year, month)])
        for who, (year, month) in sorted({*meant, *now})
    )


def _month(day: date) -> Month:
    return day.year, day.month


def _next(month: Month, step: int) -> Month:
    years, number = divmod(month[0] * 12 + month[1] - 1 + step, 12)
    return years, number + 1


def _day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, month_lengths.monthrange(year, month)[1]))
