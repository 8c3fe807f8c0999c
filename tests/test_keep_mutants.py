"""The properties catch planted bugs, and the product refuses what such a bug would write."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from keep_mutants import LOSING, OTHER, Mutant, build, planted
from keep_properties import PROPERTIES, History, thrown

MOST = 150
"""So many histories are tried before a bug counts as not found."""


@pytest.fixture(autouse=True)
def _importable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)


def first_broken(seed: int = 0) -> tuple[str, History] | None:
    """The first property that does not hold, and the history on which it does not."""
    for n in range(seed, seed + MOST):
        for name in PROPERTIES:
            history = thrown(random.Random(n))  # anew: it remembers what it merged
            try:
                PROPERTIES[name](history)
            except Exception:  # noqa: BLE001 - a bug may show itself in any way
                return name, history
    return None


@pytest.mark.parametrize("mutant", LOSING + OTHER, ids=lambda mutant: mutant.name)
def test_properties_find(mutant: Mutant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the self-check, some property does not hold for a merge with this bug."""
    with planted(build(mutant, tmp_path, guarded=False), monkeypatch):
        assert first_broken(), "no property finds this bug"


@pytest.mark.parametrize("mutant", LOSING, ids=lambda mutant: mutant.name)
def test_product_refuses(mutant: Mutant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the self-check, what would have lost something is refused; it is told whose fault."""
    package = build(mutant, tmp_path, guarded=True)
    with planted(package, monkeypatch):
        for n in range(MOST):
            try:
                _ = thrown(random.Random(n)).last
            except package.RefusedError as refusal:
                assert "mistake in Handrail" in refusal.message  # noqa: PT017
                return
    pytest.fail("the self-check lets everything pass")


def test_sound_merge_is_not_found_fault_with(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the product itself holds on histories like those that convict the mutants."""
    for n in range(10):
        history = thrown(random.Random(n))
        for holds in PROPERTIES.values():
            holds(history)
