"""How a push ends that cannot go on: one line that a person can act on."""

from __future__ import annotations

import json
from collections.abc import Mapping

from generator.problems import printable

_LONGEST = 200
_SAYS = {
    400: "GitLab does not take this",
    401: "the token is not valid, or not any more; make a new one with the scope `api`",
    403: "the token may not do this; it needs the scope `api`, and its owner the right to plan",
    404: "there is no such thing, or the token may not see it",
    409: "somebody else has changed or made the same; look at it, and run this again",
    412: "somebody else has changed the same; look at it, and run this again",
    422: "GitLab does not take this",
    429: "GitLab asks to go slower",
}
_DECIDES = (409, 412)


class PushError(Exception):
    """Why a push cannot go on; `refused` where it is for a person to decide (exit code 3)."""

    def __init__(self, message: str, refused: bool = False) -> None:
        super().__init__(printable(message))
        self.refused = refused


class MalformedError(PushError):
    """What was typed cannot be an address, a project or a token (exit code 2)."""


def failure(status: int, headers: Mapping[str, str], body: bytes) -> PushError:
    """What an answer other than 2xx means."""
    if 300 <= status < 400:
        return PushError(
            f"GitLab sends us to another address ({status}), which is not followed; "
            "give the address that the project has in the browser"
        )
    said = _SAYS.get(status) or ("GitLab has a fault" if status >= 500 else "GitLab says no")
    wait = headers.get("Retry-After", "")
    if status == 429:
        pause = f"wait {wait} seconds" if wait.isdecimal() and len(wait) < 7 else "wait a while"
        said += f"; {pause}, and run this again"
    own = _message(body) if status not in (401, 404) else ""
    return PushError(f"{said} ({status}{own})", refused=status in _DECIDES)


def _message(body: bytes) -> str:
    """GitLab's own words, `message` or `error` of its JSON, where there are some."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    words = value.get("message") or value.get("error") if isinstance(value, dict) else None
    if not words:
        return ""
    text = words if isinstance(words, str) else json.dumps(words, ensure_ascii=False)
    return f": {printable(text, _LONGEST)}"
