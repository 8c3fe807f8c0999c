"""What a new customer's file has to say in this handbook: its questions, dates and roles."""

from __future__ import annotations

from collections.abc import Mapping

from generator.drafts.written import scalar
from generator.handbook import Handbook


def wanted(handbook: Handbook) -> dict[str, dict[str, str]]:
    """What checklists may need to know of a customer: for each part of its file the ids, each with
    what it is. A question or date with a default is not among them."""
    return {
        "attributes": {
            id_: " ".join([question.question, "/".join(question.answers)]).strip()
            for id_, question in handbook.attributes.items()
            if question.default is None
        },
        "dates": {
            id_: moment.title for id_, moment in handbook.dates.items() if moment.default is None
        },
        "people": {id_: role.title for id_, role in handbook.roles.items()},
    }


def facts(handbook: Handbook, said: Mapping[str, str]) -> dict[str, str]:
    """The lines for each part: what was said, and as comments what may be needed and nobody said
    (a guess would be taken for an answer)."""
    more = {"attributes": handbook.attributes, "dates": handbook.dates, "people": handbook.roles}
    return {
        place: _lines(
            place, {**dict.fromkeys((id_ for id_ in said if id_ in more[place]), ""), **known}, said
        )
        for place, known in wanted(handbook).items()
    }


def unknown(handbook: Handbook, said: Mapping[str, str]) -> list[str]:
    """What was said of things that this handbook does not know."""
    known = {**handbook.attributes, **handbook.dates, **handbook.roles}
    return [id_ for id_ in said if id_ not in known]


def _lines(place: str, known: Mapping[str, str], said: Mapping[str, str]) -> str:
    given = [f"  {id_}: {scalar(said[id_])}" for id_ in known if id_ in said]
    wanted = [f"#   {id_}:  # {what}" for id_, what in known.items() if id_ not in said]
    return "\n".join([f"{place}:" if given else f"# {place}:", *given, *wanted])
