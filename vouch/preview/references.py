"""Resources that a program hands over as inputs (``role=role``), as the engine's answer has them."""

from typing import Final

from google.protobuf import struct_pb2

from guardrails.values import REFERENCE, SIGNATURE, UNKNOWN_STRING

_MARK: Final = REFERENCE.encode()


def without_references(inputs: struct_pb2.Struct) -> struct_pb2.Struct:
    """The inputs with each resource as its id, or its URN where it has none.

    Providers take no resources: the engine hands them the id, and answers with that (pulumi sdk/go/common/resource/
    plugin/rpc.go, MarshalPropertyValue without KeepResources). An SDK that got the reference back would look the
    resource up, and wait for ever.
    """
    if _MARK not in inputs.SerializeToString():
        return inputs
    plain = struct_pb2.Struct()
    for key, value in inputs.fields.items():
        plain.fields[key].CopyFrom(_plain(value))
    return plain


def _plain(value: struct_pb2.Value) -> struct_pb2.Value:
    match value.WhichOneof("kind"):
        case "struct_value":
            fields = value.struct_value.fields
            if SIGNATURE in fields and fields[SIGNATURE].string_value == REFERENCE:
                given = next((fields[key].string_value for key in ("id", "urn") if key in fields), "")
                return struct_pb2.Value(string_value=given or UNKNOWN_STRING)
            return struct_pb2.Value(struct_value=without_references(value.struct_value))
        case "list_value":
            members = [_plain(each) for each in value.list_value.values]
            return struct_pb2.Value(list_value=struct_pb2.ListValue(values=members))
        case _:
            return value
