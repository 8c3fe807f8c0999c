"""Pushing into a GitLab on loopback: what arrives, what stays, and what happens when it fails."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from checklists import checklist, holder, item
from gitlab_server import TOKEN, GitLab, running
from hostile import HOSTILE

from generator.checklist import Checklist, Section, ticked
from generator.formats.gitlab import Manifest, as_file, issue, manifest
from generator.formats.gitlab.issue import marker
from generator.keep import states
from generator.push import Plan, PushError, apply, connect, one_host, plan_push
from generator.push.remote import Remote

PROJECT = "customers/aurora/plans"


@pytest.fixture
def gitlab() -> Iterator[GitLab]:
    """An empty private project on a GitLab."""
    with running() as server:
        yield server


def reached(gitlab: GitLab) -> Remote:
    """The project there."""
    return connect(gitlab.url, PROJECT, TOKEN)


def push(gitlab: GitLab, made: Manifest) -> Plan:
    """Look, plan and do, as a person does who says yes at once."""
    remote = reached(gitlab)
    plan = plan_push(made, remote)
    list(apply(plan, remote))
    return plan


def two(edition: str = "customer", **changes: str) -> list[Checklist]:
    """Two small plans of one customer."""
    owner = holder(gitlab="pnair" if edition == "internal" else "")
    first = checklist(
        item(id="kickoff-call", accountable=owner),
        item(id="plan", do="Agree the plan", due=date(2027, 1, 12), accountable=owner),
        **changes,
    )
    second = checklist(
        item(id="review", accountable=owner), playbook_id="ebr", title="Review", **changes
    )
    return [replace(one, edition=edition) for one in (first, second)]


def later(plans: list[Checklist]) -> list[Checklist]:
    """The same plans, each item due in 2028."""
    return [
        replace(
            one,
            sections=tuple(
                replace(
                    part,
                    items=tuple(
                        i._replace(due=date(2028, 2, 1), because="moved") for i in part.items
                    ),
                )
                for part in one.sections
            ),
        )
        for one in plans
    ]


def descriptions(gitlab: GitLab) -> list[str]:
    """What stands in the issues."""
    return [one["description"] for one in gitlab.project.issues.values()]


def ticks(text: str) -> dict[str, str]:
    """The states of the boxes in an issue."""
    return states((as_file(text) or "").encode())


def short() -> Manifest:
    """Two plans and two labels: for what is done very often."""
    made = manifest(two())
    return replace(made, labels=made.labels[:2])


def held(gitlab: GitLab) -> list[str]:
    """Which checklists the issues hold."""
    return sorted(found.key for text in descriptions(gitlab) if (found := marker(text)))


def test_first_push_makes_all_of_it(gitlab: GitLab) -> None:
    """Labels, milestones and issues, each issue with its text, day, labels and milestone."""
    made = manifest(two())
    plan = push(gitlab, made)
    assert len(plan.todo) == len(made.labels) + 2 + 2
    assert set(gitlab.project.labels) == {label.name for label in made.labels}
    for wanted, got in zip(made.issues, gitlab.project.issues.values(), strict=True):
        assert got["title"] == wanted.title
        assert got["description"] == wanted.description.rstrip()
        assert got["due_date"] == "2027-01-12" if "plan" in wanted.description else "2026-12-15"
        assert got["milestone"]["title"] == wanted.milestone
        assert got["labels"] == ["type::plan", "workflow::to do"]
        assert got["confidential"] is False
        assert got["assignees"] == []


def test_second_push_changes_nothing(gitlab: GitLab) -> None:
    """What is there is found again: not one request that writes."""
    push(gitlab, manifest(two()))
    before = len(gitlab.writes)
    plan = push(gitlab, manifest(two()))
    assert plan.todo == ()
    assert len(gitlab.writes) == before
    assert plan.lines == (
        f"{gitlab.url}/{PROJECT}",
        "  unchanged 13 labels, 2 milestones and 2 issues",
    )


def test_looking_changes_nothing(gitlab: GitLab) -> None:
    """A plan alone only reads."""
    plan = plan_push(manifest(two()), reached(gitlab))
    assert plan.todo
    assert gitlab.writes == []


def test_internal_issue_is_confidential_from_the_first_moment(gitlab: GitLab) -> None:
    """In the call that makes it, with its owner; never by a later edit."""
    plan = push(gitlab, manifest(two(edition="internal")))
    calls = [one for one in gitlab.writes if one.path.endswith("/issues")]
    assert [one.values["confidential"] for one in calls] == [True, True]
    assert [one.values["assignee_ids"] for one in calls] == [[31], [31]]
    assert [one for one in gitlab.writes if one.method == "PUT"] == []
    assert any("confidential, for @pnair" in line for line in plan.lines)


def test_issue_that_did_not_become_confidential_is_told(gitlab: GitLab) -> None:
    """GitLab leaves out silently what the token's owner may not do: that stops the push at once."""
    gitlab.open_only = True
    with pytest.raises(PushError, match="#1 was made, and is NOT confidential") as refused:
        push(gitlab, manifest(two(edition="internal")))
    assert refused.value.refused
    assert len(gitlab.project.issues) == 1


def test_step_that_is_new_comes_open(gitlab: GitLab) -> None:
    """A tick of our own file gets into an issue when it is made, and never later: people tick
    there. It is told."""
    first, second = two()
    started = replace(
        first, sections=(replace(first.sections[0], items=first.sections[0].items[:1]),)
    )
    push(gitlab, manifest([ticked(started, {"kickoff-call": "x"}), second]))
    assert ticks(descriptions(gitlab)[0]) == {"kickoff-call": "x"}
    whole = manifest([ticked(first, {"kickoff-call": " ", "plan": "x"}), second])
    push(gitlab, whole)
    assert ticks(descriptions(gitlab)[0]) == {"kickoff-call": "x", "plan": " "}
    notes = plan_push(whole, reached(gitlab)).notes
    assert [note.rpartition(": ")[2] for note in notes] == ["plan"]


def test_unknown_user_is_told_and_not_assigned(gitlab: GitLab) -> None:
    """Nobody else is assigned in their place."""
    owner = holder(gitlab="nobody-there")
    made = manifest([checklist(item(accountable=owner))])
    plan = push(gitlab, made)
    assert any("@nobody-there is not known there" in line for line in plan.lines)
    assert gitlab.project.issues[1]["assignees"] == []


def test_ticks_and_notes_stay(gitlab: GitLab) -> None:
    """What people did in the issue is there after the plan has moved, and the new day too."""
    push(gitlab, manifest(two()))
    text = gitlab.project.issues[1]["description"]
    text = text.replace("- [ ] **Hold", "- [x] **Hold").replace(
        "\n\n- [ ] **Agree",
        "\n    they asked for Tuesday @maria\n- [ ] our own point\n\n- [ ] **Agree",
    )
    gitlab.project.issues[1]["description"] = text
    gitlab.project.issues[1]["title"] = "Renamed by a person"
    plan = push(gitlab, manifest(later(two())))
    assert {one.verb for one in plan.changes if one.kind == "issue"} == {"update"}
    now = gitlab.project.issues[1]
    assert "they asked for Tuesday @maria" in now["description"]
    assert "- [ ] our own point" in now["description"]
    assert ticks(now["description"])["kickoff-call"] == "x"
    assert "Tue 1 Feb 2028" in now["description"]
    assert now["due_date"] == "2028-02-01"
    assert now["title"] == "Renamed by a person"
    assert push(gitlab, manifest(later(two()))).todo == ()


def test_milestone_follows_the_plan(gitlab: GitLab) -> None:
    """Ours moves with its issues; one that a person described is theirs."""
    push(gitlab, manifest(two()))
    ours, theirs = gitlab.project.milestones.values()
    theirs["description"] = "Agreed with Jonas"
    push(gitlab, manifest(later(two())))
    assert ours["due_date"] == "2028-02-01"
    assert theirs["due_date"] != "2028-02-01"


def test_day_that_a_person_set_stays(gitlab: GitLab) -> None:
    """The due date of an issue is changed only while it is the one we set."""
    push(gitlab, manifest(two()))
    gitlab.project.issues[1]["due_date"] = "2027-03-03"
    push(gitlab, manifest(later(two())))
    assert gitlab.project.issues[1]["due_date"] == "2027-03-03"
    assert gitlab.project.issues[2]["due_date"] == "2028-02-01"
    assert push(gitlab, manifest(later(two()))).todo == ()


def test_edited_between_plan_and_yes(gitlab: GitLab) -> None:
    """Whoever wrote in between wins; the push stops and says so."""
    push(gitlab, manifest(two()))
    remote = reached(gitlab)
    plan = plan_push(manifest(later(two())), remote)
    gitlab.project.issues[1]["description"] += "\n\nA last word"
    with pytest.raises(PushError, match="somebody has edited it since") as refused:
        list(apply(plan, remote))
    assert refused.value.refused
    assert "A last word" in gitlab.project.issues[1]["description"]


def test_made_between_plan_and_yes(gitlab: GitLab) -> None:
    """Two who push at once make one issue of each plan."""
    first, second = reached(gitlab), reached(gitlab)
    plans = [plan_push(manifest(two()), remote) for remote in (first, second)]
    list(apply(plans[0], first))
    later_plan = replace(
        plans[1], changes=tuple(one for one in plans[1].changes if one.kind == "issue")
    )
    assert all("is there by now" in line for line in apply(later_plan, second))
    assert len(gitlab.project.issues) == 2


def test_pasted_issue_is_found(gitlab: GitLab) -> None:
    """An issue that a person pasted or imported is the plan's issue: there is no second one."""
    remote = reached(gitlab)
    for one in two():
        text = issue(one).split("\n\n", 1)[1]
        remote.create_issue({"title": "Pasted", "description": text})
    assert not [
        one
        for one in push(gitlab, manifest(two())).changes
        if one.kind == "issue" and one.verb != "unchanged"
    ]
    assert len(gitlab.project.issues) == 2


def test_many_issues_are_read_page_by_page(gitlab: GitLab) -> None:
    """Ours stand behind two hundred others, and are found."""
    for number in range(1, 231):
        gitlab.project.issues[number] = {
            "iid": number, "title": "x", "description": None, "state": "opened", "due_date": None,
            "confidential": False,
        }  # fmt: skip
    push(gitlab, manifest(two()))
    assert push(gitlab, manifest(two())).todo == ()
    assert len(gitlab.project.issues) == 232


def test_two_issues_of_one_plan_are_left(gitlab: GitLab) -> None:
    """Nobody guesses which one counts."""
    push(gitlab, manifest(two()))
    gitlab.project.issues[3] = gitlab.project.issues[1] | {"iid": 3}
    plan = push(gitlab, manifest(later(two())))
    assert [str(one) for one in plan.left] == [
        "leave     issue     #1 Onboard a new customer: Aurora Robotics: "
        "#1 and #3 hold the same plan; keep one, empty the others"
    ]


def test_closed_issue_stays_as_it_is(gitlab: GitLab) -> None:
    """Closed is done: it is not written to, and no new one is made."""
    push(gitlab, manifest(two()))
    gitlab.project.issues[1]["state"] = "closed"
    before = gitlab.project.issues[1]["description"]
    push(gitlab, manifest(later(two())))
    assert gitlab.project.issues[1]["description"] == before
    assert len(gitlab.project.issues) == 2


def test_issue_that_is_not_confidential_any_more_is_left(gitlab: GitLab) -> None:
    """Nothing internal is written where it can be read."""
    push(gitlab, manifest(two(edition="internal")))
    gitlab.project.issues[1]["confidential"] = False
    plan = push(gitlab, manifest(later(two(edition="internal"))))
    assert [one.number for one in plan.left] == [1]
    assert "2028" not in gitlab.project.issues[1]["description"]


def test_broken_issue_is_left(gitlab: GitLab) -> None:
    """An issue whose end is cut off is for a person: why is said, and the rest is done."""
    push(gitlab, manifest(two()))
    text = gitlab.project.issues[1]["description"]
    gitlab.project.issues[1]["description"] = text[: text.rindex("<!--")]
    plan = push(gitlab, manifest(later(two())))
    assert [one.number for one in plan.left] == [1]
    assert gitlab.project.issues[2]["due_date"] == "2028-02-01"


def test_plan_that_is_gone_is_told_and_stays_open(gitlab: GitLab) -> None:
    """Nothing is closed or deleted; a tick that is only here is told as well."""
    first, second = two()
    push(gitlab, manifest([first, second]))
    plan = push(gitlab, manifest([ticked(first, {"plan": "x"})]))
    assert plan.notes == (
        "#1 Onboard a new customer: Aurora Robotics: ticked here, and open there: plan",
        "#2 Review: Aurora Robotics: not in the plan any more; it stays open",
    )
    assert plan.todo == ()


def test_a_part_of_the_plans_says_nothing_of_the_others(gitlab: GitLab) -> None:
    """Pushing one plan of two, the other is no news, and a milestone of both keeps its days."""
    first, second = (replace(one, title="Together") for one in two())
    push(gitlab, manifest([first, second]))
    plan = plan_push(manifest([second]), reached(gitlab), whole=False)
    assert (plan.todo, plan.notes) == ((), ())
    assert plan_push(manifest([second]), reached(gitlab)).todo != ()


@pytest.mark.parametrize("visibility", ["public", "internal"])
def test_plans_go_only_where_it_is_private(gitlab: GitLab, visibility: str) -> None:
    """A project that others can read gets nothing."""
    gitlab.project.visibility = visibility
    with pytest.raises(PushError, match="only where it is private") as refused:
        push(gitlab, manifest(two()))
    assert refused.value.refused
    assert gitlab.writes == []


def test_nothing_goes_into_another_customers_project(gitlab: GitLab) -> None:
    """The issues there say whose it is."""
    push(gitlab, manifest(two()))
    before = len(gitlab.writes)
    with pytest.raises(PushError, match="this is not brindle's project") as refused:
        push(gitlab, manifest(two(customer_id="brindle")))
    assert refused.value.refused
    assert len(gitlab.writes) == before


def test_nothing_internal_goes_where_the_customer_reads(gitlab: GitLab) -> None:
    """Confidential is not enough: the customer's developers can read that."""
    push(gitlab, manifest(two()))
    before = len(gitlab.writes)
    with pytest.raises(PushError, match="aurora reads this project") as refused:
        push(gitlab, manifest(two(edition="internal")))
    assert refused.value.refused
    assert len(gitlab.writes) == before


def _exchanges() -> int:
    """How many requests a first push takes."""
    with running() as server:
        push(server, short())
        return len(server.log)


@pytest.mark.parametrize("fault", ["cut before", "cut after", "half", "500"])
def test_cut_off_anywhere_and_run_again(fault: str) -> None:
    """At each exchange in turn: run again, there is one issue of each plan, none is missing, and a
    third run has nothing to do."""
    wanted, number = short(), _exchanges()
    assert number == 11
    for n in range(1, number + 1):
        with running() as server:
            server.faults[n] = fault
            with pytest.raises(PushError):
                push(server, wanted)
            assert len(server.log) == n, "nothing is tried after a failure"
            push(server, wanted)
            assert held(server) == sorted(one.marker for one in wanted.issues)
            assert len(server.project.milestones) == 2
            assert {label.name for label in wanted.labels} <= set(server.project.labels)
            before = len(server.writes)
            assert push(server, wanted).todo == ()
            assert len(server.writes) == before


@pytest.mark.parametrize("fault", ["cut before", "cut after"])
def test_cut_off_while_updating(fault: str) -> None:
    """The same for a plan that has moved: the ticks are there, whenever it is cut off."""
    moved = replace(manifest(later(two())), labels=())
    for n in range(1, 11):
        with running() as server:
            push(server, short())
            text = server.project.issues[1]["description"]
            server.project.issues[1]["description"] = text.replace("- [ ]", "- [x]")
            server.log.clear()
            server.faults[n] = fault
            with pytest.raises(PushError):
                push(server, moved)
            push(server, moved)
            assert ticks(descriptions(server)[0]) == {"kickoff-call": "x", "plan": "x"}
            assert [one["due_date"] for one in server.project.issues.values()] == ["2028-02-01"] * 2
            assert len(server.project.issues) == 2


FAILURES = {
    "400": "GitLab does not take this",
    "401": "the token is not valid",
    "403": "the token may not do this",
    "404": "there is no such thing, or the token may not see it",
    "409": "somebody else has changed or made the same",
    "422": "GitLab does not take this",
    "429 30": "wait 30 seconds, and run this again",
    "429 Wed,": "wait a while, and run this again",
    "429": "wait a while",
    "500": "GitLab has a fault",
    "503": "GitLab has a fault",
    "418": "GitLab says no",
    "cut before": "the connection was cut",
    "not JSON": "it is not JSON",
    "other JSON": "not as its API is documented",
    "odd list": "not as its API is documented",
    "endless": "longer than 200,000 bytes",
    "redirect": "another address (302), which is not followed",
    "silent": "GitLab did not go on within 2 seconds",
}


@pytest.mark.parametrize("fault", FAILURES)
def test_every_failure_is_one_line(
    gitlab: GitLab, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever fails at whatever point: a line that says what, never the token, no way round."""
    monkeypatch.setattr(one_host, "LONGEST_ANSWER", 200_000)
    monkeypatch.setattr(one_host, "TIMEOUT", (5, 2 if fault == "silent" else 10))
    with running() as other:
        gitlab.elsewhere = other.url
        for n in (1, 9) if fault == "silent" else (1, 2, 4, 8, 11):
            gitlab.log.clear()
            gitlab.project.issues.clear()
            gitlab.project.labels.clear()
            gitlab.project.milestones.clear()
            gitlab.faults = {n: fault}
            with pytest.raises(PushError) as failed:
                push(gitlab, short())
            said = str(failed.value)
            assert FAILURES[fault] in said
            assert "\n" not in said
            assert "\x1b" not in said
            assert TOKEN not in "".join(traceback.format_exception(failed.value))
            assert failed.value.refused is (fault == "409")
            assert len(gitlab.log) == n
            assert ("create" in said) is (n > 5)
        assert other.log == []


def test_next_page_elsewhere_is_not_asked(gitlab: GitLab) -> None:
    """A list whose next page leads to another server ends there; the token stays here."""
    with running() as other:
        gitlab.elsewhere = other.url
        gitlab.faults = {2: "page elsewhere"}
        with pytest.raises(PushError, match="an address outside itself"):
            push(gitlab, manifest(two()))
        assert other.log == []


def test_endless_pages_end(gitlab: GitLab, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often GitLab names a next page, asking has an end."""
    monkeypatch.setattr(one_host, "MOST_REQUESTS", 3)
    with pytest.raises(PushError, match="was asked 3 times, which is enough"):
        push(gitlab, manifest(two()))
    assert len(gitlab.log) == 3


def test_token_is_in_one_header_and_nowhere_else(
    gitlab: GitLab, capfd: pytest.CaptureFixture[str]
) -> None:
    """In each request once; not in an address, a body, a plan, an error, or on the terminal."""
    plan = push(gitlab, manifest(two()))
    remote = reached(gitlab)
    assert len(gitlab.log) > 20
    for one in gitlab.log:
        assert [name for name, value in one.headers if TOKEN in value] == ["PRIVATE-TOKEN"]
        assert TOKEN not in one.path
        assert TOKEN.encode() not in one.raw
    assert TOKEN not in f"{remote!r}{remote}{plan!r}{plan.lines}"
    assert capfd.readouterr() == ("", "")
    with pytest.raises(PushError) as failed:
        connect(gitlab.url, PROJECT, TOKEN + "x")
    assert TOKEN not in str(failed.value)


@pytest.mark.parametrize(
    ("url", "project", "token", "says"),
    [
        ("http://gitlab.example.com", PROJECT, TOKEN, "has to begin with https://"),
        ("ftp://gitlab.example.com", PROJECT, TOKEN, "has to begin with https://"),
        ("https://me:secret@gitlab.example.com", PROJECT, TOKEN, "has to be like"),
        ("https://gitlab.example.com/?x=1", PROJECT, TOKEN, "has to be like"),
        ("https://gitlab.example.com:port", PROJECT, TOKEN, "has to be like"),
        ("gitlab.example.com", PROJECT, TOKEN, "has to be like"),
        ("", PROJECT, TOKEN, "has to be like"),
        ("https://gitlab.example.com", "aurora", TOKEN, "is not the path of a project"),
        ("https://gitlab.example.com", "../x/y?z", TOKEN, "is not the path of a project"),
        ("https://gitlab.example.com", PROJECT, "", "the token is missing or cut"),
        ("https://gitlab.example.com", PROJECT, f"{TOKEN}\nX: y", "the token is missing or cut"),
        ("http://127.0.0.1:9", PROJECT, TOKEN, "cannot be reached"),
    ],
)
def test_what_cannot_be_is_told_before_anything_is_sent(
    url: str, project: str, token: str, says: str
) -> None:
    """An address, a project or a token that cannot be right; a secret in them is not repeated."""
    with pytest.raises(PushError, match=says) as failed:
        connect(url, project, token)
    assert "secret" not in str(failed.value)
    assert not token or token not in str(failed.value)


def test_without_python_gitlab(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has not installed the extra is told how."""
    monkeypatch.setitem(sys.modules, "gitlab", None)
    with pytest.raises(PushError, match=r"pip install 'handrail\[gitlab\]'"):
        connect("https://gitlab.example.com", PROJECT, TOKEN)


def test_hostile_text_arrives_as_text(gitlab: GitLab) -> None:
    """No command of a hostile text is carried out, and it is found again like any other."""
    steps = [
        item(id=f"s{number}", do=text, because=text)
        for number, text in enumerate(HOSTILE.values())
        if "\x00" not in text and len(text) < 1000
    ]
    one = checklist(*steps)
    one = replace(one, sections=(Section("/close", tuple(steps)),), title="/close @all #1")
    push(gitlab, manifest([one]))
    assert gitlab.commands == []
    assert push(gitlab, manifest([one])).todo == ()


def test_the_server_is_strict(gitlab: GitLab) -> None:
    """The control: what GitLab's documentation does not name is refused there, and commands are
    carried out."""
    remote = reached(gitlab)
    with pytest.raises(PushError, match="colour is not documented"):
        remote.create_label({"name": "x", "color": "#ffffff", "colour": "red"})
    with pytest.raises(PushError, match="due_date is invalid"):
        remote.create_issue({"title": "x", "due_date": "tomorrow"})
    remote.create_issue({"title": "x", "description": "/close\nwords"})
    assert gitlab.commands == ["/close"]
