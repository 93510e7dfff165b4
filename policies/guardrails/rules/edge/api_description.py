"""An API's OpenAPI description, read as API Gateway reads it: operations, who may call them, and what they call.

Swagger 2.0 and OpenAPI 3, as JSON, YAML or an object (API Gateway developer guide, "OpenAPI extensions").
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from guardrails.values import UNKNOWN, Reading, Value, plain

_EXTENSION: Final = "x-amazon-apigateway"
ANY: Final = f"{_EXTENSION}-any-method"
_METHODS: Final = frozenset({"delete", "get", "head", "options", "patch", "post", "put", ANY})
# As for routes: health checks, what RFC 8615 makes public, and browsers' preflights, which carry no credentials.
_PUBLIC: Final = re.compile(
    r"options .*|(?:get|head) /(?:health|healthz|livez|readyz|ping|robots\.txt|\.well-known/.+)"
)


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    path: str
    method: str
    raw: Mapping[str, Any]

    @property
    def named(self) -> str:
        """How messages speak of it: ``GET /orders``."""
        return f"{'ANY' if self.method == ANY else self.method.upper()} {self.path}"

    @property
    def public(self) -> bool:
        """Whether it is one of those that are public everywhere."""
        return _PUBLIC.fullmatch(f"{self.method} {self.path}") is not None

    @property
    def integration(self) -> Mapping[str, Any]:
        """What it calls; empty where the description does not say."""
        return _mapping(self.raw.get(f"{_EXTENSION}-integration"))


@dataclass(frozen=True)
class Description:
    """A description that could be parsed."""

    raw: Mapping[str, Any]

    def operations(self) -> Iterator[Operation]:
        """Every operation of every path."""
        for path, item in _mapping(self.raw.get("paths")).items():
            for method, operation in _mapping(item).items():
                if str(method).lower() in _METHODS:
                    yield Operation(str(path), str(method).lower(), _mapping(operation))

    def authorized(self, operation: Operation) -> bool | None:
        """Whether a caller must be somebody: by IAM, or by every alternative of its security; None where unknown.

        An API key says which client calls, and not who (API Gateway developer guide, "API keys").
        """
        auth = operation.raw.get(f"{_EXTENSION}-auth", self.raw.get(f"{_EXTENSION}-auth"))
        if _mapping(auth).get("type") == "AWS_IAM":
            return True
        security = operation.raw.get("security", self.raw.get("security"))
        if security is UNKNOWN or auth is UNKNOWN:
            return None
        alternatives = security if isinstance(security, list) else []
        answers = [self._asks(each) for each in alternatives]
        return bool(answers) and all(answers)

    def _asks(self, alternative: Any) -> bool:
        return any(self._is_authorizer(str(name)) for name in _mapping(alternative))

    def _is_authorizer(self, name: str) -> bool:
        schemes = {
            **_mapping(self.raw.get("securityDefinitions")),
            **_mapping(_mapping(self.raw.get("components")).get("securitySchemes")),
        }
        scheme = _mapping(schemes.get(name))
        return scheme.get(f"{_EXTENSION}-authtype") == "awsSigv4" or f"{_EXTENSION}-authorizer" in scheme

    def integrations(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Every integration, of operations and of the reusable ones, with how messages speak of it."""
        for operation in self.operations():
            if operation.integration:
                yield operation.named, operation.integration
        shared = _mapping(_mapping(self.raw.get("components")).get(f"{_EXTENSION}-integrations"))
        for name, integration in shared.items():
            yield f"the integration {name}", _mapping(integration)

    def validated(self, operation: Operation) -> bool:
        """Whether API Gateway checks the request before it calls anything."""
        key = f"{_EXTENSION}-request-validator"
        return bool(operation.raw.get(key, self.raw.get(key)))


def described(reading: Reading) -> Description | None:
    """The description at a property; None where it is unknown, absent or no description."""
    value: Value = plain(reading.value) if reading.known else None
    if isinstance(value, str):
        value = _parsed(value)
    return Description(value) if isinstance(value, dict) and isinstance(value.get("paths"), dict) else None


@lru_cache(maxsize=64)
def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        return YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError, RecursionError):
        return None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
