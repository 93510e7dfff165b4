"""An AWS account that answers what an example says: botocore's own clients, without a network.

Answers are held against the service's model, as botocore's Stubber does, so that no example states what AWS cannot
say; parameters are validated by the client itself.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

import botocore.session
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.validate import validate_parameters

from verification.calls import Call, operation_name
from verification.check import Refusal, Response, Responses
from verification.reader import Inventory

ACCOUNT = "123456789012"
REGION = "eu-west-1"
_SESSION = botocore.session.Session()


class ScriptedAccount:
    """Answers each call from ``responses``; ``refused`` are calls that are refused with a code, whatever they ask.

    ``asked`` lists what was called, as ``service.operation``.
    """

    def __init__(
        self, calls: Sequence[Call], responses: Responses, refused: Mapping[str, str] | None = None, message: str = ""
    ) -> None:
        self._calls = {(call.service, operation_name(call.service, call.operation)): call for call in calls}
        self._responses = responses
        self._refused = refused or {}
        self._message = message
        self.asked: list[str] = []

    def inventory(self) -> Inventory:
        """An inventory that reads this account."""
        return Inventory(self.client)

    def client(self, service: str, region: str) -> Any:
        """A botocore client whose calls are answered here, until another account asks for the same one."""
        client, answering = _client(service, region)
        answering.account = self
        return client

    def answer(self, service: str, model: Any, parameters: Mapping[str, Any]) -> Any:
        """What botocore's ``before-call`` event is to return for a call."""
        call = self._calls[service, model.name]
        self.asked.append(call.id)
        if call.id in self._refused:
            return _refusal(self._refused[call.id], self._message)
        response = _response(call, self._responses, parameters)
        if isinstance(response, Refusal):
            code, _, part = response.code.partition(": ")
            return _refusal(code, part)
        if model.output_shape is not None:
            validate_parameters(dict(response), model.output_shape)
        # A copy: botocore decodes the policies of an answer where they are.
        return AWSResponse("https://example.invalid", 200, {}, None), deepcopy(dict(response))


@dataclass
class _Answering:
    """Which account a client answers for. Clients are slow to make, so that every test takes the same ones."""

    account: ScriptedAccount | None = None


@cache
def _client(service: str, region: str) -> tuple[Any, _Answering]:
    answering = _Answering()
    client = _SESSION.create_client(
        service,
        region_name=region,
        aws_access_key_id="none",
        aws_secret_access_key="none",
        config=Config(retries={"total_max_attempts": 1}),
    )

    def remember(params: Any, context: Any, **_: Any) -> None:
        context["asked"] = dict(params)

    def answer(model: Any, context: Any, **_: Any) -> Any:
        assert answering.account is not None
        return answering.account.answer(service, model, context["asked"])

    client.meta.events.register_first("before-parameter-build", remember)
    client.meta.events.register_first("before-call", answer)
    return client, answering


def _response(call: Call, responses: Responses, parameters: Mapping[str, Any]) -> Response:
    stated = responses.get(call)
    if stated is None:
        return _nothing(call)
    if isinstance(stated, Refusal | Mapping):
        return stated
    for asked, response in stated:
        if all(parameters.get(key) == value for key, value in asked.items()):
            return response
    return _nothing(call)


def _nothing(call: Call) -> Response:
    """No such thing: the code that says so, or an empty list."""
    if call.absent:
        return Refusal(call.absent[0])
    nothing: Any = []
    for part in reversed((call.key or "").split(".")):
        nothing = {part: nothing}
    return nothing if call.key else {}


def _refusal(code: str, message: str) -> Any:
    error = {
        "Error": {"Code": code, "Message": message or "said by a test"},
        "ResponseMetadata": {"HTTPStatusCode": 400},
    }
    return AWSResponse("https://example.invalid", 400, {}, None), error
