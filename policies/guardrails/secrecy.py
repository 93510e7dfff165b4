"""Messages without any text that is part of a secret: a policy may be secret as a whole, and quoted in part."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from guardrails.graph import Resource
from guardrails.texts import secret_texts

# Shorter texts ("s3:*", "true") betray nothing, and would blank the words of messages.
_SHORTEST: Final = 6

Secrets = Mapping[str, frozenset[str]]
"""Texts that no message may show, by how they begin: a message is compared with those whose beginning it holds."""


def secrets_of(resources: Iterable[Resource]) -> Secrets:
    """Every text inside a secret property of some resources."""
    found: dict[str, set[str]] = {}
    for resource in resources:
        for text in secret_texts(dict(resource.properties)):
            if len(text) >= _SHORTEST:
                found.setdefault(_folded(text[:_SHORTEST]), set()).add(text)
    return {start: frozenset(texts) for start, texts in found.items()}


def hidden(message: str, *secrets: Secrets) -> str:
    """The message with ``[secret]`` in place of every secret text, whatever its case; the longest that fits first."""
    if not any(secrets):
        return message
    folded = _folded(message)
    starts = {folded[place : place + _SHORTEST] for place in range(len(folded) - _SHORTEST + 1)}
    texts = {text for each in secrets for start in starts for text in each.get(start, ()) if _folded(text) in folded}
    if not texts:
        return message
    pattern = "|".join(map(re.escape, sorted(sorted(texts), key=len, reverse=True)))
    return re.sub(pattern, "[secret]", message, flags=re.IGNORECASE)


def _folded(text: str) -> str:
    """Letters that a pattern takes for the same, whatever their case, as one; the length stays."""
    return text.lower() if text.isascii() else "".join(map(_letter, text))


def _letter(letter: str) -> str:
    # The long s and the Kelvin sign are letters of another case, too.
    return letter.upper()[0].lower()[0]
