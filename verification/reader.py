"""The shared inventory: each call once for each account, region and set of parameters, whoever asks first."""

import json
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

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
        self._answers: dict[tuple[str, str, str], Future[Answer]] = {}
        self.counted: dict[str, int] = {}

    @property
    def asked(self) -> int:
        """How many calls went to AWS, those for further pages not counted."""
        return sum(self.counted.values())

    def read(self, call: Call, region: str, parameters: Parameters) -> Answer:
        """See ``verification.live.Reader``."""
        key = (call.id, region, json.dumps(parameters, sort_keys=True, default=str))
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


def _all_pages(client: Any, call: Call, parameters: Parameters) -> Mapping[str, Any]:
    if call.key is None or not client.can_paginate(call.operation):
        answer: Mapping[str, Any] = getattr(client, call.operation)(**parameters)
        return answer
    whole: Mapping[str, Any] = client.get_paginator(call.operation).paginate(**parameters).build_full_result()
    return whole
