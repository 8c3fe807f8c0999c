"""What it means when a field says something else: one table for all kinds of entries."""

from __future__ import annotations

from typing import NamedTuple

from generator.comparison.difference import Level


class Rule(NamedTuple):
    """What has happened, how grave it is, and the field in words."""

    what: str
    level: Level
    label: str


_WORDS = (
    "also", "because", "context", "customer_detail", "customer_title", "detail", "how", "meaning",
    "measures", "note", "objective", "purpose", "question", "short", "source", "sources", "summary",
    "term", "title", "trigger",
)  # fmt: skip
"""Fields that nothing is worked out from, whatever entry they stand in."""

RULES = {
    **{field: Rule("reworded", "wording", field.replace("_", " ")) for field in _WORDS},
    "do": Rule("reworded", "wording", "do"),
    "due": Rule("re-dated", "notable", "due"),
    "opens": Rule("re-dated", "notable", "opens"),
    "accountable": Rule("re-owned", "notable", "accountable"),
    "responsible": Rule("re-owned", "notable", "responsible"),
    "owner": Rule("re-owned", "notable", "owner"),
    "target": Rule("target", "notable", "target"),
    "when": Rule("redirected", "breaking", "when"),
    "applies_to": Rule("redirected", "breaking", "applies to"),
    "attended_by": Rule("changed", "notable", "with"),
    "start": Rule("changed", "notable", "from"),
    "cells": Rule("changed", "notable", ""),
    "Counted.form": Rule("changed", "notable", "as"),
    "Step.every": Rule("re-dated", "notable", "interval"),
    "Moment.default": Rule("re-dated", "notable", "default"),
    "Responsibility.measured": Rule("reworded", "wording", "measured"),
    "Settings.repository": Rule("changed", "wording", "repository"),
    "Settings.address": Rule("changed", "wording", "address"),
    "Settings.show_authors": Rule("changed", "wording", "show authors"),
}
"""By the field's name, or `Model.field` where it means something of its own in one model."""

LOST_PARTS = ("step", "policy")
"""Parts whose removal is breaking; of others (rows, bands, …) the figures are told as notable."""
LOST_KEYS = ("Attribute.values",)
"""Mappings a key of which somebody may have used: an answer that cannot be given any more."""
ORDERED = ("stage", "priority", "step")
"""Parts whose order means something; of others another order is a matter of wording."""


def rule(model: str, field: str) -> Rule:
    """The rule for a field of a model; what is not in the table is notable."""
    found = RULES.get(f"{model}.{field}") or RULES.get(field)
    return found or Rule("changed", "notable", field.replace("_", " "))
