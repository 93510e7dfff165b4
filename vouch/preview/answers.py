"""Answers to what a program looks up, unknown otherwise. ``answers_file`` reads them from the file of ``--answers``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

STACK_REFERENCE: Final = "pulumi:pulumi:StackReference"


@dataclass(frozen=True)
class Answers:
    """What the user answers for the cloud, for other stacks and for encrypted configuration.

    ``invokes`` maps a function's token to its result, or to a list of ``{"args": ..., "result": ...}``; ``reads`` maps
    ``<type token>::<name>`` to outputs; ``stacks`` maps a stack reference to its outputs; ``secrets`` maps a
    configuration key to its value.
    """

    invokes: Mapping[str, Any] = field(default_factory=dict)
    reads: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    stacks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    secrets: Mapping[str, Any] = field(default_factory=dict)

    def answers(self, token: str, arguments: Mapping[str, Any]) -> bool:
        """Whether there is a result for this look-up."""
        return self._result(token, arguments) is not None

    def invoke(self, token: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """The result of a look-up, by token and, where the file lists several, by arguments. Empty where unknown."""
        return self._result(token, arguments) or {}

    def _result(self, token: str, arguments: Mapping[str, Any]) -> Mapping[str, Any] | None:
        answer = self.invokes.get(token)
        if not isinstance(answer, list):
            return answer
        matching = (
            item["result"]
            for item in answer
            if all(key in arguments and arguments[key] == value for key, value in item.get("args", {}).items())
        )
        return next(matching, None)

    def read(self, type_: str, name: str) -> Mapping[str, Any]:
        """The outputs of a resource that the program reads and does not own."""
        if type_ == STACK_REFERENCE:
            return {"outputs": dict(self.stacks[name]), "secretOutputNames": []} if name in self.stacks else {}
        return self.reads.get(f"{type_}::{name}", {})
