"""The table of commands, and the list of them, which is there at once.

To import click takes as long as five bare interpreters, and `--help` may take four of them in all:
so what click would say on a terminal of the usual width is put together here. A test holds the two
equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

WIDTH = 80
"""Columns of a terminal that no line needs more of: on a narrower one click wraps them."""
COMMANDS: Mapping[str, tuple[str, str]] = {
    "book": ("book.book", "Questions about the book: due, roadmap, cadence, load, score …"),
    "build": ("site.build", "Build the site; with --book, the internal edition."),
    "check": ("check.check", "Say what is wrong in the handbook and the book, and where."),
    "codeowners": ("codeowners.codeowners", "Write who in GitLab is asked about which file."),
    "diff": ("diff.diff", "Say what a revision changes in the handbook, and in whose plans."),
    "explain": ("explain.explain", "Say what the code of a message means, with an example."),
    "generate": (
        "generate.generate",
        "Write the checklists of the book, keeping what people wrote.",
    ),
    "import": ("importing.import_", "Make a draft of what was written elsewhere."),
    "init": ("init.init", "Make a new handbook in an empty folder."),
    "new": ("new.new", "Write a first draft: of a playbook, a customer, a role …"),
    "pack": ("pack.pack", "Packs for a handoff or an absence, to read and to print."),
    "pull": ("pull.pull", "Take ticks from files that went out back into the checklists."),
    "push": ("push.push", "Put checklists into another tool."),
    "restore": ("restore.restore", "Give back a former version of a checklist."),
    "schema": ("schema.schema", "Let VS Code propose, explain and mark as you type."),
    "serve": ("site.serve", "Show the site here, and follow every edit."),
    "show": ("show.show", "Print one checklist, with the ticks of its kept file."),
    "what-if": ("whatif.what_if", "The book under other rules, before and after."),
    "why": ("why.why", "Say why a step is here or not, why then, why this person."),
}
"""By name: where the command is, below `generator.commands`; what the list of commands says."""
ABOUT = "Handbook data in; playbooks, dated checklists and a searchable site out."
OPTIONS = {
    "--version": "Show the version and exit.",
    "--content DIRECTORY": "The handbook's folder (content).",
    "--book DIRECTORY": "Folder with customers/ and checklists/.",
    "--today DATE": "The day that counts as today.",
    "-h, --help": "Show this message and exit.",
}


def usage() -> str:
    """What `handrail --help` says."""
    commands = [(name, words) for name, (_, words) in COMMANDS.items()]
    return (
        f"Usage: handrail [OPTIONS] COMMAND [ARGS]...\n\n  {ABOUT}\n\n"
        f"Options:\n{_two_columns(OPTIONS.items())}\nCommands:\n{_two_columns(commands)}"
    )


def _two_columns(rows: Iterable[tuple[str, str]]) -> str:
    rows = list(rows)
    wide = max(len(one) for one, _ in rows)
    return "".join(f"  {one:{wide}}  {words}\n" for one, words in rows)
