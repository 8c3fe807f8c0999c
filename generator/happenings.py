"""What follows from what has happened to a customer: dates of their life, and answers; and what
is wrong with what is said of it, or was measured."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from generator.conditions import as_decimal
from generator.models import Attribute, Customer, Event, Score
from generator.problems import did_you_mean, listed


def dates_of(events: Mapping[str, Event], customer: Customer) -> dict[str, date]:
    """The dates that the customer states, and those that events are the first or latest day of.

    A stated date is one more such day: the first is the earliest of them, the latest the last.
    """
    found = dict(customer.dates)
    for happening in customer.events:
        event, day = events[happening.what], happening.on
        if event.first:
            found[event.first] = min(found.get(event.first, day), day)
        if event.latest:
            found[event.latest] = max(found.get(event.latest, day), day)
    return found


def answers_of(events: Mapping[str, Event], customer: Customer) -> dict[str, str]:
    """The answers that events changed, each as the latest of them left it."""
    ordered = sorted(customer.events, key=lambda happening: happening.on)
    return {
        changed: happening.value
        for happening in ordered
        if (changed := events[happening.what].changes) and happening.value is not None
    }


def until(customer: Customer, today: date) -> Customer:
    """The customer as of a day: what is noted for a later day has not happened yet."""
    past = [happening for happening in customer.events if happening.on <= today]
    return customer.model_copy(update={"events": past}) if customer.events != past else customer


def fault_of(event: Event, asked: Attribute | None, value: str | None) -> tuple[str, str] | None:
    """What is wrong with what an event says, and a hint.

    It says an answer to the question that it changes (`asked`), one of its own words, or nothing
    but its day.
    """
    words = asked.answers if asked else event.values
    if not (asked or words):
        said = value is not None
        return (f"'{event.id}' says nothing but its day", "delete this") if said else None
    if value is None:
        hint = f"say {words[0]}, for example" if words else "say the number"
        return f"'{event.id}' has to say what it changed to", hint
    fault = asked.fault(value) if asked else ""
    if not asked and value not in words:
        fault = f"'{value}' is not what '{event.id}' can say"
    return (fault, did_you_mean(value, words)) if fault else None


def fault_of_figure(scores: Collection[Score], id_: str, value: str) -> tuple[str, str] | None:
    """What is wrong with a figure of a metric or of a measure of these scores, and a hint."""
    if as_decimal(value) is not None:
        return None
    words = list(dict.fromkeys(word for score in scores for word in score.points))
    parts = (part for score in scores for group in score.groups for part in group.measures)
    of_score = any(part.id == id_ for part in parts)
    if of_score and value in words:
        return None
    hint = "write digits with a point, like 12 or 0.25"
    hint += f"; or {listed(words)}" if of_score and words else ""
    return f"'{value}' is not a figure", hint
