"""People's files on disk: one writer at a time, old or new bytes whole, former versions kept.

What a run needs beside the files lies in `.handrail/` of their folder: the lock, and the last
versions of each file. A file changes in one step: the new bytes are written beside it, the two
change places, and what comes out is compared with what was read. If somebody wrote in between,
their bytes go back and the caller is asked again. What came out becomes a version. Whatever a
killed run leaves behind, the next one settles before it reads.
"""

from generator.store.commit import BusyError, commit, recover
from generator.store.lock import HeldError, lock
from generator.store.made import Made, is_ours, made, note_made
from generator.store.places import folders, listed, read, sync
from generator.store.versions import STATE, Version, versions

__all__ = [
    "STATE",
    "BusyError",
    "HeldError",
    "Made",
    "Version",
    "commit",
    "folders",
    "is_ours",
    "listed",
    "lock",
    "made",
    "note_made",
    "read",
    "recover",
    "sync",
    "versions",
]
