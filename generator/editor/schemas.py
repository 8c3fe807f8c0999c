"""The files that an editor reads: a JSON Schema for each file, and which is for which."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from generator.editor.answers import condition
from generator.editor.forms import fields
from generator.editor.typed import Schema, listed
from generator.handbook import Handbook
from generator.loader import KINDS, SETTINGS, Kind
from generator.models import Settings

DRAFT = "http://json-schema.org/draft-07/schema#"
FOLDER = ".vscode/schemas"
ASKING = ("playbooks", "segments", "metrics")
EDITOR = ".vscode/settings.json"


def schemas(handbook: Handbook) -> dict[str, bytes]:
    """A schema for each kind of entry and one for the settings, by file name."""
    made = {kind.name: _file(handbook, kind) for kind in KINDS}
    made["handbook"] = fields(handbook, Settings)
    asked = {"definitions": {"condition": condition(handbook)}}
    return {
        f"{name}.json": _as_json({"$schema": DRAFT, **schema, **(asked if name in ASKING else {})})
        for name, schema in made.items()
    }


def _file(handbook: Handbook, kind: Kind) -> Schema:
    """One entry whose id is the file's name, or the list of all."""
    if kind.path.endswith("/"):
        return fields(handbook, kind.model, without="id")
    entries = {"description": " ".join((kind.model.__doc__ or "").split())}
    entries |= listed(fields(handbook, kind.model))
    return {
        "type": "object",
        "properties": {kind.name: entries},
        "required": [kind.name],
        "additionalProperties": False,
    }


def places(content: str) -> Mapping[str, str]:
    """For each schema the files that it is for, as a pattern of paths below the project."""
    files = {
        kind.name: f"{kind.path}*.yaml" if kind.path.endswith("/") else kind.path for kind in KINDS
    }
    return {name: f"{content}/{file}" for name, file in {**files, "handbook": SETTINGS}.items()}


def settings(content: str) -> bytes:
    """What VS Code has to know: which schema is for which files, and that YAML has no tabs."""
    return _as_json({
        "yaml.schemas": {f"./{FOLDER}/{name}.json": file for name, file in places(content).items()},
        "[yaml]": {
            "editor.detectIndentation": False,
            "editor.insertSpaces": True,
            "editor.quickSuggestions": {"comments": False, "other": True, "strings": True},
            "editor.tabSize": 2,
        },
    })  # fmt: skip


def _as_json(value: Any) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, indent=1)}\n".encode()
