"""Answers to what a program looks up: from a file that the user gives, unknown otherwise.

The file is YAML or JSON: ``invokes`` maps a token to its result (or to a list of ``{args, result}``), ``reads`` maps
a type token and a name to outputs, ``stacks`` maps a stack reference to its outputs, ``secrets`` maps a configuration
key to a value for what the stack file holds encrypted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

_STACK_REFERENCE: Final = "pulumi:pulumi:StackReference"


@dataclass(frozen=True)
class Answers:
    """What the user answers for the cloud, for other stacks and for encrypted configuration."""

    invokes: Mapping[str, Any] = field(default_factory=dict)
    reads: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    stacks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)

    def invoke(self, token: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """The result of a look-up, by token and, where the file lists several, by arguments. Empty where unknown."""
        answer = self.invokes.get(token, {})
        if isinstance(answer, list):
            matching = (item["result"] for item in answer if item.get("args", {}).items() <= arguments.items())
            return next(matching, {})
        return dict(answer)

    def read(self, type_: str, name: str) -> Mapping[str, Any]:
        """The outputs of a resource that the program reads and does not own."""
        if type_ == _STACK_REFERENCE:
            return {"outputs": dict(self.stacks[name])} if name in self.stacks else {}
        return self.reads.get(f"{type_}::{name}", {})
