"""Who may import whom, who may touch the world, and how big things may be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "generator"

# From the ground up: a module (or package) may import what its row names, and a row may only name
# what stands above it in this table. What stands in a package may import what else stands in it.
MAY_IMPORT = {
    "problems": "",
    "shipped": "",
    "offsets": "",
    "output": "",
    "processes": "output",
    "store": "output",
    "markdown": "",
    "yaml_words": "",
    "keep": "",
    "encoding": "problems",
    "yaml_plain": "encoding",
    "yaml_lines": "encoding yaml_plain",
    "yaml_source": "encoding problems yaml_lines yaml_plain yaml_words",
    "yaml_text": "yaml_source",
    "fields": "offsets problems",
    "prose": "fields",
    "wording": "fields problems",
    "conditions": "fields problems",
    "models": "conditions fields offsets problems prose",
    "domains": "conditions models",
    "handbook": "models problems yaml_source",
    "calendars": "models",
    "happenings": "conditions models problems",
    "csv_source": "handbook problems",
    "policies": "conditions models offsets",
    "verdicts": "conditions",
    "standing": "conditions handbook happenings models policies verdicts",
    "references": "conditions fields handbook models offsets problems",
    "links": "conditions handbook happenings models problems references yaml_source",
    "people": "calendars handbook models problems",
    "folder": "encoding handbook problems yaml_source",
    "intake": "csv_source encoding fields folder handbook happenings models problems",
    "misplaced": "problems",
    "comments": "encoding fields handbook problems yaml_plain yaml_source",
    "loader": "comments encoding fields folder handbook intake misplaced models problems prose "
    "wording yaml_plain yaml_source",
    "git": "",
    "revisions": "folder git problems yaml_source",
    "snapshots": "folder handbook intake loader problems revisions",
    "schedule": "calendars models offsets",
    "blueprint": "conditions handbook models people schedule standing verdicts",
    "selection": "calendars conditions models problems standing",
    "situation": "conditions handbook happenings models people schedule standing verdicts",
    "checklist": "people",
    "edition": "checklist people",
    "outgoing": "checklist edition keep",
    "checks": "calendars conditions domains fields handbook models offsets people policies "
    "problems references",
    "stream": "checks encoding fields folder handbook intake links loader models problems "
    "yaml_plain",
    "plan": "blueprint calendars checklist conditions handbook models people problems schedule "
    "selection situation",
    "why": "calendars handbook models people plan problems situation",
    "answer": "",
    "book": "answer calendars checklist conditions fields handbook happenings models offsets "
    "policies schedule situation standing verdicts",
    "templates": "calendars markdown problems shipped",
    "formats": "answer calendars checklist edition keep markdown people problems templates",
    "comparison": "calendars conditions domains fields formats handbook happenings keep markdown "
    "models offsets people plan problems references situation standing",
    "pull": "encoding formats problems",
    "push": "formats keep problems",
    "history": "git revisions snapshots",
    "chronicle": "comparison git handbook links problems references revisions snapshots",
    "reports": "markdown problems templates",
    "explanations": "templates yaml_plain",
    "pages": "calendars checks chronicle comparison conditions explanations "
    "handbook history markdown models offsets people policies problems references templates",
    "internal": "answer book calendars checklist formats handbook keep models outgoing pages "
    "people plan problems situation templates",
    "rebuild": "book git handbook internal models output pages problems shipped",
    "recall": "output rebuild",
    "machine": "chronicle conditions fields handbook markdown models offsets pages people problems "
    "prose references templates",
    "editor": "conditions fields handbook loader models offsets pages prose",
    "owners": "handbook",
    "drafts": "fields handbook offsets problems yaml_source",
    "build": "checks csv_source formats handbook intake links loader plan problems situation "
    "stream",
    "whatif": "answer book checks comparison handbook links loader models policies problems "
    "wording yaml_source",
    "bundle": "calendars conditions formats handbook keep markdown models offsets people schedule",
    "site": "internal machine output pages rebuild shipped",
    "docs": "bundle chronicle handbook history internal machine pages site templates",
    "serve": "output site",
    "changes": "checklist formats keep problems",
    "exports": "checklist formats",
    "console": "build fields handbook loader output problems store",
    "repairs": "build encoding fields folder loader offsets problems yaml_source",
    "commands": "answer book build changes checklist chronicle comparison console docs drafts "
    "editor explanations exports fields folder formats git handbook history intake internal keep "
    "loader machine models outgoing output owners plan problems processes pull push rebuild "
    "recall repairs reports revisions serve shipped site snapshots store stream templates whatif "
    "why yaml_text",
    "usage": "",
    "cli": "console usage",
    "start": "cli usage",
}

READ_FILES = {"folder", "pull", "templates", "output", "store", "console", "rebuild"}
# pull: a ZIP in memory; output: to see what has changed; rebuild: bytes, to know them again;
# console: /dev/null, where what full standard output does not take is dropped
WRITE_FILES = {"output", "store"}
RUN_PROGRAMS = {"git", "serve", "site"}  # git, MkDocs
TALK = {"cli", "commands", "console", "start"}  # and ask the surroundings
SURROUNDINGS = TALK | {"git", "site"}  # hand their environment on to git, to MkDocs

# Names as they are called: `print`, `os.open`, and `.read_text` whatever stands before it.
READING = {
    "open", ".open", "os.open", "os.scandir", ".read_text", ".read_bytes", ".iterdir", ".glob",
    ".rglob",
}  # fmt: skip
WRITING = {
    ".write_text", ".write_bytes", ".mkdir", ".makedirs", ".unlink", ".rmdir", ".touch", ".chmod",
    ".symlink_to", ".hardlink_to", ".rename", "os.link", "os.replace", "os.remove", "os.fsync",
    "tempfile.mkstemp", "shutil.rmtree", "shutil.copy", "shutil.move", "shutil.copytree",
}  # fmt: skip
TALKING = {
    "print", "input", "sys.exit", "exit", "quit", "click.echo", "click.secho", "sys.stdout",
    "sys.stderr", "breakpoint",
}  # fmt: skip
CLOCK = {
    "date.today", "datetime.now", "datetime.today", "datetime.utcnow", "time.time",
    "time.monotonic", "time.localtime", "time.strftime", "locale.setlocale",
}  # fmt: skip
CHANCE = {"random", "secrets", "uuid"}
PROGRAMS = {"subprocess", "multiprocessing", "pty"}
NETWORK = {
    "socket", "ssl", "http", "urllib", "requests", "httpx", "aiohttp", "ftplib", "smtplib",
    "xmlrpc", "telnetlib", "asyncio", "webbrowser", "gitlab", "urllib3",
}  # fmt: skip
CODE = {"eval", "exec", "compile", "__import__", "os.system", "os.popen"}

MODULES = {
    path.relative_to(PACKAGE).with_suffix("").as_posix().removesuffix("/__init__"): ast.parse(
        path.read_text(encoding="utf-8")
    )
    for path in sorted(PACKAGE.rglob("*.py"))
    if "shipped" not in path.parts
}


def unit(module: str) -> str:
    """The row of the table in which a module stands."""
    return module.split("/", maxsplit=1)[0]


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module that is imported, wherever in the file, for types only or not."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            yield str(node.module)
            yield from (f"{node.module}.{name.name}" for name in node.names)


def own_imports(tree: ast.AST) -> set[str]:
    """The rows of the table that a module imports from."""
    parts = (name.split(".") for name in imported(tree))
    return {name[1] for name in parts if name[0] == "generator" and len(name) > 1}


def used(tree: ast.AST) -> Iterator[str]:
    """Every name and attribute: `print`, `.today`, and `date.today` as a whole."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield f".{node.attr}"
            if isinstance(node.value, ast.Name):
                yield f"{node.value.id}.{node.attr}"


USED = {module: set(used(tree)) for module, tree in MODULES.items()}


def those_who_use(names: set[str]) -> set[str]:
    """Units in which one of these names stands."""
    return {unit(module) for module, found in USED.items() if names & found}


def those_who_import(names: set[str]) -> set[str]:
    """Units that import one of these, or something inside it."""
    return {
        unit(module)
        for module, tree in MODULES.items()
        for name in set(imported(tree)) - {"urllib"}
        if name.split(".")[0] in names and not name.startswith("urllib.parse")
    }


def test_every_module_has_its_row() -> None:
    """The table is complete, and names nothing that is not there."""
    units = {unit(module) for module in MODULES} - {"__init__", "."}
    assert units == set(MAY_IMPORT)


def test_lower_layers_never_import_upper_ones() -> None:
    """Each row names only rows above it: there is no way round, and no circle."""
    above: set[str] = set()
    for module, names in MAY_IMPORT.items():
        assert set(names.split()) <= above, module
        above.add(module)


@pytest.mark.parametrize("module", sorted(MODULES))
def test_imports_are_in_the_table(module: str) -> None:
    """A module imports nothing that its row does not allow."""
    if unit(module) in MAY_IMPORT:
        allowed = {unit(module), *MAY_IMPORT[unit(module)].split()}
        assert own_imports(MODULES[module]) <= allowed


def test_table_allows_no_more_than_is_used() -> None:
    """A row names nothing that its module does not import, so that the table tells the truth."""
    used_by: dict[str, set[str]] = {}
    for module, tree in MODULES.items():
        used_by.setdefault(unit(module), set()).update(own_imports(tree))
    unused = {row: sorted(set(names.split()) - used_by[row]) for row, names in MAY_IMPORT.items()}
    assert {row: names for row, names in unused.items() if names} == {}


def test_formats_see_the_checklist_and_nothing_behind_it() -> None:
    """No format, and nothing that it may import, can look anything up in the handbook."""
    hidden = {"handbook", "models", "loader", "links", "plan", "schedule", "conditions", "checks"}
    for module, tree in MODULES.items():
        if unit(module) in ("formats", "markdown"):
            assert not own_imports(tree) & hidden, module


def test_only_the_edges_touch_files() -> None:
    """Handbook and templates are read in one place each, the output writes; the middle computes."""
    assert those_who_use(READING) <= READ_FILES
    assert those_who_use(WRITING) <= WRITE_FILES


def test_only_the_command_line_talks_and_asks_the_clock() -> None:
    """Nothing else prints, exits, or knows what day it is or which machine this is."""
    assert those_who_use(TALKING) <= TALK
    assert those_who_use(CLOCK) <= TALK
    assert those_who_use({"os.environ", "os.getenv", "os.getcwd"}) <= SURROUNDINGS
    assert those_who_import({"time", "locale", "getpass", "platform"}) <= TALK


def test_nothing_uses_the_network_or_chance() -> None:
    """No module imports what could open a connection or throw dice, or runs text as code."""
    assert those_who_import(NETWORK) == {"push"}
    assert those_who_import(CHANCE) == set()
    assert those_who_use(CODE) == set()
    assert those_who_import({"pickle", "marshal"}) == set()
    assert those_who_import({"importlib"}) == {"cli", "exports"}  # when called
    assert those_who_import({"ctypes"}) == {"store"}  # the one system call that Python lacks


def test_only_the_site_runs_programs() -> None:
    """MkDocs runs in a process of its own; no other module starts any. One divides this process."""
    assert those_who_import(PROGRAMS) <= RUN_PROGRAMS
    assert those_who_use({"os.fork", "os._exit"}) == {"processes"}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_sizes(module: str) -> None:
    """A module has at most 300 lines, a function at most 40."""
    path = PACKAGE / f"{module}.py"
    path = path if path.exists() else PACKAGE / module / "__init__.py"
    length = path.read_text(encoding="utf-8").count("\n")
    assert length <= 300
    longest = {
        node.name: (node.end_lineno or 0) - node.lineno + 1
        for node in ast.walk(MODULES[module])
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in longest.items() if lines > 40} == {}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_docstrings(module: str) -> None:
    """Every module, public function and public class says what it is for."""
    tree = MODULES[module]
    assert ast.get_docstring(tree), module
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name


def test_checks_say_their_sentence() -> None:
    """The first line of each check's docstring is a sentence: it stands on the checks page."""
    from generator.checks import CHECKS

    for name, check in CHECKS.items():
        sentence = (check.__doc__ or "").strip().split("\n\n")[0]
        assert sentence[:1].isupper(), name
        assert sentence.endswith("."), name
