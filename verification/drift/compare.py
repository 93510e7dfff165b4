"""Whether what is declared is what is there: only what the program states, and only as far as it is known."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from guardrails.values import UNKNOWN, Secret, depends_on_unknown

_SHOWN: Final = 80
_SECRET: Final = "[secret]"  # noqa: S105  what is shown in place of one


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the two are not the same, with both values as a message may show them."""

    path: str
    declared: str
    actual: str


def differences(declared: Any, actual: Any, path: str, *, shown: bool = True) -> Iterator[Difference]:
    """Where ``actual`` is not as declared. Unknown parts are skipped; order in lists counts for nothing.

    A key that the program does not state is the provider's to choose, and is not compared. Nothing declared as false,
    empty or zero differs from nothing there.
    """
    if isinstance(declared, Secret):
        declared, shown = declared.value, False
    if declared is UNKNOWN or declared is None or (_empty(declared) and _empty(actual)):
        return
    document = _document(declared)
    if document is not None:
        yield from _documents(document, actual, path, shown=shown)
        return
    if isinstance(declared, Mapping):
        actual = actual[0] if isinstance(actual, list) and len(actual) == 1 else actual
        if not isinstance(actual, Mapping):
            yield _difference(path, declared, actual, shown=shown)
            return
        for key, value in declared.items():
            yield from differences(value, actual.get(key), f"{path}.{key}", shown=shown)
    elif isinstance(declared, list):
        yield from _lists(declared, actual, path, shown=shown)
    elif _text(declared) != _text(actual):
        yield _difference(path, declared, actual, shown=shown)


def _lists(declared: list[Any], actual: Any, path: str, *, shown: bool) -> Iterator[Difference]:
    there = list(actual) if isinstance(actual, list | tuple) else [] if actual is None else [actual]
    if any(each is UNKNOWN for each in declared):
        # A list with an element that only the cloud knows may have any elements.
        return
    left = list(there)
    missing = []
    for each in declared:
        match = next((other for other in left if not any(differences(each, other, path))), None)
        if match is None and _empty(each):
            match = next((other for other in left if _empty(other)), None)
        if match is None:
            missing.append(each)
        else:
            left.remove(match)
    if len(missing) == 1 and len(left) == 1 and isinstance(missing[0], Mapping):
        yield from differences(missing[0], left[0], path, shown=shown)
    elif missing or left:
        yield _difference(path, declared, there, shown=shown)


def _documents(document: Any, actual: Any, path: str, *, shown: bool) -> Iterator[Difference]:
    there = _document(actual) if isinstance(actual, str) else actual
    if _canonical(document) == _canonical(there):
        return
    if not shown:
        yield Difference(path, _SECRET, _SECRET)
        return
    declared, found = _statements(document), _statements(there)
    if declared is None or found is None:
        if isinstance(there, Mapping | list) and not any(differences(document, there, path)):
            return
        found_there = "not set" if _empty(there) else "another one"
        yield Difference(path, "a document", found_there)
        return
    ours = [each for each in declared if each not in found]
    theirs = [each for each in found if each not in declared]
    yield Difference(path, _named(ours), _named(theirs))


def _statements(document: Any) -> list[Any] | None:
    """The statements of a policy, canonical; None where it is no policy."""
    if document is None:
        return []
    if not isinstance(document, Mapping) or "Statement" not in document:
        return None
    stated = document["Statement"]
    return [_canonical(each) for each in (stated if isinstance(stated, list) else [stated])]


def _named(statements: list[Any]) -> str:
    sids = [str(each.get("Sid", "one without a Sid")) if isinstance(each, Mapping) else "?" for each in statements]
    return f"the statements {', '.join(sids)}" if sids else "no such statement"


def _canonical(value: Any) -> Any:
    """A document in which one string and a list of it, and any order, are the same (IAM guide, "Policy grammar")."""
    if isinstance(value, Mapping):
        return {key: _canonical(each) for key, each in sorted(value.items())}
    if isinstance(value, list):
        each = sorted((_canonical(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
        return each[0] if len(each) == 1 else each
    text = _text(value)
    parts = text.split(":")
    # An account's root may be named by the account alone.
    # (IAM guide, "AWS JSON policy elements: Principal").
    is_root = len(parts) == 6 and parts[2] == "iam" and parts[5] == "root"
    return parts[4] if is_root else text


def _document(value: Any) -> Any:
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _difference(path: str, declared: Any, actual: Any, *, shown: bool) -> Difference:
    return Difference(path, _said(declared, shown=shown), _said(actual, shown=shown))


def _said(value: Any, *, shown: bool) -> str:
    if _empty(value) and not isinstance(value, bool | int):
        return "not set"
    if not shown:
        return _SECRET
    if isinstance(value, Mapping) or depends_on_unknown(value):
        return "a block"
    if isinstance(value, list):
        if any(isinstance(each, Mapping | list) for each in value):
            return f"{len(value)} of them"
        text = ", ".join(sorted(_text(each) for each in value))
    else:
        text = _text(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _empty(value: Any) -> bool:
    return value is None or value is False or value in ("", 0, "false") or (value in ({}, [], ()))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
