"""What a parameter group says of a parameter."""

from guardrails.graph import Resource
from guardrails.values import Reading, State


def parameter(group: Resource, name: str) -> Reading:
    """The value of a parameter: absent where the group leaves it to the engine, unknown where it may be there.

    Names are compared without case, as RDS does; of one given twice the last counts.
    """
    listed = group.read("parameters")
    found = Reading("parameters", State.UNKNOWN if listed.unknown else State.ABSENT)
    for each in listed.each():
        stated = each.get("name")
        if stated.unknown and found.absent:
            found = Reading("parameters", State.UNKNOWN)
        elif str(stated.text).lower() == name:
            found = each.get("value")
    return found
