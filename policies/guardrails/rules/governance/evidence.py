"""What is on file beside the account: the checks of the deployed commit, and AWS's own audit reports.

Both come from outside AWS, and are vouched for like any other claim: by a parameter below ``/attest/`` for each claim
that hangs on them (gov.ci, gov.artifact). Whether one has expired is asked by verification, as for all of them.
"""

from guardrails.claims import claims_of
from guardrails.graph import Graph
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, JudgeStack, Rule
from guardrails.rules.governance.types import SSM_PARAMETER
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_PREFIX = "/attest/"


def _on_file(control: str) -> JudgeStack:
    def judge(graph: Graph, _bar: Thresholds) -> Findings:
        names = [parameter.read("name") for parameter in graph.of(SSM_PARAMETER)]
        attested = {(name.text or "").rpartition("/")[2] for name in names if (name.text or "").startswith(_PREFIX)}
        missing = [claim for claim in claims_of(control) if claim not in attested]
        if missing and any(name.unknown for name in names):
            yield undetermined(None, f"whether a parameter below {_PREFIX} vouches for {missing[0]} is not known yet")
        elif missing:
            yield failed(None, f"no parameter below {_PREFIX} vouches for {', '.join(missing)}")

    return judge


def _examples(control: str) -> Examples:
    claims = claims_of(control)
    return Examples(
        good=_parameters(*(f"{_PREFIX}vouch-prod/{claim}" for claim in claims)),
        bad=_parameters("/orders/size"),
        unknown=_parameters(UNKNOWN),
    )


def _parameters(*names: Value) -> tuple[Declared, ...]:
    return tuple(
        Declared(type=SSM_PARAMETER, name=f"parameter-{number}", properties={"name": name, "type": "String"})
        for number, name in enumerate(names)
    )


RULES: tuple[Rule, ...] = (
    CompletenessRule("ci-evidence-present", (SSM_PARAMETER,), _on_file("gov.ci"), _examples("gov.ci")),
    CompletenessRule("aws-reports-present", (SSM_PARAMETER,), _on_file("gov.artifact"), _examples("gov.artifact")),
)
