"""The site on disk: what it is built from, and MkDocs run on that."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from generator import shipped
from generator.internal.contents import OURS, SECTIONS, Shells, shells
from generator.machine.twins import twins
from generator.output import (
    Tree,
    UnsafePathError,
    copy,
    remove_others,
    rewrite,
    text,
    write,
)
from generator.pages.finish import finished
from generator.rebuild.rendered import RENDERED

CONFIGURATION = "mkdocs.yml"
QUICK = "quick.yml"
"""The same, with a hook that spares MkDocs what it has done before."""
DOCS, PUBLIC = "docs", "public"
FRAME = "frame"
"""Where MkDocs builds the internal edition: it empties its folder, and pages are to stay."""


class SiteError(Exception):
    """MkDocs refused to build; the message is what it said."""


@dataclass(frozen=True)
class Built:
    """What a build changed: files written and deleted below the folder, and where the HTML is."""

    written: list[str]
    removed: list[str]
    public: Path


def base_configuration() -> Path:
    """The hand-written mkdocs.yml: in the installed package, or in the checkout."""
    return shipped.folder().parent / CONFIGURATION


def place(tree: Tree, folder: Path) -> Built:
    """Write the tree into the folder, delete what is stale in its docs; MkDocs is not run.

    Raises OSError, or UnsafePathError before anything is written.
    """
    _refuse_links(folder)
    placed = {**tree, CONFIGURATION: _inheriting(folder) + tree[CONFIGURATION]}
    placed[QUICK] = _quick(folder)
    written = write(folder, placed, durable=False)
    kept = [name.removeprefix(f"{DOCS}/") for name in tree if name.startswith(f"{DOCS}/")]
    removed = [f"{DOCS}/{name}" for name in remove_others(folder / DOCS, kept)]
    return Built(written, removed, folder / PUBLIC)


def build(tree: Tree, folder: Path) -> Built:
    """Write the tree into the folder and make the HTML in its `public`, each page with its twin.

    (`--quiet` would silence the warnings that `--strict` counts.)

    Raises OSError, UnsafePathError, or SiteError with MkDocs's own words.
    """
    built = place(tree, folder)
    _run(folder)
    rewrite(built.public, "*.html", finished)
    write(built.public, twins(_docs(tree)), durable=False)
    return built


def build_frame(tree: Tree, folder: Path) -> list[str]:
    """The internal edition without the pages about customers: the names of its files in `public`.

    MkDocs builds beside `public`; there, what stays the same is not touched. Raises as `build`
    does, and ShellError before anything is public.
    """
    public = place(tree, folder).public
    _run(folder)
    shells_in(folder)
    names = copy(folder / FRAME, public, _finished, OURS)
    docs = {name: content for name, content in _docs(tree).items() if name not in SECTIONS}
    write(public, beside := twins(docs), durable=False)
    return [*names, *beside]


def shells_in(folder: Path) -> Shells:
    """The shells that MkDocs has built in a folder. Raises ShellError."""
    frame = folder / FRAME
    return shells(lambda name: _finished(name, text(frame, name).encode()).decode())


def _run(folder: Path) -> None:
    """MkDocs on the folder."""
    command = mkdocs("build", folder, "--strict")
    run = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    if run.returncode:
        raise SiteError(_said(run.stdout + run.stderr))


def _finished(name: str, content: bytes) -> bytes:
    return finished(content.decode()).encode() if name.endswith(".html") else content


def _docs(tree: Tree) -> dict[str, bytes]:
    """The files of docs/, by their paths below it."""
    return {name.removeprefix(f"{DOCS}/"): content for name, content in tree.items()}


def mkdocs(command: str, folder: Path, *options: str) -> list[str]:
    """The command line of MkDocs for a folder; `-P`: no module of the working folder is run."""
    path = str(folder.resolve() / QUICK)  # where its `../..` lead as written
    return [sys.executable, "-P", "-m", "mkdocs", command, *options, "-f", path]


def environment() -> dict[str, str]:
    """The surroundings of MkDocs: no notices, no build time."""
    return {
        **os.environ,
        "NO_MKDOCS_2_WARNING": "1",
        "DISABLE_MKDOCS_2_WARNING": "true",
        "SOURCE_DATE_EPOCH": "315532800",
        "PYTHONIOENCODING": "utf-8",
    }


def _said(output: str) -> str:
    """MkDocs's warnings and errors, without what it tells of its progress."""
    lines = [line for line in output.splitlines() if line.strip()]
    if any(line.startswith("Traceback") for line in lines):
        return f"MkDocs failed: {lines[-1]}"
    kept = [line for line in lines if not line.startswith(("INFO", "Aborted"))]
    return "\n".join(re.sub(r"^(WARNING|ERROR) +- +", "", line) for line in kept)


def _inheriting(folder: Path) -> bytes:
    """The lines that bind the folder's configuration to the hand-written one."""
    base, theme, here = base_configuration(), shipped.folder() / "theme", folder.resolve()
    bound = {
        "INHERIT": _way(base.resolve(), here),
        "theme": {"custom_dir": _way(theme.resolve(), here)},
    }
    return yaml.safe_dump(bound, sort_keys=False, allow_unicode=True, width=1000).encode()


def _quick(folder: Path) -> bytes:
    """The configuration with the hook."""
    hook = _way(shipped.PACKAGE / "rebuild" / "hook.py", folder.resolve())
    bound = {"INHERIT": CONFIGURATION, "hooks": [hook], "watch": [CONFIGURATION]}
    return yaml.safe_dump(bound, sort_keys=False, allow_unicode=True, width=1000).encode()


def _way(target: Path, here: Path) -> str:
    """The path from a folder; the whole path where there is no way (another drive)."""
    try:
        return Path(os.path.relpath(target, here)).as_posix()
    except ValueError:
        return target.as_posix()


def _refuse_links(folder: Path) -> None:
    """Nothing in the output folder is a link: MkDocs would publish or empty what it points at."""
    for path in (
        folder,
        *(folder / name for name in (CONFIGURATION, QUICK, RENDERED)),
        *_inside(folder / DOCS),
        *_inside(folder / FRAME),
        *_inside(folder / PUBLIC),
    ):
        if path.is_symlink():
            raise UnsafePathError(
                f"{path} is a link to another place; nothing is written through it"
            )


def _inside(folder: Path) -> Iterator[Path]:
    yield folder
    for root, folders, files in os.walk(folder):
        yield from (Path(root, name) for name in (*folders, *files))
