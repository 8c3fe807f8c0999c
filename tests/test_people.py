"""Who does a step: the holder of the role, else whoever stands in; and whose days count."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examined, examples, handbook, planned, said

from generator.handbook import Handbook
from generator.models import Customer, Role, Settings, Step
from generator.people import Cast, Holder, Roles, attending, roles_of

PEOPLE = """\
name: Aurora
calendar: bavaria
attributes: {tier: premium, seats: 1, hosting: saas}
dates: {contract-start: 2026-12-01}
people:
"""


def cast(folder: Path, people: str) -> Cast:
    """Aurora's cast with these lines under `people`."""
    book = handbook(folder, {"customers/aurora.yaml": PEOPLE + people})
    return Cast(book, book.customers["aurora"])


def step(**fields: object) -> Step:
    return Step.model_validate({"id": "s", "do": "Do", **fields})


def names(found: Cast, one: Step, accountable: str) -> list[str]:
    roles = attending(found.handbook, one, accountable)
    return [calendar.id for calendar in found.calendars(roles)]


def test_holder_and_stand_in(tmp_path: Path) -> None:
    """The holder, else the next along the chain, who is said to stand in; else nobody."""
    held = cast(tmp_path, "  csm: {name: Priya, gitlab: pnair, email: p@x.de}\n  csm-manager: Mo\n")
    assert held.holder("csm") == Holder(
        "csm", "CSM", "vendor", "Priya", "pnair", "p@x.de", role_title="Customer Success Manager"
    )
    assert str(held.holder("csm")) == "Priya (CSM)"
    alone = cast(tmp_path, "  csm-manager: Mo\n")
    found = alone.holder("csm")
    assert (found.role, found.name, found.stands_in_for) == ("csm-manager", "Mo", "CSM")
    assert "Mo" in str(found)
    assert "CSM" in str(found)
    nobody = alone.holder("ae")
    assert (nobody.role, nobody.name, nobody.side) == ("ae", "", "vendor")
    assert str(nobody) == "Account Executive"


@examples(60)
@given(st.data())
def test_fallback_is_the_first_held_along_the_chain(data: st.DataObject) -> None:
    """For any roles, circles included, the search ends and finds who comes first."""
    ids = [f"r{n}" for n in range(data.draw(st.integers(1, 6)))]
    back = {id_: data.draw(st.sampled_from([None, *ids])) for id_ in ids}
    held = data.draw(st.sets(st.sampled_from(ids)))
    roles = {
        id_: Role.model_validate(
            {"id": id_, "title": id_.upper(), **({"falls_back_to": to} if to else {})}
        )
        for id_, to in back.items()
    }
    customer = Customer.model_validate({"id": "c", "name": "C", "people": {i: i for i in held}})
    found = Cast(Handbook(Settings(title="T"), roles=roles), customer)
    for id_ in ids:
        walked, at = [id_], back[id_]
        while at and at not in walked:
            walked.append(at)
            at = back[at]
        assert found.chain(id_) == walked
        first = next((i for i in walked if i in held), None)
        assert found.holder(id_).name == (first or "")
        assert found.holder(id_).role == (first or id_)
        assert bool(found.holder(id_).stands_in_for) == (first not in (None, id_))


def test_roles_in_a_circle_are_refused(tmp_path: Path) -> None:
    """A check finds roles that fall back to each other."""
    roles = (
        "roles:\n  - {id: csm, title: A, falls_back_to: ae}\n"
        "  - {id: ae, title: B, falls_back_to: csm}\n"
    )
    found = said(examined(tmp_path, {"roles.yaml": roles}).problems)
    assert [check for check, _ in found] == ["cycle"]
    assert "'csm' falls back to 'ae' falls back to 'csm'" in found[0][1]


def test_calendar_of_the_owner_counts(tmp_path: Path) -> None:
    """The owner's calendar, the stand-in's where one stands in, else the customer's."""
    found = cast(tmp_path, "  csm-manager: {name: Mo, calendar: gulf}\n  ae: Tom\n")
    assert names(found, step(), "csm") == ["gulf"]
    assert names(found, step(), "ae") == ["bavaria"]
    assert names(found, step(), "champion") == ["bavaria"]


@pytest.mark.parametrize(
    ("fields", "accountable", "expected"),
    [
        ({"visible_to": "customer", "consulted": ["champion"]}, "csm", ["gulf", "bavaria"]),
        ({"visible_to": "customer", "responsible": ["champion"]}, "csm", ["gulf", "bavaria"]),
        ({"visible_to": "customer", "consulted": ["ae"]}, "csm", ["gulf"]),
        ({"visible_to": "customer", "informed": ["champion"]}, "csm", ["gulf"]),
        ({"consulted": ["champion"]}, "csm", ["gulf"]),
        ({"visible_to": "customer", "consulted": ["csm"]}, "champion", ["bavaria", "gulf"]),
        ({"visible_to": "customer", "consulted": ["champion", "ae"]}, "csm", ["gulf", "bavaria"]),
    ],
)
def test_both_sides_have_to_be_there(
    tmp_path: Path, fields: dict[str, object], accountable: str, expected: list[str]
) -> None:
    """Only for a step that the customer sees and takes part in does the other side's day count."""
    found = cast(tmp_path, "  csm: {name: Priya, calendar: gulf}\n  champion: Ada\n")
    assert names(found, step(**fields), accountable) == expected


def test_customer_without_calendar_works_monday_to_friday(tmp_path: Path) -> None:
    """Nothing stated, nothing guessed from elsewhere."""
    book = handbook(tmp_path)
    found = Cast(book, book.customers["aurora"])
    assert names(found, step(), "csm") == ["monday-to-friday"]


@pytest.mark.parametrize(
    ("place", "owner"),
    [
        ("{id: a, do: A, accountable: ae}", "ae"),
        ("{id: a, do: A}", "csm-manager"),
    ],
)
def test_owner_of_step_before_phase_before_playbook(tmp_path: Path, place: str, owner: str) -> None:
    """The step's own role goes before the phase's, that before the playbook's."""
    text = (
        "title: T\naccountable: csm\nphases:\n"
        f"  - {{title: A, accountable: csm-manager, steps: [{place}]}}\n"
        "  - {title: B, steps: [{id: b, do: B}]}\n"
    )
    people = PEOPLE + "  csm: C\n  ae: A\n  csm-manager: M\n"
    made = planned(tmp_path, {"playbooks/onboarding.yaml": text, "customers/aurora.yaml": people})
    assert made.checklist
    assert [item.accountable.role for item in made.checklist.items] == [owner, "csm"]


def test_owner_falls_to_the_first_who_is_named(tmp_path: Path) -> None:
    """A playbook that names an owner once means them for all steps; none at all is an error."""
    text = "title: T\nphases: [{title: A, steps: [{id: a, do: A}, {id: b, do: B%s}]}]\n"
    people = PEOPLE + "  csm: C\n  ae: A\n"
    named = {
        "playbooks/onboarding.yaml": text % ", accountable: ae",
        "customers/aurora.yaml": people,
    }
    made = planned(tmp_path, named)
    assert made.checklist
    assert [item.accountable.role for item in made.checklist.items] == ["ae", "ae"]
    found = examined(tmp_path, {**named, "playbooks/onboarding.yaml": text % ""})
    assert said(found.problems) == [("no-accountable", "nobody is accountable for the step 'a'")]


@st.composite
def companies(draw: st.DrawFn) -> tuple[Cast, Roles]:
    """Some people, of whom some hold several roles, and the roles of a step."""
    ids = ("a", "b", "c", "d", "e")
    backs = {id_: draw(st.sampled_from([None, *ids])) for id_ in ids}
    roles = {
        id_: Role(id=id_, title=id_.upper(), falls_back_to=back) for id_, back in backs.items()
    }
    held = draw(st.dictionaries(st.sampled_from(ids), st.sampled_from(["Ana", "Bo", "Cy", "Di"])))
    customer = Customer.model_validate(
        {"id": "x", "name": "X", "people": {id_: {"name": name} for id_, name in held.items()}}
    )
    some = st.lists(st.sampled_from(ids), max_size=3).map(tuple)
    named = (draw(some.filter(bool)), draw(some), draw(some))
    of = roles_of(draw(st.sampled_from(ids)), *named)
    return Cast(Handbook(Settings(title="T"), roles=roles), customer), of


@examples(60)
@given(companies())
def test_company_is_the_same_either_way(made: tuple[Cast, Roles]) -> None:
    """Where each role has somebody of its own, the quick way finds whom the careful one finds."""
    cast, roles = made
    quick = cast.companies._plain(roles)
    assert quick in (None, cast.companies._with_care(roles))
    people = [cast.holder(role).name for role in {roles.accountable, *chain(*roles.others)}]
    assert (quick is None) == (not all(people) or len(set(people)) < len(people))


def test_user_name_as_it_is_typed_in_gitlab(tmp_path: Path) -> None:
    """People write `@ada`: it is the user name ada, and not left out of what goes to GitLab."""
    found = cast(tmp_path, "  csm: {name: Ada, gitlab: '@ada'}\n")
    assert found.holder("csm").gitlab == "ada"
