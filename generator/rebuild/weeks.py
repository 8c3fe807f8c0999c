"""The pages of people, each of which is made anew where a customer of theirs is another one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from generator.internal.shell import Shell
from generator.rebuild.inputs import digest, mark


class Weeks:
    """Which pages of people are there, of the last build, and of what those of this one are."""

    def __init__(
        self, last: Mapping[str, list[str]], frame: str, shell: Shell, public: Path
    ) -> None:
        self._last, self._public = last, public
        self._base = digest(frame, *shell.parts, *shell.listing)
        self._made_of = dict[str, str]()

    def is_there(self, path: str, customers: str) -> bool:
        """Whether this page would be the same again, and is on disk as it was written."""
        self._made_of[path] = made_of = digest(self._base, customers)
        return self._last.get(path) == [made_of, mark(self._public / path)]

    @property
    def made(self) -> dict[str, list[str]]:
        """All these pages, each with what it is made of and its mark."""
        known = self._made_of.items()
        return {path: [of, mark(self._public / path)] for path, of in known}
