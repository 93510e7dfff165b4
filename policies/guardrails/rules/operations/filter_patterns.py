"""Filter patterns of CloudWatch Logs, parsed and tried on events, however they are written.

What rules need of the syntax for JSON events (CloudWatch Logs user guide, "Filter pattern syntax for metric filters"):
comparisons of text with wildcards, ``IS``, ``EXISTS``, ``&&``, ``||`` and parentheses. A pattern that uses anything
else (regular expressions, arrays, numbers compared by size) raises ``NotUnderstoodError``.
"""

import re
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Final, NoReturn

Event = Mapping[str, str]
"""An event as a flat mapping of dotted paths (``userIdentity.type``) to text."""
Test = Callable[[Event], bool]

_TOKEN: Final = re.compile(
    r'\s*(?:(?P<path>\$[.\w\[\]"-]*)|(?P<quoted>"(?:[^"\\]|\\.)*")|(?P<sign>&&|\|\||!=|=|[(){}])|(?P<word>[\w*./:@-]+))'
)


class NotUnderstoodError(ValueError):
    """The pattern uses a part of the syntax that this reading does not know, or none at all."""


# Each rule on alarms reads every filter of the stack.
@lru_cache(maxsize=256)
def parse(pattern: str) -> Test:
    """The pattern as a test of one event; raises NotUnderstoodError."""
    return _Parser(pattern).parsed()


class _Parser:
    """Recursive descent; ``&&`` binds closer than ``||``, as in CloudWatch Logs."""

    def __init__(self, pattern: str) -> None:
        self._tokens = _tokens(pattern)
        self._at = 0

    def parsed(self) -> Test:
        self._take("{")
        test = self._any()
        self._take("}")
        if self._at != len(self._tokens):
            self._stop("more follows the closing brace")
        return test

    def _any(self) -> Test:
        tests = [self._all()]
        while self._peek() == "||":
            self._at += 1
            tests.append(self._all())
        return tests[0] if len(tests) == 1 else lambda event: any(test(event) for test in tests)

    def _all(self) -> Test:
        tests = [self._one()]
        while self._peek() == "&&":
            self._at += 1
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda event: all(test(event) for test in tests)

    def _one(self) -> Test:
        if self._peek() == "(":
            self._at += 1
            test = self._any()
            self._take(")")
            return test
        return self._comparison()

    def _comparison(self) -> Test:
        path = self._next()
        if not path.startswith("$.") or "[" in path:
            self._stop(f"{path} is no field")
        name, sign = path[2:], self._next()
        if sign in ("=", "!="):
            wanted = self._next()
            value = re.sub(r"\\(.)", r"\1", wanted[1:-1]) if wanted.startswith('"') else wanted
            # An event without the field is taken by neither comparison.
            return (
                (lambda event: name in event and _fits(event[name], value))
                if sign == "="
                else (lambda event: name in event and not _fits(event[name], value))
            )
        return self._keyword(name, sign)

    def _keyword(self, name: str, word: str) -> Test:
        if word == "EXISTS":
            return lambda event: name in event
        if word == "NOT":
            self._take("EXISTS")
            return lambda event: name not in event
        if word != "IS":
            self._stop(f"{word} is no comparison")
        wanted = self._next()
        return lambda event: event.get(name, "null").lower() == wanted.lower()

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        if not token:
            self._stop("it ends too early")
        self._at += 1
        return token

    def _take(self, wanted: str) -> None:
        if self._next() != wanted:
            self._stop(f"{wanted} is missing")

    def _stop(self, because: str) -> NoReturn:
        raise NotUnderstoodError(because)


def _tokens(pattern: str) -> list[str]:
    tokens, at = [], 0
    text = pattern.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotUnderstoodError(f"{text[at:].strip()[:20]} is not understood")
        tokens.append(match.group().strip())
        at = match.end()
    return tokens


def _fits(value: str, wanted: str) -> bool:
    return fnmatchcase(value, wanted.replace("[", "[[]").replace("?", "[?]"))
