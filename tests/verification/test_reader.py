"""The inventory: one call however many ask, all pages, and what errors mean."""

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore import exceptions
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from verification.answers import Answer, NotPermitted, Unanswered
from verification.calls import Call
from verification.errors import CredentialsError
from verification.reader import Inventory

DETECTORS = Call(service="guardduty", operation="list_detectors", key="DetectorIds")
POLICY = Call(
    service="s3",
    operation="get_bucket_policy",
    absent=("NoSuchBucketPolicy",),
    actions=("s3:GetBucketPolicy",),
)
SESSION = Call(service="macie2", operation="get_macie_session", absent=("AccessDeniedException: not enabled",))


class _Client:
    """Answers every operation with ``answer``, or raises it."""

    def __init__(self, answer: Mapping[str, Any] | Exception) -> None:
        self._answer = answer
        self.asked: list[Mapping[str, Any]] = []
        self.may_answer = threading.Event()
        self.may_answer.set()

    def can_paginate(self, _operation: str) -> bool:
        return False

    def __getattr__(self, _operation: str) -> Any:
        def call(**parameters: Any) -> Mapping[str, Any]:
            self.may_answer.wait(5)
            self.asked.append(parameters)
            if isinstance(self._answer, Exception):
                raise self._answer
            return self._answer

        return call


def _inventory(client: _Client) -> Inventory:
    return Inventory(lambda _service, _region: client)


def _error(code: str, message: str = "no") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "Operation")


def _read(call: Call, answer: Mapping[str, Any] | Exception) -> Mapping[str, Any] | None:
    return _inventory(_Client(answer)).read(call, "eu-west-1", {})


def test_a_call_is_made_once_for_each_region_and_each_set_of_parameters() -> None:
    client = _Client({"DetectorIds": ["a"]})
    inventory = _inventory(client)
    asked: tuple[tuple[str, dict[str, list[int]]], ...] = (
        ("a", {}),
        ("a", {}),
        ("b", {}),
        ("b", {"x": [1]}),
        ("b", {"x": [1]}),
        ("b", {"x": [2]}),
    )
    for region, parameters in asked:
        assert inventory.read(DETECTORS, region, parameters) == {"DetectorIds": ["a"]}
    assert client.asked == [{}, {}, {"x": [1]}, {"x": [2]}]
    assert inventory.counted == {"guardduty.list_detectors": 4}
    assert inventory.asked == 4


def test_those_who_ask_at_the_same_time_get_one_answer() -> None:
    client = _Client({"DetectorIds": ["a"]})
    client.may_answer.clear()
    inventory = _inventory(client)
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(inventory.read, DETECTORS, "eu-west-1", {}) for _ in range(8)]
        client.may_answer.set()
        assert [each.result() for each in asked] == [{"DetectorIds": ["a"]}] * 8
    assert client.asked == [{}]


def test_an_error_is_remembered_as_an_answer_is() -> None:
    client = _Client(_error("AccessDenied"))
    inventory = _inventory(client)
    for _ in range(2):
        with pytest.raises(NotPermitted):
            inventory.read(DETECTORS, "eu-west-1", {})
    assert client.asked == [{}]


def test_a_stated_code_means_that_there_is_none() -> None:
    assert _read(POLICY, _error("NoSuchBucketPolicy")) is None
    assert _read(SESSION, _error("AccessDeniedException", "Macie is not enabled")) is None


@pytest.mark.parametrize("code", ["404", "NoSuchBucket", "ResourceNotFoundException", ""])
def test_a_code_that_nobody_stated_is_no_absence(code: str) -> None:
    with pytest.raises(Unanswered) as raised:
        _read(POLICY, _error(code))
    assert raised.value.answer is Answer.UNAVAILABLE


@pytest.mark.parametrize(
    ("code", "action"),
    [(code, "s3:GetBucketPolicy") for code in ("AccessDenied", "AccessDeniedException", "403")],
)
def test_a_denial_names_the_missing_action(code: str, action: str) -> None:
    with pytest.raises(NotPermitted) as raised:
        _read(POLICY, _error(code, "User is not authorized."))
    assert raised.value.action == action
    assert str(raised.value) == f"{action} is not permitted: User is not authorized"


def test_a_denial_that_is_not_the_stated_one_is_a_denial() -> None:
    with pytest.raises(NotPermitted):
        _read(SESSION, _error("AccessDeniedException", "User is not authorized to perform macie2:GetMacieSession"))


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (_error("ThrottlingException"), "is throttled in eu-west-1 (ThrottlingException), after all retries"),
        (_error("TooManyRequestsException"), "is throttled in eu-west-1 (TooManyRequestsException), after all retries"),
        (_error("404", "Not yet implemented"), "is not implemented here (404)"),
        (_error("OptInRequired", "Opt in."), "is not enabled in eu-west-1 (OptInRequired): Opt in"),
        (_error("InternalFailure", "Try again."), "failed in eu-west-1 (InternalFailure): Try again"),
        (NotImplementedError("moto"), "is not implemented here"),
        (ResponseParserError("Unable to parse <html>"), "in eu-west-1: what came is none of its answers"),
        (exceptions.EndpointConnectionError(endpoint_url="https://x"), "is not available in eu-west-1"),
        (exceptions.ReadTimeoutError(endpoint_url="https://x"), "did not answer in time in eu-west-1"),
    ],
)
def test_what_told_nothing_is_unavailable(cause: Exception, said: str) -> None:
    with pytest.raises(Unanswered) as raised:
        _read(DETECTORS, cause)
    assert raised.value.answer is Answer.UNAVAILABLE
    assert said in str(raised.value)


@pytest.mark.parametrize("code", ["ExpiredToken", "InvalidClientTokenId", "UnrecognizedClientException"])
def test_credentials_that_are_not_accepted_stop_everything(code: str) -> None:
    with pytest.raises(CredentialsError, match=f"are not accepted \\({code}\\)"):
        _read(DETECTORS, _error(code))


def test_a_fault_of_our_own_is_not_an_answer_of_the_account() -> None:
    with pytest.raises(TypeError):
        _read(DETECTORS, TypeError("a defect"))


def test_a_call_that_writes_cannot_be_stated() -> None:
    with pytest.raises(ValueError, match=r"s3\.delete_bucket does not read"):
        Call(service="s3", operation="delete_bucket")


class _Pages(_Client):
    """Answers one page after the other."""

    def __init__(self, *pages: Mapping[str, Any]) -> None:
        super().__init__({})
        self._pages = list(pages)

    def __getattr__(self, _operation: str) -> Any:
        def call(**parameters: Any) -> Mapping[str, Any]:
            self.asked.append(parameters)
            return self._pages[len(self.asked) - 1]

        return call


def test_pages_that_botocore_knows_nothing_of_are_followed() -> None:
    plans = Call(service="guardduty", operation="list_malware_protection_plans", key="MalwareProtectionPlans")
    client = _Pages(
        {"MalwareProtectionPlans": [1, 2], "NextToken": "a"}, {"MalwareProtectionPlans": [3], "NextToken": ""}
    )
    assert _inventory(client).read(plans, "eu-west-1", {"MaxResults": 2}) == {"MalwareProtectionPlans": [1, 2, 3]}
    assert client.asked == [{"MaxResults": 2}, {"MaxResults": 2, "NextToken": "a"}]


def test_an_empty_page_is_the_last_one_whatever_token_it_gives() -> None:
    acls = Call(service="wafv2", operation="list_web_acls", key="WebACLs")
    client = _Pages({"WebACLs": [1], "NextMarker": "a"}, {"WebACLs": [], "NextMarker": "a"})
    assert _inventory(client).read(acls, "eu-west-1", {"Scope": "REGIONAL"}) == {"WebACLs": [1]}
    assert len(client.asked) == 2
