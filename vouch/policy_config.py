"""The configuration that the pack gets under the engine: the exemptions of the judged program, and nothing else.

``vouch.deploy`` passes it by itself; who calls the CLI by hand writes it with ``vouch policy-config`` and gives it as
``--policy-pack-config``. The pack refuses everything else that a configuration could say.
"""

import json
from collections.abc import Collection
from datetime import date
from pathlib import Path

from guardrails.exemptions import Exemption
from vouch.exemptions import read_exemptions


def render(given: Path | None, directory: Path | None, *, rules: Collection[str], today: date) -> str:
    """The configuration as JSON, from the file ``given``, else from the program's own exemptions.

    ``rules`` are the ids that exist. Raises CannotJudgeError where the file cannot be read or taken at its word.
    """
    exemptions = read_exemptions(given, directory, rules=rules, today=today)
    stated = {"exemptions": {"exemptions": [_stated(each) for each in exemptions.entries]}}
    return json.dumps(stated, indent=2) + "\n"


def _stated(exemption: Exemption) -> dict[str, object]:
    return {
        "rule": exemption.rule,
        "resource": exemption.resource,
        "stacks": list(exemption.stacks),
        "owner": exemption.owner,
        "reason": exemption.reason,
        "ticket": exemption.ticket,
        "expires": exemption.expires.isoformat(),
    }
