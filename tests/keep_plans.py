"""Made-up plans, and how a handbook changes them: what the checklists of the tests come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from generator.keep import FORMAT, fingerprint, seal

Choice = tuple[int, int, int]
"""What to do, and two numbers that say where and how."""

WORDS = (
    "Hold the kickoff call",
    "Send the agenda",
    "Hold the kickoff call",  # twice, so that steps with equal words come up
    "Agree on *dates* and `goals`",
    "Prüfe die Übergabe",
    "Ask: who [decides]? - really",
    "Review 1. and 2. of the plan",
)
NOTES: tuple[tuple[str, ...], ...] = (
    (),
    ("14 days after start.",),
    ("Consult Tom (AE).", "", "Tell them:", "", "- the date", "- the place"),
    ("14 days after start.",),
    ("See:", "", "```", "- [ ] not a task", "```"),
    ("> quoted in the handbook",),
)
FACTS = ("Segment: Enterprise", "Policy: FY24", "Policy: FY25", "Priority: P1", "Start is 1 Dec")
PURPOSES = ("", "Get there fast.", "First line\nand a second one.", "With a list:\n\n- a\n- b\n  c")
PHASES = ("Before", "During", "After", "During", "Archived")


@dataclass(frozen=True)
class Step:
    """A step as the handbook has it, with its owner and date worked in."""

    id: str
    words: str
    day: int = 1
    note: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The words of its task line."""
        return f"**{self.words}** · Ada (CSM) · due {self.day} Dec 2026"


@dataclass(frozen=True)
class Plan:
    """One customer's plan of one playbook."""

    phases: tuple[tuple[str, tuple[Step, ...]], ...]
    title: str = "Onboarding: Aurora"
    purpose: str = ""
    facts: tuple[str, ...] = ()
    customer: str = "aurora"
    playbook: str = "onboarding"
    was: tuple[tuple[str, str], ...] = ()  # former ids of this plan's steps, of all times

    @cached_property
    def steps(self) -> dict[str, Step]:
        """Every step by its id, in order."""
        return {step.id: step for _, steps in self.phases for step in steps}

    @cached_property
    def former(self) -> Mapping[str, str]:
        """What keep() is told of renamed steps."""
        return dict(self.was)

    @cached_property
    def text(self) -> str:
        """The checklist as generated; the form of templates/checklists/checklist.md.j2."""
        return seal("".join(self._lines()))

    def _lines(self) -> Iterator[str]:
        yield f"---\ncustomer: {self.customer}\nplaybook: {self.playbook}\nformat: {FORMAT}\n"
        yield f"items: {len(self.steps)}\n---\n\n# {self.title}\n\n"
        if self.purpose:
            yield f"{self.purpose}\n\n"
        yield "".join(f"- {fact}\n" for fact in self.facts) + "\n" * bool(self.facts)
        for title, steps in self.phases:
            yield f"## {title}\n\n"
            for step in steps:
                yield f"- [ ] {step.label} <!-- id: {step.id} {fingerprint(step.label)} -->\n\n"
                yield "".join(f"    > {line}".rstrip() + "\n" for line in step.note)
                yield "\n" if step.note else ""


def first_plan(choices: Sequence[Choice]) -> Plan:
    """A plan of a few phases with two to ten steps."""
    phases: list[tuple[str, tuple[Step, ...]]] = []
    for n, (kind, a, b) in enumerate(choices):
        if kind % 3 == 0 or not phases:
            phases.append((PHASES[a % len(PHASES)], ()))
        title, steps = phases[-1]
        step = Step(f"s{n}", WORDS[a % len(WORDS)], b % 3 + 1, NOTES[(a + b) % len(NOTES)])
        phases[-1] = title, (*steps, step)
    kind, a, b = choices[0]
    facts = tuple(dict.fromkeys(FACTS[(a + k) % len(FACTS)] for k in range(b % 4)))
    return Plan(tuple(phases), purpose=PURPOSES[kind % len(PURPOSES)], facts=facts)


def evolve(plan: Plan, choices: Sequence[Choice], earlier: Plan | None = None) -> Plan:
    """The same plan after the handbook, or what is known of the customer, has changed."""
    for n, (kind, a, b) in enumerate(choices):
        plan = _evolved(plan, kind % 14, a, b, f"{len(plan.was)}{n}", earlier)
    return plan


def _evolved(plan: Plan, kind: int, a: int, b: int, name: str, earlier: Plan | None) -> Plan:
    steps = list(plan.steps)
    id_ = steps[a % len(steps)] if steps else ""
    if kind < 6 and steps:
        plan = _change_step(plan, id_, kind, b, name)
    elif 6 <= kind < 9:
        plan = _change_head(plan, kind, a, b)
    elif kind == 9:
        plan = _add(plan, Step(f"n{name}", WORDS[b % len(WORDS)], b % 3 + 1, NOTES[a % 6]), a)
    elif kind == 10 and earlier:
        missing = [s for s in earlier.steps.values() if s.id not in {*steps, *plan.former}]
        plan = _add(plan, missing[b % len(missing)], a) if missing else plan
    elif kind == 11 and steps:
        plan = _add(_without(plan, id_), plan.steps[id_], b)
    elif kind == 12 and plan.phases:
        phases = list(plan.phases)
        phases.insert(b % len(phases), phases.pop(a % len(phases)))
        plan = replace(plan, phases=tuple(phases))
    elif kind == 13:
        phases = list(plan.phases)
        phases.insert(a % (len(phases) + 1), (f"Phase {name}", ()))
        plan = _add(replace(plan, phases=tuple(phases)), Step(f"p{name}", WORDS[b % 7]), a)
    return plan


def _change_step(plan: Plan, id_: str, kind: int, b: int, name: str) -> Plan:
    step = plan.steps[id_]
    if kind == 0:
        return _put(plan, id_, replace(step, words=WORDS[b % len(WORDS)]))
    if kind == 1:
        return _later(plan, b % 3)
    if kind == 2:
        return _put(plan, id_, replace(step, note=NOTES[b % len(NOTES)]))
    if kind in (3, 4):
        return _without(plan, id_)
    new = f"r{name}"
    was = tuple((former, new if now == id_ else now) for former, now in plan.was)
    return replace(_put(plan, id_, replace(step, id=new)), was=(*was, (id_, new)))


def _later(plan: Plan, days: int) -> Plan:
    """The plan after its first day has moved: every label changes."""
    phases = (
        (title, tuple(replace(step, day=step.day + days) for step in steps))
        for title, steps in plan.phases
    )
    return replace(plan, phases=tuple(phases))


def _change_head(plan: Plan, kind: int, a: int, b: int) -> Plan:
    if kind == 6:
        return replace(plan, purpose=PURPOSES[a % len(PURPOSES)], title=f"Onboarding {b % 2}: A")
    if kind == 7:
        facts = list(plan.facts)
        if facts and b % 2:
            facts.pop(a % len(facts))
        fact = FACTS[b % len(FACTS)]
        return replace(plan, facts=(*facts, fact) if fact not in facts else tuple(facts))
    phases = list(plan.phases)
    if phases:
        at = a % len(phases)
        phases[at] = f"{PHASES[b % len(PHASES)]} then", phases[at][1]
    return replace(plan, phases=tuple(phases))


def _put(plan: Plan, id_: str, new: Step) -> Plan:
    phases = (
        (title, tuple(new if step.id == id_ else step for step in steps))
        for title, steps in plan.phases
    )
    return replace(plan, phases=tuple(phases))


def _without(plan: Plan, id_: str) -> Plan:
    phases = ((title, tuple(s for s in steps if s.id != id_)) for title, steps in plan.phases)
    return replace(plan, phases=tuple(phases))


def _add(plan: Plan, step: Step, place: int) -> Plan:
    if not plan.phases:
        return replace(plan, phases=(("Only", (step,)),))
    phases = list(plan.phases)
    at = place % len(phases)
    title, steps = phases[at]
    where = place % (len(steps) + 1)
    phases[at] = title, (*steps[:where], step, *steps[where:])
    return replace(plan, phases=tuple(phases))
