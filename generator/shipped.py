"""Where what comes with Handrail lies: templates, and the settings of the site."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def folder() -> Path:
    """Where the templates are: in the installed package, or beside it in a checkout."""
    shipped = PACKAGE / "shipped" / "templates"
    return shipped if shipped.is_dir() else PACKAGE.parent / "templates"
