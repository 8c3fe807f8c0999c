"""The one way out: to one address, with one header that holds the token."""

from __future__ import annotations

import json
from typing import Any

from requests import PreparedRequest, RequestException, Response, Session
from requests.exceptions import ConnectTimeout, ReadTimeout, SSLError
from urllib3.exceptions import HTTPError

from generator.push.failures import PushError, failure

TIMEOUT = (10, 60)  # seconds: to connect, and between two pieces of an answer
LONGEST_ANSWER = 50_000_000
MOST_REQUESTS = 2_000
_CHUNK = 65_536


class OneHost(Session):
    """Sends to one address only, follows no redirect, and reads no answer without end.

    What comes back is whole JSON with a status of 2xx, or PushError says why not. No message holds
    the token: GitLab's own words are searched for it.
    """

    def __init__(self, api: str, token: str) -> None:
        super().__init__()
        self._api, self._token, self._sent = api, token, 0

    def send(self, request: PreparedRequest, **options: Any) -> Response:
        """The answer to one request, read to its end."""
        self._sent += 1
        if not (request.url or "").startswith(f"{self._api}/"):
            raise PushError("GitLab names an address outside itself, which is not asked")
        if self._sent > MOST_REQUESTS:
            raise PushError(f"GitLab was asked {MOST_REQUESTS} times, which is enough")
        options |= {"allow_redirects": False, "stream": True, "timeout": TIMEOUT}
        try:
            response = super().send(request, **options)
            body = _whole(response)
        except (RequestException, HTTPError, OSError) as error:
            raise PushError(f"{_cut_off(error)}{_perhaps(request)}") from None
        if not 200 <= response.status_code < 300:
            raise self._without_token(failure(response.status_code, response.headers, body))
        _check_json(body)
        response._content = body
        response.headers["Content-Type"] = "application/json"
        return response

    def _without_token(self, error: PushError) -> PushError:
        return PushError(str(error).replace(self._token, "[token]"), error.refused)


def _whole(response: Response) -> bytes:
    """An answer to its end, as long as it is not endless."""
    pieces, length = [], 0
    for piece in response.iter_content(_CHUNK):
        length += len(piece)
        if length > LONGEST_ANSWER:
            response.close()
            raise PushError(f"GitLab's answer is longer than {LONGEST_ANSWER:,} bytes")
        pieces.append(piece)
    return b"".join(pieces)


def _check_json(body: bytes) -> None:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        raise PushError(
            "the answer is not GitLab's: it is not JSON; is the address right?"
        ) from None


def _cut_off(error: Exception) -> str:
    if isinstance(error, SSLError):
        return "the connection is not safe: GitLab's certificate is not one that is trusted here"
    if isinstance(error, ConnectTimeout):
        return f"GitLab cannot be reached: no answer within {TIMEOUT[0]} seconds"
    if isinstance(error, ReadTimeout):
        return f"GitLab did not go on within {TIMEOUT[1]} seconds"
    return "GitLab cannot be reached, or the connection was cut"


def _perhaps(request: PreparedRequest) -> str:
    """A change may have been made although its answer was lost."""
    if request.method == "GET":
        return ""
    return "; whether this was done is not known, so run the same again: nothing is made twice"
