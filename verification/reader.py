"""The shared inventory: each call once for each account, region and set of parameters, whoever asks first."""

import json
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any, Final

from botocore.response import StreamingBody

from verification.answers import Unanswered
from verification.calls import Call
from verification.errors import is_absence, unanswered
from verification.live import Parameters

Answer = Mapping[str, Any] | None
MakeClient = Callable[[str, str], Any]
"""A botocore client of a service in a region."""


class Inventory:
    """Answers of one account, remembered for one run; safe to read from many threads.

    A second reader of the same call waits for the first one's answer, and gets its error too. ``counted`` tells how
    often each call went to AWS.
    """

    def __init__(self, make_client: MakeClient) -> None:
        self._make_client = make_client
        self._lock = threading.Lock()
        self._clients: dict[tuple[str, str], Future[Any]] = {}
        self._answers: dict[tuple[Call, str, str], Future[Answer]] = {}
        self.counted: dict[str, int] = {}

    @property
    def asked(self) -> int:
        """How many calls went to AWS, those for further pages not counted."""
        return sum(self.counted.values())

    def read(self, call: Call, region: str, parameters: Parameters) -> Answer:
        """See ``verification.live.Reader``."""
        key = (call, region, json.dumps(parameters, sort_keys=True, default=str))
        with self._lock:
            answer = self._answers.get(key)
            mine = answer is None
            if answer is None:
                answer = self._answers[key] = Future()
                self.counted[call.id] = self.counted.get(call.id, 0) + 1
        if mine:
            try:
                answer.set_result(self._ask(call, region, parameters))
            except BaseException as cause:  # noqa: BLE001  whatever it is, those who wait must hear of it
                answer.set_exception(cause)
        return answer.result()

    def _ask(self, call: Call, region: str, parameters: Parameters) -> Answer:
        try:
            return _all_pages(self._client(call.service, region), call, parameters)
        except Unanswered:
            raise
        except Exception as cause:
            if is_absence(call, cause):
                return None
            raise unanswered(call, region, cause) from cause

    def _client(self, service: str, region: str) -> Any:
        with self._lock:
            client = self._clients.get((service, region))
            mine = client is None
            if client is None:
                client = self._clients[service, region] = Future()
        if mine:
            try:
                client.set_result(self._make_client(service, region))
            except BaseException as cause:  # noqa: BLE001  as above
                client.set_exception(cause)
        return client.result()


# How operations name the rest of an answer, where botocore has no paginator for them.
_TOKENS: Final = ("NextToken", "nextToken", "NextMarker")


def _all_pages(client: Any, call: Call, parameters: Parameters) -> Mapping[str, Any]:
    if call.key is not None and client.can_paginate(call.operation):
        whole: Mapping[str, Any] = client.get_paginator(call.operation).paginate(**parameters).build_full_result()
        return whole
    ask = getattr(client, call.operation)
    if call.key is not None:
        return _followed(ask, call.key, parameters)
    answer: Mapping[str, Any] = ask(**parameters)
    # A stream is read once: here, so that every check that asks has it, and an error of it is the call's.
    return {key: each.read() if isinstance(each, StreamingBody) else each for key, each in answer.items()}


def _followed(ask: Callable[..., Mapping[str, Any]], key: str, parameters: Parameters) -> Mapping[str, Any]:
    """All pages by their tokens. WAF gives one with its last page too, so that an empty page ends as well."""
    page = ask(**parameters)
    whole = {name: each for name, each in page.items() if name not in _TOKENS}
    while page.get(key) and (token := next((each for each in _TOKENS if page.get(each)), None)):
        page = ask(**{**parameters, token: page[token]})
        whole[key] = [*whole[key], *(page.get(key) or ())]
    return whole
