"""Show the site while it is edited: docs follow the content, MkDocs follows the docs."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from generator.output import Tree, UnsafePathError
from generator.site import environment, place

QUIET = 0.3
"""Seconds without a change before the pages are made again: an editor saves in several steps."""


class _Changes(FileSystemEventHandler):
    """Notes that something changed; reading does not count."""

    def __init__(self) -> None:
        self.seen = threading.Event()

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in ("created", "modified", "moved", "deleted"):
            self.seen.set()


def serve(watched: Sequence[Path], put: Callable[[], bool], command: Sequence[str]) -> int:
    """Run a server until Ctrl-C, and make its pages again whenever a watched folder changes.

    `put` makes and writes them and says whether it could: the last good pages stay. Returns the
    server's exit code, 0 after Ctrl-C.
    """
    if not put():
        return 1
    changes, observer = _Changes(), Observer()
    for path in watched:
        observer.schedule(changes, str(path), recursive=True)
    observer.start()
    child = subprocess.Popen(command, env=environment())
    try:
        while child.poll() is None:
            _follow(changes, put)
    except KeyboardInterrupt:
        return 0
    finally:
        _end(child)
        observer.stop()
        observer.join()
    return child.returncode


def files(public: Path, address: str) -> list[str]:
    """The command line of a server of what is built: pages that MkDocs has not made."""
    host, _, port = address.rpartition(":")
    where = ["--bind", host, "--directory", str(public.resolve())]
    return [sys.executable, "-P", "-m", "http.server", *where, port]


def _follow(changes: _Changes, put: Callable[[], bool]) -> None:
    """Wait a moment for a change, then until there is none, and make the pages again."""
    if not changes.seen.wait(QUIET):
        return
    while changes.seen.is_set():
        changes.seen.clear()
        changes.seen.wait(QUIET)
    put()


def put(folder: Path, make: Callable[[], Tree | None], tell: Callable[[str], None]) -> bool:
    """Make and write what MkDocs serves from; say what changed, or what is in the way.

    `make` gives the tree, or None when there are problems (which it tells).
    """
    tree = make()
    if tree is None:
        return False
    try:
        placed = place(tree, folder)
    except (OSError, UnsafePathError) as error:
        tell(str(error))
        return False
    if changed := len(placed.written) + len(placed.removed):
        tell(f"{changed} files of the site changed")
    return True


def _end(child: subprocess.Popen[bytes]) -> None:
    """Stop MkDocs, and wait until it is gone."""
    child.terminate()
    try:
        child.wait(5)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
