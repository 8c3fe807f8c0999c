"""What people do to a checklist file: every way of editing that the merge has to live with."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from keep_plans import Choice
from keep_reader import BOX, MARKER, lines_of, rows

STATES = ("x", "X", "~", "x", "-", "/", "?", "✓", " ")
NOTES: tuple[tuple[str, ...], ...] = (
    ("    {tag} called Tom",),
    ("\t{tag} with a tab",),
    ("  {tag} two spaces",),
    ("", "    {tag} after a blank line", "", "    - {tag} and a list", "        {tag} deeper"),
    ("    - [x] {tag} sub-task", "    - [ ] {tag} another"),
    ("", "\t- [~] {tag} sub-task with a tab"),
    ("{tag} goes on at the margin",),
    ("", "    > {tag} a quote of mine", "    >", "    > {tag} more"),
    ("", "    ```", "    - [x] {tag} no task <!-- id: {id} 12345678 -->", "    ```"),
    ("", "    ~~~ text", "    {tag}", "    ~~~"),
    ("", "    <!--", "    - [x] {tag} hidden", "    -->"),
    ("    same words", "    {tag}", "    same words"),
    ("    {tag} <!-- a comment -->",),
)
OWN: tuple[tuple[str, ...], ...] = (
    ("- [ ] {tag} own task",),
    ("* [x] {tag} own task", "    {tag} with a note"),
    ("1. [X] {tag} numbered", "2. [ ] {tag} numbered too"),
    ("+ [~] {tag} plus", "", "    {tag} below", ""),
    ("{tag} a paragraph", "with a second line {tag}"),
    ("## {tag} section", "", "- [x] {tag} in it", "- {tag} no box", "", "{tag} text"),
    ("```", "- [x] {tag} in a fence <!-- id: {id} 12345678 -->", "## no heading {tag}", "```"),
    ("<!--", "- [ ] {tag} in a comment", "-->"),
    ("<!-- {tag} one line -->",),
    ("> {tag} quoted", "> {tag} on"),
    ("- [x] same task", "- [x] same task", "", "{tag}"),
    ("{tag} title", "======"),
    ("| {tag} | b |", "|---|---|", "| 1 | {tag} |"),
    ("    {tag} indented code",),
)


class Draft:
    """A file that is being edited: its lines, and what has been typed into it so far."""

    def __init__(self, text: str, tags: int = 0) -> None:
        self.bom = text.startswith("\ufeff")
        self.eol = "\r\n" if "\r\n" in text else "\n"
        self.lines = lines_of(text)
        self.tags = tags

    @property
    def text(self) -> str:
        """The file as it is now."""
        return "\ufeff" * self.bom + self.eol.join(self.lines)

    def typed(self, lines: Sequence[str], id_: str = "s0") -> list[str]:
        """Lines with tags that stand nowhere else."""
        self.tags += 1
        return [line.replace("{tag}", f"mine{self.tags}").replace("{id}", id_) for line in lines]

    def items(self) -> list[int]:
        """Where the lines of items are, hidden ones left out."""
        at, found = self.lines.index("---", 1), []
        for row in rows("\n".join(self.lines)):
            at = self.lines.index(row.text, at + 1)
            if row.id and not row.hidden:
                found.append(at)
        return found

    def end(self, at: int) -> int:
        """Where an item's lines end, the blank ones behind them left out."""
        width = _width(self.lines[at])
        last = at
        for n in range(at + 1, len(self.lines)):
            if self.lines[n].strip():
                lazy = n == last + 1 and not re.match(r"\s*([-*+>#`~<]|\d+[.)])", self.lines[n])
                if _width(self.lines[n]) <= width and not lazy:
                    break
                last = n
        return last + 1

    def margins(self) -> list[int]:
        """Where something new can stand at the margin: before a line that begins something."""
        start = self.lines.index("---", 1) + 2
        text = "\n".join(self.lines)
        begins = {
            row.text
            for row in rows(text)
            if not row.hidden and (row.id or row.text.startswith(("#", "<!-- base")))
        }
        return [n for n in range(start, len(self.lines)) if self.lines[n] in begins and not
                _width(self.lines[n])] or [len(self.lines) - 1]  # fmt: skip


def _width(line: str) -> int:
    line = line.expandtabs(4)
    return len(line) - len(line.lstrip())


def _tick(draft: Draft, at: int, a: int, b: int) -> None:
    state = STATES[b % len(STATES)]
    if BOX.match(MARKER.sub("", draft.lines[at]) + " "):
        draft.lines[at] = re.sub(r"\[.?\](?=\s)", f"[{state}]", draft.lines[at], count=1)


def _note(draft: Draft, at: int, a: int, b: int) -> None:
    id_ = MARKER.search(draft.lines[at])
    lines = draft.typed(NOTES[b % len(NOTES)], id_[1] if id_ else "s0")
    space = re.match(r"\s*", draft.lines[at])
    indent = space[0] if space else ""
    where = draft.end(at) if lines[0] == "" or (a % 2 and lines[0].startswith(" ")) else at + 1
    lines = [indent + line if line and line[0] in " \t" else line for line in lines]
    if lines[0].startswith("mine") and draft.lines[where - 1].lstrip().startswith(">"):
        return
    if where < len(draft.lines) and draft.lines[where].strip():
        lines = [*lines, ""]
    draft.lines[where:where] = lines


def _own(draft: Draft, at: int, a: int, b: int) -> None:
    margins = draft.margins()
    where = margins[a % len(margins)]
    draft.lines[where:where] = [*draft.typed(OWN[b % len(OWN)]), ""]


def _own_below(draft: Draft, at: int, a: int, b: int) -> None:
    """An own item directly below an item, without a blank line."""
    where = draft.end(at)
    draft.lines[where:where] = draft.typed(("- [x] {tag} right below",))


def _relabel(draft: Draft, at: int, a: int, b: int) -> None:
    line = draft.lines[at]
    (tag,) = draft.typed(("{tag}",))
    marker = MARKER.search(line)
    box = BOX.match(line)
    if not marker or not box:
        return
    draft.lines[at] = (
        f"{line} {tag} done by phone",
        f"{line[: marker.start()]} ({tag}){line[marker.start() :]}",
        f"{line[: box.start(2)]}{tag} other words{line[marker.start() :]}",
    )[b % 3]


def _delete(draft: Draft, at: int, a: int, b: int) -> None:
    end = draft.end(at)
    if end < len(draft.lines) and not draft.lines[end].strip():
        end += 1
    del draft.lines[at:end]


def _delete_line(draft: Draft, at: int, a: int, b: int) -> None:
    del draft.lines[at]


def _move(draft: Draft, at: int, a: int, b: int) -> None:
    if _width(draft.lines[at]):
        return
    end = draft.end(at)
    lines = draft.lines[at:end]
    del draft.lines[at:end]
    margins = draft.margins()
    where = margins[a % len(margins)]
    draft.lines[where:where] = [*lines, ""]


def _copy(draft: Draft, at: int, a: int, b: int) -> None:
    if _width(draft.lines[at]):
        return
    lines = draft.lines[at : draft.end(at)] if b % 2 else draft.lines[at : at + 1]
    lines = [re.sub(r"mine\d+", "mein", line) for line in lines]
    margins = draft.margins()
    where = margins[a % len(margins)]
    draft.lines[where:where] = [*lines, ""]


def _unmark(draft: Draft, at: int, a: int, b: int) -> None:
    draft.lines[at] = MARKER.sub("", draft.lines[at])


def _unbox(draft: Draft, at: int, a: int, b: int) -> None:
    draft.lines[at] = re.sub(r"\[ \] ", "", draft.lines[at], count=1)


def _bullet(draft: Draft, at: int, a: int, b: int) -> None:
    draft.lines[at] = re.sub(r"[-*+]", ("*", "+", "3.")[b % 3], draft.lines[at], count=1)


def _nest(draft: Draft, at: int, a: int, b: int) -> None:
    """Make an item a sub-task of what stands before it."""
    end = draft.end(at)
    pad = ("    ", "\t", "  ")[b % 3]
    for n in range(at, end):
        if draft.lines[n].strip():
            draft.lines[n] = pad + draft.lines[n]


def _edit_quote(draft: Draft, at: int, a: int, b: int) -> None:
    for n in range(at + 1, draft.end(at)):
        if draft.lines[n].lstrip().startswith("> "):
            draft.lines[n] += draft.typed((" {tag}",))[0]
            return


def _delete_quote(draft: Draft, at: int, a: int, b: int) -> None:
    for n in reversed(range(at + 1, draft.end(at))):
        if draft.lines[n].lstrip().startswith(">") and "mine" not in draft.lines[n]:
            del draft.lines[n]


def _edit_head(draft: Draft, at: int, a: int, b: int) -> None:
    """Something in the text before the first item, or a heading."""
    start = draft.lines.index("---", 1) + 1
    texts = [
        n
        for n in range(start, len(draft.lines))
        if draft.lines[n].startswith(("- S", "- P", "#", "Get", "First")) and n < max(at, start + 9)
    ]
    if not texts:
        return
    n = texts[a % len(texts)]
    if b % 4 == 0:
        draft.lines[n] += draft.typed((" {tag}",))[0]
    elif b % 4 == 1 and not draft.lines[n].startswith("First"):
        del draft.lines[n]
    elif b % 4 == 2 and draft.lines[n].startswith("- "):
        draft.lines.insert(n, draft.typed(("- {tag}: mine",))[0])
    else:
        draft.lines[n:n] = draft.typed(("{tag} before it", ""))


def _after_the_end(draft: Draft, at: int, a: int, b: int) -> None:
    draft.lines += draft.typed(("", "{tag} after the end", "", "- [x] {tag} and a task"))


def _front(draft: Draft, at: int, a: int, b: int) -> None:
    draft.lines.insert(draft.lines.index("---", 1), draft.typed(("owner: {tag}",))[0])


def _whole(draft: Draft, at: int, a: int, b: int) -> None:
    """What an editor does to the whole file."""
    if b % 4 == 0:
        draft.eol = "\r\n"
    elif b % 4 == 1:
        draft.bom = True
    elif b % 4 == 2 and not draft.lines[-1]:
        draft.lines.pop()
    else:
        draft.lines = [line.rstrip() for line in draft.lines]


def _tighten(draft: Draft, at: int, a: int, b: int) -> None:
    """Take out the blank lines around an item."""
    if at + 1 < len(draft.lines) and not draft.lines[at + 1].strip():
        del draft.lines[at + 1]


Edit = Callable[[Draft, int, int, int], None]
EDITS: tuple[Edit, ...] = (
    _tick, _note, _own, _tick, _note, _relabel, _delete, _move, _own_below, _tick, _copy, _unmark,
    _edit_quote, _edit_head, _whole, _own, _note, _nest, _bullet, _after_the_end, _front,
    _delete_line, _delete_quote, _unbox, _tighten,
)  # fmt: skip


def edited(text: str, choices: Sequence[Choice], tags: int = 0) -> str:
    """The file after a person has edited it; tags count on from `tags`."""
    draft = Draft(text, tags)
    for kind, a, b in choices:
        places = draft.items()
        if places:
            EDITS[kind % len(EDITS)](draft, places[a % len(places)], a, b)
    return draft.text
