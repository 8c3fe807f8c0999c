"""A pytest plugin for a run that has to notice one mutant: what costs least is asked first.

Property tests get few examples, the same ones each time, and do not look for the smallest.
"""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from hypothesis import Phase, is_hypothesis_test, settings

EXAMPLES = 25
PHASES = (Phase.explicit, Phase.generate)


def pytest_configure(config: pytest.Config) -> None:
    """Before any test module is read: its number of examples is a most now, no longer a wish."""

    def examples(count: int) -> settings:
        return settings(max_examples=min(count, EXAMPLES), phases=PHASES)

    importlib.import_module("strategies").__dict__["examples"] = examples
    quick = settings.get_profile("quick")
    settings.register_profile("few", quick, max_examples=EXAMPLES, phases=PHASES)
    settings.load_profile("few")


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Examples in memory, then properties, then what needs a handbook on disk."""
    items.sort(key=lambda item: ("tmp_path" in item.fixturenames, is_hypothesis_test(item.obj)))
