"""The texts inside values: all of them, or those that are secret."""

import json
from collections.abc import Iterator

from guardrails.values import Secret, Value


def texts(value: Value) -> Iterator[str]:
    """Every text in a plain value, but no key."""
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts(item)
    elif isinstance(value, str):
        yield value


def secret_texts(value: Value, *, secret: bool = False) -> Iterator[str]:
    """Every text inside a secret part of a value, also in the JSON that a secret text holds."""
    if isinstance(value, Secret):
        yield from secret_texts(value.value, secret=True)
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from secret_texts(item, secret=secret)
    elif secret and isinstance(value, str):
        yield value
        if value.lstrip().startswith(("{", "[")):
            try:
                yield from secret_texts(json.loads(value), secret=True)
            except (ValueError, RecursionError):
                return
