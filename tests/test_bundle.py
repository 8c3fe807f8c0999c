"""What a page of the site is given to plan with: enough, small, each time the same, no customer."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from strategies import BOOK, TODAY, handbook
from vectors import CONTENT, odd_calendars, odd_days

from generator.build import examine
from generator.bundle import Data, as_json, bundle, part, shared, worked_days
from generator.calendars import WEEKEND, day_off
from generator.handbook import Handbook

BUDGET = 10_000
"""Bytes of a page's bundle, compressed."""


@pytest.fixture(scope="module")
def shipped() -> Handbook:
    return examine(CONTENT, CONTENT).handbook


def bundled(book: Handbook, playbook: str) -> Data:
    return bundle(book, book.playbooks[playbook], worked_days(book, TODAY))


def ids(entries: list[Data]) -> list[str]:
    return [entry["id"] for entry in entries]


def test_bundle_is_small_and_inert(shipped: Handbook) -> None:
    """Every playbook's bundle fits into its page, is JSON, and ends no script element."""
    calendars = worked_days(shipped, TODAY)
    for playbook in shipped.playbooks.values():
        found = bundle(shipped, playbook, calendars)
        text = as_json(found)
        assert not set("<>&\u2028\u2029") & set(text)
        assert json.loads(text) == found
        assert len(gzip.compress(text.encode())) < BUDGET


def test_texts_cannot_end_the_element(tmp_path: Path) -> None:
    """What a writer types in any text comes back whole, and is no markup on the way."""
    title = "</script><!-- <script> &amp; ]]>"
    text = BOOK["playbooks/onboarding.yaml"].replace("title: Onboarding", f"title: '{title}'")
    book = handbook(tmp_path, {"playbooks/onboarding.yaml": text})
    written = as_json(bundled(book, "onboarding"))
    assert "<" not in written
    assert json.loads(written)["playbook"]["title"] == title


def test_customers_leave_no_trace(shipped: Handbook) -> None:
    """The bundle is the same whether there are customers, or none."""
    without = replace(shipped, customers={})
    for playbook in ("onboarding-new", "ebr"):
        assert as_json(bundled(without, playbook)) == as_json(bundled(shipped, playbook))


def test_same_on_every_day_of_a_year(shipped: Handbook) -> None:
    """A page does not change because a day has gone by; a year later it knows another year."""
    calendars = worked_days(shipped, date(2026, 1, 1))
    assert calendars == worked_days(shipped, date(2026, 12, 31))
    assert calendars["years"] == [2025, 2030]
    assert worked_days(shipped, date(2027, 1, 1))["years"] == [2026, 2031]


def test_only_what_is_needed(tmp_path: Path) -> None:
    """Of the handbook a playbook is given what its steps name, and what that rests on."""
    text = """\
title: Review
starts: ebr
phases:
  - title: All
    when: {hosting: own}
    steps: [{id: a, do: A, accountable: csm, due: 1 week before go-live, when: {priority: [p1]}}]
"""
    book = handbook(tmp_path, {"playbooks/review.yaml": text})
    found = bundled(book, "review")
    assert ids(found["roles"]) == ["csm", "csm-manager"]  # who stands in
    assert ids(found["dates"]) == ["contract-start", "renewal", "go-live", "ebr"]
    assert ids(found["attributes"]) == ["at-risk", "hosting"]  # the one asked by the priorities
    assert ids(found["calendars"]) == ["bavaria", "gulf"]


def test_many_playbooks_share(shipped: Handbook) -> None:
    """What several playbooks need holds each entry once; the parts hold the rest."""
    chosen = [shipped.playbooks[id_] for id_ in ("ebr", "onboarding-new")]
    calendars = worked_days(shipped, TODAY)
    together = shared(shipped, chosen, calendars)
    for playbook in chosen:
        alone = bundle(shipped, playbook, calendars)
        assert alone["playbook"] == part(shipped, playbook)
        for kind in ("roles", "dates", "attributes"):
            assert all(entry in together[kind] for entry in alone[kind])
    for kind in ("roles", "dates", "attributes"):
        assert len(set(ids(together[kind]))) == len(together[kind])


def test_days_off_are_those_of_python() -> None:
    """On every day of six years, each calendar says of a day what `day_off` says."""
    known = odd_days()
    first, last = (date(year, 1, 1) for year in (known["years"][0], known["years"][1] + 1))
    days = [first + timedelta(days=n) for n in range((last - first).days)]
    for given in known["calendars"]:
        named = {
            date.fromisoformat(d): name for name, all_ in given.get("off", ()) for d in all_.split()
        }
        worked = {date.fromisoformat(day) for day in given.get("worked", ())}
        calendar = odd_calendars()[given["id"]]
        for day in days:
            weekend = day.weekday() in given.get("weekend", ()) and day not in worked
            assert (WEEKEND if weekend else named.get(day, "")) == day_off(calendar, day), day
