"""The containers of a task definition, parsed from the JSON that ECS takes."""

import json
from collections.abc import Iterator

from guardrails.graph import Resource
from guardrails.rule import Findings
from guardrails.values import Reading, Value, plain, read
from guardrails.verdicts import failed, undetermined

PATH = "containerDefinitions"
# What is below is the program's own, and told to the container as it is.
_FREE_KEYS = frozenset({"dockerLabels", "options"})


def containers_of(task: Resource) -> Iterator[Reading] | None:
    """A reading of each container, or None where the definitions are unknown or are not a list of containers."""
    definitions = task.read(PATH)
    if not definitions.known:
        return None
    value = plain(definitions.value)
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        return None
    return (read(f"{PATH}[{index}]", _spelled(item), secret=definitions.secret) for index, item in enumerate(value))


def _spelled(value: Value) -> Value:
    """The value with keys as ECS writes them: the provider reads ``Privileged`` as ``privileged``."""
    if isinstance(value, list):
        return [_spelled(member) for member in value]
    if not isinstance(value, dict):
        return value
    # A key that is there twice is taken as written by ECS itself.
    lowered = {f"{key[:1].lower()}{key[1:]}": member for key, member in value.items()}
    return {
        key: member if key in _FREE_KEYS else _spelled(member)
        for key, member in {**lowered, **{key: value[key] for key in lowered if key in value}}.items()
    }


def not_read(task: Resource, wanted: str) -> Findings:
    """What is said of a task whose containers could not be read."""
    definitions = task.read(PATH)
    if definitions.unknown:
        yield undetermined(definitions, f"{PATH} is not known yet; {wanted}")
    else:
        yield failed(definitions, f"{PATH} is no list of containers; {wanted}")


def named(container: Reading) -> str:
    """A container's name for a message."""
    return f"container {container.get('name').text or 'without a name'}"
