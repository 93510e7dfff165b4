"""Which resource types require inputs, read from the installed pulumi_aws.

``python -m tests.support.required_inputs`` writes the pack's list anew, after pulumi-aws was updated.
"""

import inspect

from guardrails.pack.targets import REQUIRED_INPUTS
from tests.support.sdk_schema import arguments, known_tokens


def requires_inputs(token: str) -> bool:
    """Whether a program that declares a resource of this type must give it something."""
    owner = arguments(token)
    if owner is None:
        return False
    parameters = list(inspect.signature(owner).parameters.values())
    return any(each.default is inspect.Parameter.empty for each in parameters)


def main() -> None:
    """Writes the list."""
    found = [token for token in known_tokens() if requires_inputs(token)]
    REQUIRED_INPUTS.write_text("\n".join(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
