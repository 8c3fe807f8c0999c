"""Plain data to YAML text that reads back as the same data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from generator.yaml_source import read


class _Plain(yaml.SafeDumper):
    """Writes every text as it is where the syntax allows: our reader takes nothing but text."""

    yaml_implicit_resolvers: dict[Any, Any] = {}  # noqa: RUF012 - as PyYAML has it


def as_yaml(data: Mapping[str, Any]) -> str:
    """The text of a file. Lists and mappings without others in them stand on one line."""
    text = yaml.dump(
        dict(data), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=1000,
        default_flow_style=None,
    )  # fmt: skip
    assert read(text) == (data, []), "what was written reads otherwise"
    return text
