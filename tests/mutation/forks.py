"""A pytest plugin: instead of running the tests once, run them on every mutant, each in a fork.

pytest is started and the tests are read once. A first run notes which test calls which function and
what it costs. Then a fork for each mutant runs the tests that call its function, the cheapest
first, until one fails. Nothing is started per mutant, so it costs hundredths of a second. A fork
without a mutant runs all tests before and has to survive: else the forks say nothing.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import Phase, settings
from mutmut.mutation import trampoline

EXAMPLES = 25
PHASES = (Phase.explicit, Phase.generate)
CPU, WALL = 20, 120
"""Seconds that a mutant may compute, and last, beside ten times what its tests need."""


def pytest_configure(config: pytest.Config) -> None:
    """Before any test module is read: its number of examples is a most now, no longer a wish."""

    def examples(count: int) -> settings:
        return settings(max_examples=min(count, EXAMPLES), phases=PHASES)

    importlib.import_module("strategies").__dict__["examples"] = examples
    quick = settings.get_profile("quick")
    settings.register_profile("few", quick, max_examples=EXAMPLES, phases=PHASES)
    settings.load_profile("few")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """How each mutant ended, to the file that HANDRAIL_MUTANTS names; it holds their names."""
    place = Path(os.environ["HANDRAIL_MUTANTS"])
    ended: dict[str, str] = json.loads(place.read_text("utf-8"))
    callers = _callers(session.items)
    gc.freeze()
    if _end("no mutant", session.items, WALL) != "survived":
        pytest.exit("the tests fail in a fork without any mutant", 1)
    try:
        for name in [name for name, end in ended.items() if end != "noticed"]:
            tests = callers.get(name.rpartition("__mutmut_")[0], {})
            ended[name] = _end(name, sorted(tests, key=tests.__getitem__), sum(tests.values()))
    finally:
        place.write_text(json.dumps(ended), "utf-8")
    return True


def _callers(items: Sequence[pytest.Item]) -> dict[str, dict[pytest.Item, float]]:
    """The tests that call each function, with what they cost; all have to pass."""
    found: dict[str, dict[pytest.Item, float]] = {}
    called: set[str] = set()

    def note(name: str, caller: str | None = None) -> None:
        called.add(name)

    trampoline.__dict__["record_trampoline_hit"] = note
    trampoline.set_mutant_under_test("stats")
    for item in items:
        called.clear()
        start = time.process_time()
        if _fails(item):
            pytest.exit(f"{item.nodeid} fails without any mutant", 1)
        cost = time.process_time() - start
        for name in called:
            found.setdefault(name, {})[item] = cost
    return found


def _fails(item: pytest.Item) -> bool:
    return any(report.failed for report in runtestprotocol(item, log=False))


def _end(name: str, tests: Sequence[pytest.Item], cost: float) -> str:
    """Run the tests on a mutant in a fork: noticed, survived, late, or without a test."""
    if not tests:
        return "untested"
    child = os.fork()
    if not child:
        _judge(name, tests, cost)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGALRM):
        return "late"
    return "survived" if status == 0 else "noticed"


def _judge(name: str, tests: Sequence[pytest.Item], cost: float) -> None:
    """The fork: ends with 1 at the first test that fails, with 0 after the last."""
    code = 1
    try:
        gc.disable()
        trampoline.set_mutant_under_test(name)
        limit = CPU + int(10 * cost)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(WALL + 10 * limit)
        code = int(any(_fails(item) for item in tests))
    finally:
        os._exit(code)
