"""The file of ``--answers``, in YAML or JSON::

invokes:
  aws:index/getCallerIdentity:getCallerIdentity: {accountId: "123456789012"}
  aws:ec2/getSubnet:getSubnet:                    # or one result per set of arguments; the first that fits holds
    - args: {id: subnet-1}
      result: {cidrBlock: 10.0.0.0/24}
reads:
  aws:ec2/vpc:Vpc::main: {cidrBlock: 10.0.0.0/16} # <type token>::<name in the program>
stacks:
  acme/network/prod: {vpcId: vpc-1}               # as the StackReference names it
secrets:
  shop:apiToken: an example                       # for what the stack file holds encrypted
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from vouch.errors import CannotJudgeError
from vouch.preview.answers import Answers
from vouch.yaml12 import load

_PARTS: Final = ("invokes", "reads", "stacks", "secrets")


def read_answers(path: Path) -> Answers:
    """Reads an answers file. Raises CannotJudgeError where it is missing, malformed or says what nobody asks."""
    loaded = load(path, "the answers file")
    if not isinstance(loaded, dict):
        raise CannotJudgeError(f"the answers file {path} holds no mapping: give it the keys {', '.join(_PARTS)}")
    for key in loaded:
        if key not in _PARTS:
            raise CannotJudgeError(f"the answers file {path} has an unknown key {key!r}: use {', '.join(_PARTS)}")
    parts = {part: _mapping(loaded.get(part), f"{part} of the answers file {path}") for part in _PARTS}
    for token, answer in parts["invokes"].items():
        _check_invoke(answer, f"invokes.{token} of the answers file {path}")
    for part in ("reads", "stacks"):
        for name, outputs in parts[part].items():
            _mapping(outputs, f"{part}.{name} of the answers file {path}")
    return Answers(**parts)


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise CannotJudgeError(f"{where} must be a mapping of names to values")
    return value


def _check_invoke(answer: Any, where: str) -> None:
    if isinstance(answer, dict):
        return
    if not isinstance(answer, list) or not all(
        isinstance(item, dict) and isinstance(item.get("result"), dict) and isinstance(item.get("args", {}), dict)
        for item in answer
    ):
        raise CannotJudgeError(f"{where} must be a result, or a list of {{args, result}}")
