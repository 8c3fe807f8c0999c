"""What is said of each message code: every code has its text, and every example is true."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from conftest import HERE, TODAY, Handrail
from test_broken import CASES, RECIPES

from generator.build import examine, plans
from generator.checks import CHECKS
from generator.explanations import Explanation, explanations
from generator.pages.contents import pages
from generator.pull import read_states

PACKAGE = HERE.parent / "generator"
SAY_A_CODE = {
    "Problem": 1, "refused": 1, "complaint": 0, "complain": 0, "Fault": 2, "fault": 1,
    "tell": 1, "Wrong": 0, "_StopError": 1, "_parsed": 0, "problem": 1, "warn": 2,
}  # fmt: skip
"""Whatever makes a problem, and which of its arguments is the code."""


def spoken() -> Iterator[tuple[str, str]]:
    """Every code that stands in the package as one, and where."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = (
                node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
            )
            at = SAY_A_CODE.get(name)
            if at is not None and at < len(node.args):
                yield from ((code, f"{path.name}:{node.lineno}") for code in words(node.args[at]))


def words(node: ast.expr) -> Iterator[str]:
    """The texts that an expression may come to: not the keys by which it chooses."""
    keys = {id(key) for part in ast.walk(node) if isinstance(part, ast.Dict) for key in part.keys}
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and id(part) not in keys:
            yield part.value


def test_every_code_of_the_package_has_a_text() -> None:
    """A message that the code makes, wherever, is explained."""
    found = dict(spoken())
    assert len(found) > 40, "the search finds the codes"
    assert {code: at for code, at in found.items() if code not in explanations()} == {}


def test_every_code_ever_shown_has_a_text() -> None:
    """What the broken handbooks make Handrail say, and the table of checks, is explained."""
    told = "".join((HERE / "broken" / case / "expected.txt").read_text() for case in CASES)
    shown = set(re.findall(r"^\S.*?: (?:error|warning)\[([a-z-]+)\]", told, re.MULTILINE))
    assert sorted((shown | set(CHECKS)) - set(explanations())) == []


def test_no_text_is_left_over() -> None:
    """What is explained can still happen: it stands in the package, or in the cases."""
    told = "".join((HERE / "broken" / case / "expected.txt").read_text() for case in CASES)
    known = set(dict(spoken())) | set(CHECKS) | set(re.findall(r"\[([a-z-]+)\]: ", told))
    assert sorted(set(explanations()) - known) == []


def lay(texts: Mapping[str, str], content: Path) -> None:
    """Lay an example over a handbook; with `+` at the end of the file's list (of steps)."""
    for name, text in texts.items():
        path = content / name.removesuffix("+")
        path.parent.mkdir(exist_ok=True)
        if name.endswith("+"):
            before = path.read_text()
            indents = re.findall(r"^( *)- ", before, re.MULTILINE)
            indent = indents[-1 if name.startswith("playbooks/") else 0]
            path.write_text(before + "".join(f"{indent}{line}\n" for line in text.splitlines()))
        else:
            path.write_text(text)


def said(texts: Mapping[str, str], content: Path) -> list[str]:
    """The codes of all that is said about an example, laid over the sample or pulled."""
    (name, text), *more = texts.items()
    if not more and "/" not in name and not name.rstrip("+").endswith(".yaml"):
        return [problem.check for problem in read_states(name, text.encode()).problems]
    shutil.copytree(HERE / "sample", content)
    lay(texts, content)
    examined = examine(content, content)
    problems = list(examined.problems)
    if examined.sound:
        planned = plans(examined.handbook, date.fromisoformat(TODAY))
        problems += (problem for one in planned for problem in one.problems)
    return [problem.check for problem in problems]


EXAMPLES = [one for one in explanations().values() if one.wrong]


@pytest.mark.parametrize("one", EXAMPLES, ids=[one.code for one in EXAMPLES])
def test_examples_are_true(one: Explanation, tmp_path: Path) -> None:
    """The wrong example gets its code and no other, the right one nothing."""
    assert set(said({**one.wrong, **one.beside}, tmp_path / "wrong")) == {one.code}
    assert said({**one.right, **one.beside}, tmp_path / "right") == []


def test_only_what_no_text_can_show_has_no_example() -> None:
    """Where there is no example, a recipe of the broken handbooks makes the thing itself."""
    made = "".join((HERE / "broken" / case / "expected.txt").read_text() for case in RECIPES)
    untold = [code for code, one in explanations().items() if not one.wrong]
    assert [code for code in untold if f"[{code}]" not in made] == []
    assert len(untold) < 10


@pytest.mark.parametrize("one", explanations().values(), ids=list(explanations()))
def test_texts_read_well(one: Explanation) -> None:
    """A sentence each, short, with both examples or none, and nothing hidden in them."""
    for text in (one.says, one.why):
        assert text.endswith("."), one.code
        assert "  " not in text
    assert len(one.says) <= 100
    assert bool(one.wrong) == bool(one.right)
    assert one.wrong != one.right or not one.wrong
    assert (
        max((len(line) for text in one.wrong.values() for line in text.splitlines()), default=0)
        <= 100
    )


def test_explain_says_it(quick: Handrail) -> None:
    """One code or several, also as it stands in a message: what, why, wrong and right."""
    done = quick("explain", "due", "error[cycle]:")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("due: This does not say when something is due.\n\nA due date counts")
    assert (
        "\n\nWrong, in playbooks/start-rounds.yaml:\n\n"
        "    - {id: call, do: Call the ward, due: two weeks later}\n\n"
        "Right, in playbooks/start-rounds.yaml:\n\n"
        "    - {id: call, do: Call the ward, due: 2 weeks after opening}\n\n"
        "cycle: Steps, dates or roles wait for each other in a circle.\n"
    ) in done.out


def test_explain_lists_all(quick: Handrail) -> None:
    """Without a code, each is on a line of its own; it works anywhere, without a handbook."""
    done = quick("explain")
    assert done.code == 0
    lines = dict(line.split(maxsplit=1) for line in done.out.splitlines() if line.startswith("  "))
    assert lines == {code: one.says for code, one in explanations().items()}
    assert max(map(len, done.out.splitlines())) <= 110


def test_page_has_all() -> None:
    """The page of the site has an anchor for each code, and each example in a block of code."""
    handbook = examine(HERE / "sample", None).handbook
    text = pages(handbook, date.fromisoformat(TODAY))["messages.md"].decode()
    assert re.findall(r"^### .* \{: #([a-z-]+) \}$", text, re.MULTILINE) == list(explanations())
    for one in EXAMPLES:
        for example in (*one.wrong.values(), *one.right.values()):
            assert f"\n{example.rstrip()}\n````\n" in text, one.code


def test_unknown_code_is_told_with_the_nearest(quick: Handrail) -> None:
    """A misspelt code is a misspelt command: exit code 2, and what was meant."""
    done = quick("explain", "unknown-refrence")
    assert (done.code, done.out) == (2, "")
    assert "there is no message 'unknown-refrence': did you mean 'unknown-reference'?" in done.err


def test_check_points_on(quick: Handrail, sample: Path) -> None:
    """After the problems stands, once, where there is more; nothing where all is well."""
    assert "handrail explain" not in quick("check", "--today", TODAY).err
    lay(explanations()["due"].wrong, sample)
    lay({"playbooks/start-rounds.yaml+": "- {id: call, do: Call, optional: yes}"}, sample)
    said = quick("check", "--today", TODAY).err
    assert said.endswith("for more, with examples: handrail explain due flag\n2 errors\n")
