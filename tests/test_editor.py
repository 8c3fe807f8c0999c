"""Editors: the schemas take what is sound and nothing misshapen; a real language server uses them.

`make test` gets the server. Ajv, which comes with it, reads the schemas independently of it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import HERE, Handrail, files_below
from language_server import PACKAGES, Server
from strategies import TORTURE

from generator.editor.schemas import places, schemas
from generator.loader import load
from generator.shipped import folder

CONTENT, SAMPLE, STARTER = HERE.parent / "content", HERE / "sample", folder() / "starter/content"

MISSHAPEN = """
    bad-default budget-how-many condition-form condition-at-least-on-words date-month-day
    date-other-form date-with-time due-says-nothing due-unit duration every file-entry-is-text
    file-key-unknown file-not-a-list flag form-choice form-empty form-empty-list
    form-list-for-mapping form-list-for-text form-mapping-for-list form-mapping-for-text
    form-text-for-list form-text-for-mapping form-too-long id key-indented-too-far key-missing
    key-unknown matrix-letters matrix-role-unknown number target-without-unit unknown-answer
    unknown-attribute unknown-role unknown-scale unknown-system unknown-value url
    yaml-colon-in-text yaml-missing-colon yaml-only-list yaml-only-text yaml-repeated-key
    yaml-tab yaml-unclosed-list yaml-unclosed-quote yaml-wrong-indent
""".split()  # noqa: SIM905 - read as prose


@cache
def made(content: Path) -> Mapping[str, Any]:
    """The schemas of a handbook by name."""
    files = schemas(load(content)[0])
    return {name.removesuffix(".json"): json.loads(text) for name, text in files.items()}


def pairs(content: Path, known: Mapping[str, Any]) -> list[tuple[Any, list[str]]]:
    """Each schema with the files that it is for."""
    found = {
        name: sorted(map(str, content.parent.glob(files)))
        for name, files in places(content.name).items()
    }
    return [(known[name], files) for name, files in found.items()]


def faults(wanted: list[tuple[Any, list[str]]]) -> dict[str, list[str]]:
    """What Ajv finds wrong, by file."""
    if not PACKAGES.is_dir():
        pytest.skip("no language server: it needs Node and npm; `make test` gets it")
    done = subprocess.run(
        ["node", str(HERE / "validate.cjs")],
        input=json.dumps([pair for pair in wanted if pair[1]]).encode(),
        env={**os.environ, "NODE_PATH": str(PACKAGES)},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def test_what_is_sound_is_taken() -> None:
    """Every file of the sample and of a new handbook is as its schema says; in the long run every
    one of the shipped handbook, too."""
    handbooks = (SAMPLE, STARTER, *([CONTENT] if TORTURE else []))
    found = faults([pair for content in handbooks for pair in pairs(content, made(content))])
    assert len(found) > (180 if TORTURE else 35)
    assert {file: said for file, said in found.items() if said} == {}


def test_short_forms_are_taken(sample: Path) -> None:
    """What may be written in short may be written so in an editor, too."""
    (sample / "customers/ward-9.yaml").write_text(
        "name: 9\nsegment: acute\nattributes: {specialty: surgery, beds: 24, isolation: true}\n"
        "dates: {opening: 2026-12-12}\npeople: {lead: Dr Amara Oyelaran}\n"
    )
    (sample / "playbooks/short.yaml").write_text(
        "title: 2026\napplies_to: {beds: 12, specialty: surgery, segment: [acute]}\nphases:\n"
        "  - {title: All, steps: [{id: 4, do: true, due: 1 day after opening}]}\n"
    )
    found = faults([
        (made(SAMPLE)["customers"], [str(sample / "customers/ward-9.yaml")]),
        (made(SAMPLE)["playbooks"], [str(sample / "playbooks/short.yaml")]),
    ])  # fmt: skip
    assert list(found.values()) == [[], []]


def test_what_is_misshapen_is_marked(tmp_path: Path) -> None:
    """The mistakes of form in tests/broken are wrong by the schemas of the sound sample."""
    files: dict[str, list[str]] = {name: [] for name in made(SAMPLE)}
    for case in MISSHAPEN:
        for name, text in files_below(HERE / "broken" / case).items():
            before = (SAMPLE / name[:-1]).read_bytes() if name.endswith("+") else b""
            if fitting := [
                kind
                for kind, at in places("").items()
                if Path("/", name.removesuffix("+")).match(at)
            ]:
                file = tmp_path / case / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(before + text)
                files[fitting[0]].append(str(file))
    found = faults([(made(SAMPLE)[kind], names) for kind, names in files.items()])
    marked = {Path(file).relative_to(tmp_path).parts[0] for file, said in found.items() if said}
    assert set(MISSHAPEN) - marked == set()


def properties(schema: Any) -> Iterator[tuple[str, Any]]:
    """Every key that may be written, with its schema."""
    if isinstance(schema, dict):
        inner = schema.get("properties", {})
        yield from inner.items() if isinstance(inner, dict) else ()
        for below in schema.values():
            yield from properties(below)
    elif isinstance(schema, list):
        for below in schema:
            yield from properties(below)


def test_every_field_says_what_it_is_for() -> None:
    """No key is proposed without a word on it: neither a field nor an id."""
    for name, schema in made(SAMPLE).items():
        roles = set(made(SAMPLE)["matrices"]["properties"]["rows"]["items"]["properties"])
        silent = {key for key, one in properties(schema) if not one.get("description")}
        assert silent <= {name, *(roles if name == "matrices" else ())}, name


def test_customers_are_in_no_schema() -> None:
    """A schema says what may be written of a customer, and nothing of those there are."""
    text = json.dumps(made(SAMPLE))
    for private in ("ward-3", "Ward 7", "Oyelaran", "Haddad"):
        assert private not in text


def test_command_follows_the_handbook(quick: Handrail, sample: Path) -> None:
    """A new id is proposed after the next run; what stands is not touched; own settings stay."""
    home = sample.parent / ".vscode"
    assert quick("schema") == (0, ".vscode/: 21 files written\n", "")
    assert quick("schema").out == ".vscode/: 0 files written\n"
    with (sample / "roles.yaml").open("a") as file:
        file.write("  - {id: night-porter, title: Night porter}\n")
    (home / "settings.json").write_text('{"mine": 1}\n')
    done = quick("schema")
    assert done.code == 0
    assert "settings.json was there and stays" in done.err
    assert (home / "settings.json").read_text() == '{"mine": 1}\n'
    assert "night-porter" in (home / "schemas/playbooks.json").read_text()
    (sample / "roles.yaml").write_text("roles: 3\n")
    before = files_below(home)
    done = quick("schema")
    assert (done.code, done.out) == (1, "")
    assert "the schemas were not written" in done.err
    assert files_below(home) == before


PLAYBOOK = """\
title: Weekend cover
stage: run
accountable: leed
phases:
  - title: All
    steps:
      - id: one
        do: Do one
        accountable:·
        due:·
        when: {specialty: }
        serves: [seen-by-noon]
        own: lead
""".replace("·", " ")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The language server of the YAML extension of VS Code, with the settings that are written."""
    if not PACKAGES.is_dir():
        pytest.skip("no language server: it needs Node and npm; `make test` gets it")
    project = tmp_path_factory.mktemp("editor")
    shutil.copytree(SAMPLE, project / "content")
    from click.testing import CliRunner

    from generator.cli import main

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project)
        assert CliRunner().invoke(main, ["schema"]).exit_code == 0
    with Server(project) as running:
        running.open("content/playbooks/weekend-cover.yaml", PLAYBOOK)
        while not running.diagnostics("content/playbooks/weekend-cover.yaml"):
            running.hear()  # it has read its settings when it marks something
        yield running


@pytest.mark.parametrize(
    ("line", "some"),
    [
        ("accountable: ", {"lead", "pharmacist", "clerk"}),
        ("stage: run", {"prepare", "run", "review"}),
        ("        accountable: ", {"lead", "sister"}),
        ("        due: ", {"on opening", "2 weeks before review", "5 working days after opening"}),
        ("        serves: [seen-by-noon", {"open-prescriptions", "complaints"}),
        ("        when: {specialty: ", {"surgery", "medicine", "children"}),
    ],
)
def test_completion(server: Server, line: str, some: set[str]) -> None:
    """Where the cursor stands, the server proposes the ids and answers of this very handbook."""
    labels = server.completions("content/playbooks/weekend-cover.yaml", PLAYBOOK, line)
    assert labels >= some


def test_keys_are_proposed(server: Server) -> None:
    """In a step, its keys are proposed."""
    labels = server.completions("content/playbooks/weekend-cover.yaml", PLAYBOOK, "        ")
    assert labels >= {"consulted", "informed", "every", "visible_to"}


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("accountable: leed", "Who answers for its steps, where they name nobody."),
        ("due:", "Without it, the step is due with the last of those it comes after."),
        ("serves:", "the due day is compared with their target"),
    ],
)
def test_hover(server: Server, word: str, words: str) -> None:
    """A key is explained in the words of the models."""
    assert words in server.hover("content/playbooks/weekend-cover.yaml", PLAYBOOK, word)


def test_diagnostics(server: Server) -> None:
    """What is wrong is marked where it stands: a misspelt role, a key that is not known."""
    found = server.diagnostics("content/playbooks/weekend-cover.yaml")
    said = {one["range"]["start"]["line"]: one["message"] for one in found}
    assert "lead" in said[2]
    assert "own" in said[12]


def test_a_sound_file_is_not_marked(server: Server) -> None:
    """Files of the sample open without a mark."""
    for name in ("content/playbooks/start-rounds.yaml", "content/customers/ward-3.yaml"):
        server.open(name, (server.project / name).read_text())
        assert server.diagnostics(name) == []
