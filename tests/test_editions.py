"""The customer's edition holds what is meant for them, and nothing else, in any byte of any file.

A canary stands in every field of the handbook and of its customers that takes text, found by
walking the models; in people's own words in the kept files, too. The search sees through packed
files, folded lines and escapes; it finds the canaries in the internal edition, else it would prove
nothing.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from books import AT, edit, events, everything, run
from checklists import checklist, holder, item, shipped
from conftest import HERE, Handrail, files_below
from planted import Field, plant
from test_confidential import holds, readings, sources

from generator.checklist import Checklist, Section
from generator.edition import for_customer
from generator.exports import FORMATS
from generator.formats.record import record

Files = dict[str, bytes]
STARTED = "ward-3/start-rounds.md"
OWN = ("Zqnote001", "Zqnote002", "Zqnote003")

SHARED = {
    "customers name", "customers people {} name", "playbooks phases [] steps [] do",
    "playbooks phases [] steps [] customer_detail", "playbooks customer_title",
    "playbooks phases [] customer_title", "roles title",
}  # fmt: skip
"""The fields that a customer may read: names of both sides, and what is written for them."""


class Canaries:
    """A canary for each field. Names of roles are told by the side they are of."""

    def __init__(self) -> None:
        self.planted: dict[str, Field] = {}

    def __call__(self, field: Field) -> str:
        canary = f"Zqcanary{len(self.planted):04}"
        self.planted[canary] = field
        return canary


class Book(NamedTuple):
    """What was planted, and the files of both editions by their paths."""

    planted: dict[str, Field]
    content: Path
    internal: Files
    customer: Files


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Canaries in all fields and in people's own words; ids that are canaries; all formats of
    both editions."""
    folder, canaries = tmp_path_factory.mktemp("editions"), Canaries()
    content = folder / "content"
    plant(content, canaries)
    for path in (content / "playbooks").iterdir():
        rename_hidden(path)
    assert run(folder, "generate", *AT).code == 0
    edit(
        content / "checklists" / STARTED,
        ("\n- [ ] ", f"\n- [ ] {OWN[0]} of my own\n- [ ] "),
        ("\n<!-- base", f"\n{OWN[1]}\n\n## {OWN[2]}\n\n<!-- base"),
    )
    assert everything(folder).code == 0
    assert everything(folder, "--edition", "customer").code == 0
    return Book(
        canaries.planted,
        content,
        files_below(content / "checklists"),
        files_below(content / "shared"),
    )


def rename_hidden(path: Path) -> None:
    """Ids of internal steps become canaries, where no other step names them."""
    playbook = json.loads(path.read_text())
    for phase in playbook["phases"]:
        for step in phase["steps"]:
            if step.get("visible_to") != "customer":
                step["was"] = [f"zqcanary-was-{step['id']}"]
    path.write_text(json.dumps(playbook))


def unfolded(raw: bytes) -> Iterator[bytes]:
    """A file's readings, with the folded lines of calendars and mails whole."""
    for reading in readings(raw):
        yield reading
        yield re.sub(rb"\r?\n[ \t]", b"", reading)
        yield re.sub(rb"[\\\s*_]+", b"", reading)  # escapes and marks between the letters


def everything_in(files: Files) -> str:
    """All that can be read of all files, their names included."""
    texts = [name.encode() for name in files]
    texts += [reading for raw in files.values() for reading in unfolded(raw)]
    return b"\n".join(texts).decode(errors="replace").lower()


def steps_shown(content: Path) -> set[str]:
    """The words of all that is planted in steps for the customer, and in roles that own them."""
    found: set[str] = set()
    roles = {role["id"]: role for role in json.loads((content / "roles.yaml").read_text())["roles"]}
    vendors = {id_ for id_, role in roles.items() if role["side"] == "vendor"}
    for path in sorted((content / "playbooks").iterdir()):
        playbook = json.loads(path.read_text())
        found.add(playbook["customer_title"])
        for phase in playbook["phases"]:
            shown = [step for step in phase["steps"] if step.get("visible_to") == "customer"]
            found |= {phase["customer_title"]} if shown else set()
            for step in shown:
                found |= {step["do"], step.get("customer_detail", step["do"])}
    found |= {roles[id_]["title"] for id_ in vendors}
    for path in sorted((content / "customers").iterdir()):
        customer = json.loads(path.read_text())
        found.add(customer["name"])
        found |= {person["name"] for person in customer["people"].values()}
    return found


def test_no_canary_reaches_the_customer(book: Book) -> None:
    """In no byte and no name of a file stands anything that was typed into another field."""
    text = everything_in(book.customer)
    allowed = {words.lower() for words in steps_shown(book.content)}
    there = set(re.findall(r"zqcanary\d{4}|zqnote\d{3}|zqcanary-was-[a-z-]+", text))
    fields = {word: str(book.planted.get(word.capitalize(), word)) for word in there - allowed}
    assert fields == {}
    assert {str(book.planted[word.capitalize()]) for word in there} == SHARED


def test_the_internal_edition_has_them(book: Book) -> None:
    """The same search finds there what a person types into a plan, the address and the reasons
    included; so it would find them in the other."""
    text = everything_in(book.internal)
    there = {str(field) for canary, field in book.planted.items() if canary.lower() in text}
    assert there >= {
        "customers name", "customers people {} name", "customers people {} email",
        "playbooks title", "playbooks purpose", "playbooks trigger", "playbooks phases [] title",
        "playbooks phases [] steps [] do", "playbooks phases [] steps [] detail", "dates title",
        "metrics title", "segments title", "roles short",
    }  # fmt: skip


def test_people_s_own_words_stay_in_their_file(book: Book) -> None:
    """Notes, headings and items of a person's own go out in no format of any edition."""
    holding = [name for name, raw in book.internal.items() for own in OWN if holds(raw, own)]
    assert holding == [STARTED] * 3
    assert not [name for name, raw in book.customer.items() for own in OWN if holds(raw, own)]


def test_every_file_is_one_customers(tmp_path: Path) -> None:
    """What lies in a customer's folder names no other customer and none of their people; beside
    the folders lies the schema alone."""
    shutil.copytree(HERE / "sample", tmp_path / "content")
    assert everything(tmp_path, "--edition", "customer").code == 0
    files = files_below(tmp_path / "content/shared")
    assert {name.split("/")[0] for name in files} == {"_schema.json", "ward-3", "ward-7"}
    theirs = {
        "ward-3": ("ward-7", "ward 7", "noor haddad"),
        "ward-7": ("ward-3", "ward 3", "maria gruber"),
    }
    for ward, others in theirs.items():
        text = everything_in({n: raw for n, raw in files.items() if n.startswith(ward)})
        assert [name for name in others if name in text] == []
        assert all(
            name in text for other, names in theirs.items() if other != ward for name in names
        )


def test_names_of_both_sides_are_there(tmp_path: Path) -> None:
    """Who does it on our side stands with the role, who does it on theirs by name."""
    shutil.copytree(HERE / "sample", tmp_path / "content")
    done = run(tmp_path, "generate", "--edition", "customer", "--format", "md,csv,ics,html", *AT)
    assert done.code == 0
    folder = tmp_path / "content/shared/ward-3"
    for ending in ("md", "csv", "html"):
        text = (folder / f"start-rounds.{ending}").read_text()
        assert "Dr Amara Oyelaran" in text
        assert "Maria Gruber" in text
        assert "Ward sister" not in text
        assert "amara@" not in text
    assert set(events((folder / "_people/maria-gruber.ics").read_bytes())) == {
        "ward-3/start-rounds/isolation-rules@handrail"
    }


def test_signs_of_a_persons_own_and_roles_stay_inside() -> None:
    """Only open, done and not applicable are told; a customer's person has no role of ours."""
    champion = holder(role="blocker", title="Blocker", side="customer", name="Ana Ruiz")
    parts = [
        item(id=f"step-{n}", state=state, visible_to="customer", accountable=champion)
        for n, state in enumerate(" xX~!/?")
    ]
    made = for_customer(checklist(*parts))
    assert made
    assert "".join(one.state for one in made.items) == " xX~   "
    assert "locker" not in record(made)
    roles = {one.accountable.role for one in made.items}
    assert len(roles) == 1
    assert re.fullmatch("customer-[0-9a-f]{8}", roles.pop())


def test_who_is_only_told_on_our_side_stays_inside() -> None:
    """Who of ours is consulted or informed is not named; who of theirs, is; who does it, is."""
    theirs = holder(role="champion", title="Champion", side="customer", name="Ana Ruiz")
    boss = holder(role="vp", title="VP", name="Vera Post")
    helper = holder(role="se", title="SE", name="Sam Engel")
    owner = holder()
    made = for_customer(
        checklist(
            item(
                visible_to="customer", responsible=(owner, helper), consulted=(boss, theirs),
                informed=(boss,),
            )
        )
    )  # fmt: skip
    assert made
    text = record(made)
    assert all(name in text for name in ("Priya Nair", "Sam Engel", "Ana Ruiz"))
    assert "Vera" not in text


def formats_that_say(made: Checklist, words: str) -> set[str]:
    """The formats of one checklist in whose file these words stand, however it folds them."""
    return {
        name
        for name, form in FORMATS.items()
        if form.of_one
        for file in [form.of_one(made, None)]
        for raw in [file if isinstance(file, bytes) else file.encode()]
        if any(words.encode() in b" ".join(text.split()) for text in unfolded(raw))
    }


def test_the_customer_reads_who_takes_part_on_their_side() -> None:
    """What says inside whom to consult and inform says to the customer who of theirs takes part:
    the same formats, and none gives the customer an order that is for us."""
    ana = holder(role="champion", title="Champion", side="customer", name="Ana Ruiz")
    joe = holder(role="sponsor", title="Sponsor", side="customer", name="Joe Lund")
    inside = checklist(item(visible_to="customer", consulted=(ana,), informed=(joe,)))
    shared = for_customer(inside)
    assert shared
    texts = {"md", "html", "ics", "email", "email-text", "gitlab", "gitlab-csv", "jira"}
    pairs = {
        "Consult Ana Ruiz (Champion).": "Involved on your side: Ana Ruiz.",
        "Inform Joe Lund (Sponsor).": "Informed on your side: Joe Lund.",
    }
    for to_us, to_them in pairs.items():
        saying = formats_that_say(inside, to_us)
        assert saying >= texts
        assert formats_that_say(shared, to_them) == saying
        assert formats_that_say(inside, to_them) == set()
        assert formats_that_say(shared, to_us.split()[0] + " ") == set()


def test_what_happens_inside_changes_nothing_outside() -> None:
    """Ticks and words of internal steps leave the customer's edition as it is, its revision too."""
    shown = item(id="shown", visible_to="customer", after=("hidden",))
    before = for_customer(checklist(shown, item(id="hidden")))
    after = for_customer(
        checklist(
            shown,
            item(id="hidden", state="x", do="Something else"),
            purpose="Another",
            facts=(("Health", "Red"),),
        )
    )
    assert before
    assert after
    assert (before, before.revision) == (after, after.revision)


def test_playbook_without_steps_for_them() -> None:
    """Where nothing is meant for the customer, there is no checklist."""
    assert for_customer(checklist(item())) is None
    empty = checklist(sections=(Section("Inside", (item(),)),))
    assert for_customer(empty) is None


def test_shipped_editions_hold_no_internal_words() -> None:
    """Of every shipped checklist: no purpose, reason, detail, fact or address of it is in the
    record of the customer's edition."""
    editions = [(one, shared) for one in shipped() if (shared := for_customer(one))]
    assert len(editions) > 20
    for one, shared in editions:
        text = record(shared)
        inside = {one.purpose, one.trigger, *(value for _, value in one.facts if len(value) > 20)}
        inside |= {words for i in one.items for words in (i.because, i.here, i.detail, *i.serves)}
        inside |= {holder.email for i in one.items for holder in i.responsible}
        said = {json.dumps(words, ensure_ascii=False)[1:-1] for words in inside if len(words) > 8}
        public = "\n".join(i.customer_detail for i in shared.items)
        assert [words for words in said if words in text and words not in public] == []


# --- ticks between the editions ---


def shared_and_kept(tmp_path: Path) -> tuple[Path, Path]:
    """The sample's Markdown of both editions: the kept one, and the customer's."""
    shutil.copytree(HERE / "sample", tmp_path / "content")
    assert run(tmp_path, "generate", *AT).code == 0
    kept = tmp_path / "content/checklists" / STARTED
    edit(kept, ("- [ ] **Walk", "- [x] **Walk"), ("- [ ] **Read", "- [x] **Read"))
    assert run(tmp_path, "generate", "--edition", "customer", "--format", "md,csv", *AT).code == 0
    return kept, tmp_path / "content/shared" / STARTED


def test_ticks_go_out_to_the_customer(tmp_path: Path) -> None:
    """What is ticked inside is ticked in every file of the customer's edition, the Markdown too;
    later ticks follow, and what the customer ticked there stays."""
    kept, shared = shared_and_kept(tmp_path)
    assert "- [x] **Walk" in shared.read_text()
    edit(shared, ("- [ ] **Agree", "- [x] **Agree"), ("- [ ] **Hold", "- [~] **Hold"))
    edit(kept, ("- [ ] **Hold", "- [x] **Hold"), ("- [x] **Walk", "- [ ] **Walk"))
    done = run(tmp_path, "generate", "--edition", "customer", "--format", "md,csv", *AT)
    assert done.code == 0, done.err
    assert shared.read_text().count("- [x] **") == 2
    assert "- [~] **Hold" in shared.read_text()
    words = shared.with_suffix(".csv").read_text()
    assert (words.count('"Done"'), words.count('"Not applicable"')) == (2, 1)
    again = run(tmp_path, "generate", "--edition", "customer", "--format", "md,csv", *AT)
    assert again.out == ""


def test_customers_ticks_come_back(tmp_path: Path) -> None:
    """`pull` of the customer's Markdown ticks the kept one; nothing else of it changes."""
    kept, shared = shared_and_kept(tmp_path)
    edit(shared, ("- [ ] **Agree", "- [x] **Agree"))
    before = kept.read_text()
    assert run(tmp_path, "pull", shared, *AT).code == 0
    assert kept.read_text() == before.replace("- [ ] **Agree", "- [x] **Agree")


def test_deleted_step_is_not_shown_to_the_customer(tmp_path: Path) -> None:
    """What its person deleted for this customer leaves the customer's edition as well."""
    kept, shared = shared_and_kept(tmp_path)
    text = kept.read_text()
    start = text.index("- [ ] **Agree")
    end = text.index("## The first round")
    kept.write_text(text[:start] + text[end:])
    for edition in ("internal", "customer"):
        done = run(tmp_path, "generate", "--edition", edition, "--format", "md,csv", *AT)
        assert done.code == 0, done.err
    assert "isolation" not in shared.with_suffix(".csv").read_text()
    assert "**Agree how the isolation" not in shared.read_text()


def test_playbook_that_is_withdrawn_from_the_customer(tmp_path: Path) -> None:
    """Where no step is for them any more, what they have is told of and left; nothing is made."""
    _, shared = shared_and_kept(tmp_path)
    playbook = tmp_path / "content/playbooks/start-rounds.yaml"
    playbook.write_text(playbook.read_text().replace("        visible_to: customer\n", ""))
    before = files_below(tmp_path / "content/shared")
    done = run(tmp_path, "generate", "--edition", "customer", "--format", "md,csv", *AT)
    assert done.code == 0, done.err
    assert f"{STARTED}: left as it is: no step of it is for the customer now" in done.err
    assert "start-rounds.csv: left as it is: it is not of the plan any more" in done.err
    assert files_below(tmp_path / "content/shared") == before
    assert shared.exists()


def test_public_site_does_not_read_what_is_shared(tmp_path: Path) -> None:
    """The customers' files in shared/ change nothing of the public site's pages."""
    shutil.copytree(HERE / "sample", tmp_path / "content")
    before = sources(tmp_path / "content")
    assert run(tmp_path, "generate", "--edition", "customer", "--format", "md,csv", *AT).code == 0
    assert sources(tmp_path / "content") == before


def test_unreadable_kept_file_stops_the_customers_edition(tmp_path: Path) -> None:
    """Where ticks cannot be read, the place is told, and nothing goes out: exit 3."""
    kept, shared = shared_and_kept(tmp_path)
    kept.write_bytes(kept.read_bytes() + b"\xff")
    before = files_below(tmp_path / "content/shared")
    done = run(tmp_path, "generate", "--edition", "customer", "--format", "md,csv", *AT)
    assert done.code == 3
    assert f"content/checklists/{STARTED}" in done.err
    assert done.err.count(STARTED) < 4
    assert files_below(tmp_path / "content/shared") == before
    assert shared.exists()


def test_editions_do_not_mix(quick: Handrail, sample: Path) -> None:
    """Neither edition goes into the folder of the other, and is merged with it: exit 2."""
    assert quick("generate", "--edition", "customer", *AT).code == 0
    before = files_below(sample)
    inside = quick("generate", "--out", "content/shared", *AT)
    theirs = quick("generate", "--edition", "customer", "--out", "content/checklists/x", *AT)
    assert (inside.code, theirs.code) == (2, 2)
    assert "'content/shared' holds the customer's edition: name another folder" in inside.err
    assert "'content/checklists/x' holds the internal edition" in theirs.err
    assert files_below(sample) == before
