"""The engine's values reach the rules as offline ones do, and as the SDK's own reading would give them."""

import math
from typing import Any

from google.protobuf import json_format, struct_pb2
from hypothesis import given
from hypothesis import strategies as st

from guardrails.pack.wire import properties_of
from guardrails.values import SIGNATURE, UNKNOWN, UNKNOWN_STRING, Secret, normalise

_SECRET = {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270"}
_ASSET = {SIGNATURE: "c44067f5952c0a294b673a41bacd8c17"}
_OUTPUT = {SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4"}
_REFERENCE = {SIGNATURE: "5cf8f73096256a8f31e491e813e4eb8e"}


def _sent(properties: dict[str, Any]) -> dict[str, Any]:
    struct = struct_pb2.Struct()
    struct.update(properties)
    # As it comes over the wire, not as it was put together here.
    return properties_of(struct_pb2.Struct.FromString(struct.SerializeToString()))


def test_plain_values_stay_as_they_are() -> None:
    assert _sent({"a": "text", "b": True, "c": 3.0, "d": 1.5, "e": None, "f": [1.0, {"g": "h"}], "i": {}}) == {
        "a": "text",
        "b": True,
        "c": 3,
        "d": 1.5,
        "e": None,
        "f": [1, {"g": "h"}],
        "i": {},
    }


def test_whole_numbers_are_integers_and_booleans_are_not() -> None:
    sent = _sent({"port": 443.0, "enabled": True})
    assert type(sent["port"]) is int
    assert type(sent["enabled"]) is bool


def test_what_is_unknown_is_unknown_wherever_it_is() -> None:
    sent = _sent({"a": UNKNOWN_STRING, "b": [UNKNOWN_STRING, {"c": f"arn:{UNKNOWN_STRING}/x"}]})
    assert sent == {"a": UNKNOWN, "b": [UNKNOWN, {"c": UNKNOWN}]}


def test_secrets_stay_marked_wherever_they_are() -> None:
    sent = _sent({"a": {**_SECRET, "value": "p"}, "b": [{**_SECRET, "value": {"c": UNKNOWN_STRING}}], "d": _SECRET})
    assert sent == {"a": Secret("p"), "b": [Secret({"c": UNKNOWN})], "d": Secret(UNKNOWN)}


def test_outputs_references_and_assets_are_read_as_offline() -> None:
    sent = _sent(
        {
            "known": {**_OUTPUT, "value": [1.0]},
            "unknown": dict(_OUTPUT),
            "secret": {**_OUTPUT, "value": "p", "secret": True},
            "reference": {**_REFERENCE, "urn": "urn:x", "id": "sg-1"},
            "asset": {**_ASSET, "path": "handler.py", "hash": "abc"},
        }
    )
    assert sent == {
        "known": [1],
        "unknown": UNKNOWN,
        "secret": Secret("p"),
        "reference": "sg-1",
        "asset": {"path": "handler.py", "hash": "abc"},
    }


def test_numbers_that_json_does_not_know_stop_nothing() -> None:
    sent = _sent({"a": math.inf, "b": math.nan})
    assert sent["a"] == math.inf
    assert math.isnan(sent["b"])


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | st.just(UNKNOWN_STRING)
    | st.just({**_SECRET, "value": "p"}),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=3), _VALUES, max_size=4))
def test_one_walk_reads_what_the_sdk_would_have_read_in_three(properties: dict[str, Any]) -> None:
    struct = struct_pb2.Struct()
    struct.update(properties)
    assert properties_of(struct) == normalise(json_format.MessageToDict(struct))
