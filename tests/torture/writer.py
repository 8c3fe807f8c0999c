"""Bring prepared files up to date, as Handrail does or carelessly; the fault harness starts it.

`python writer.py careful|naive|renaming FOLDER PREPARED`, where PREPARED is JSON: file name to what
is there now (null: nothing) and what is to be there. Ends with 4 when the system refuses.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from generator import output, store

Prepared = Mapping[str, tuple[bytes | None, bytes]]


def careful(folder: Path, prepared: Prepared) -> None:
    """The product's way: lock, settle, read all, then change each in one step."""
    while True:
        try:
            with store.lock(folder):
                store.recover(folder)
                found = {name: store.read(folder / name) for name in prepared}
                for name, old in found.items():
                    new = prepared[name][1]
                    if old not in prepared[name]:
                        raise AssertionError(f"{name} is neither old nor new")
                    store.commit(folder, name, old, new, lambda _, new=new: new)  # type: ignore[misc]
                store.sync(folder, found)
                return
        except store.HeldError:
            time.sleep(0.005)


def naive(folder: Path, prepared: Prepared) -> None:
    """What most programs do: open the file for writing, and write."""
    for name, (_, new) in prepared.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(new)


def renaming(folder: Path, prepared: Prepared) -> None:
    """Whole files, by rename, but without looking at what stands there by then."""
    output.write(folder, {name: new for name, (_, new) in prepared.items()})


WAYS = {"careful": careful, "naive": naive, "renaming": renaming}


def attempt(way: str, folder: Path, prepared: Prepared) -> int:
    """Run one of the ways; 4 when the system refuses."""
    try:
        WAYS[way](folder, prepared)
    except OSError as error:
        return 4 if error.strerror else 1
    return 0


def main(way: str, folder: str, prepared: str) -> None:
    """The same as a process of its own."""
    texts = json.loads(Path(prepared).read_text(encoding="utf-8"))
    files = {
        name: (None if old is None else old.encode(), new.encode())
        for name, (old, new) in texts.items()
    }
    sys.exit(attempt(way, Path(folder), files))


if __name__ == "__main__":
    main(*sys.argv[1:])
