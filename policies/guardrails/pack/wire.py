"""Properties as the engine sends them, turned into the plain form of ``guardrails.values`` in one walk.

The SDK would make JSON of them, objects of that and proxies around those, once for every registered policy, and take
secrets out of their wrappers on the way.
"""

from typing import Any

from guardrails.values import SIGNATURE, Value, normalise


def properties_of(struct: Any) -> dict[str, Value]:
    """The plain form of a ``google.protobuf.Struct``: known, unknown and secret values, as rules read them."""
    return {key: _value(item) for key, item in struct.fields.items()}


def _value(value: Any) -> Value:
    match value.WhichOneof("kind"):
        case "string_value":
            return normalise(value.string_value)
        case "bool_value":
            return value.bool_value
        case "number_value":
            return normalise(value.number_value)
        case "struct_value":
            fields = value.struct_value.fields
            plain = {key: _value(item) for key, item in fields.items()}
            # A secret, an asset, a reference: the inner values are plain already, and stay as they are.
            return normalise(plain) if SIGNATURE in fields else plain
        case "list_value":
            return [_value(item) for item in value.list_value.values]
        case _:
            return None
