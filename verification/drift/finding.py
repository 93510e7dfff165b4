"""How a declared resource is found in the account: by its stated name, by a name made up for it, or by its tags."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from verification.as_declared import declared
from verification.calls import Call
from verification.check import Facts, Found
from verification.drift.model import Actual, Finds, Property, Subject, UnidentifiedError, value_at
from verification.live import Live

_NONE: Final[Mapping[str, Any]] = {}
_IDS: Final = re.compile(r"ID(s?)$")


def called(
    call: Call,
    named: str,
    arn: Callable[[Facts, Live], str],
    *,
    by: str = "name",
    asking: Mapping[str, Any] = _NONE,
) -> Finds:
    """Finds the one of a listing whose member ``named`` is the name that the program states at ``by``."""

    def find(subject: Subject, live: Live) -> Found | None:
        items = live.items(call, asking)
        return only([each for each in items if subject.is_called(str(value_at(each, named) or ""), by)], arn, live)

    return find


def tagged(
    call: Call, arn: Callable[[Facts, Live], str], *, tags: str = "Tags", asking: Mapping[str, Any] = _NONE
) -> Finds:
    """Finds the one of a listing that has all tags of the program's resource."""

    def find(subject: Subject, live: Live) -> Found | None:
        wanted = subject.tags
        if not wanted:
            raise UnidentifiedError("the program gives it no tags that would say which one is meant")
        items = live.items(call, asking)
        return only([each for each in items if wanted.items() <= tags_of(each.get(tags)).items()], arn, live)

    return find


def described(
    call: Call,
    parameters: Callable[[Subject, Live], Mapping[str, Any]],
    arn: Callable[[Facts, Live], str],
    *,
    inside: str | None = None,
) -> Finds:
    """Finds one by asking for it by name; ``inside`` is the member of the answer that describes it."""

    def find(subject: Subject, live: Live) -> Found | None:
        answer = live.one(call, parameters(subject, live))
        facts = value_at(answer, inside) if inside else answer
        return None if facts is None else Found(arn(facts, live), facts)

    return find


def within(find: Finds, path: str, type_: str) -> Finds:
    """Finds the resource that the program's resource belongs to, which it names at ``path``."""
    return lambda subject, live: find(subject.parent(path, type_), live)


def only(items: Iterable[Facts], arn: Callable[[Facts, Live], str], live: Live) -> Found | None:
    """The only one. Raises UnidentifiedError where several could be meant."""
    found = list(items)
    if len(found) > 1:
        raise UnidentifiedError(f"{len(found)} resources of the account could be the one that is meant")
    return Found(arn(found[0], live), found[0]) if found else None


def tags_of(listed: Any) -> dict[str, str]:
    """Tags as a map, from either form that APIs have."""
    if isinstance(listed, Mapping):
        return {str(key): str(value) for key, value in listed.items()}
    return {str(each.get("Key")): str(each.get("Value")) for each in listed or ()}


def arn_at(path: str) -> Callable[[Facts, Live], str]:
    """An ARN that the API says itself."""
    return lambda facts, _live: str(value_at(facts, path))


def arn_of(service: str, resource: str, member: str) -> Callable[[Facts, Live], str]:
    """An ARN that the API does not say: ``arn_of("ec2", "subnet/", "SubnetId")``."""
    return lambda facts, live: live.arn(service, f"{resource}{value_at(facts, member)}")


def at(path: str) -> Property:
    """A property that the API says at a dotted path, as it is."""
    return Property(actual=lambda found, _live: value_at(found.facts, path))


def shaped(path: str, *, shown: bool = True) -> Property:
    """A block that the API says at a dotted path, with Pulumi's names."""
    return Property(actual=lambda found, _live: pulumis(value_at(found.facts, path)), shown=shown)


def by(actual: Callable[[Facts], Any], *, shown: bool = True) -> Property:
    """A property that is worked out of the description."""
    return Property(actual=lambda found, _live: actual(found.facts), shown=shown)


def asked(call: Call, parameters: Callable[[Found], Mapping[str, Any]], path: str) -> Actual:
    """What another call says at a dotted path, with Pulumi's names."""
    return lambda found, live: pulumis(value_at(live.one(call, parameters(found)), path))


def pulumis(facts: Any) -> Any:
    """A block with the names that Pulumi gives its members."""
    return _renamed(declared(facts))


def _renamed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_IDS.sub(r"Id\1", "id" if key == "iD" else key): _renamed(each) for key, each in value.items()}
    return [_renamed(each) for each in value] if isinstance(value, list) else value
