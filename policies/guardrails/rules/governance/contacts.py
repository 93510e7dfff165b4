"""AWS knows whom to tell: the account's alternate contacts."""

from guardrails.graph import Graph
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, Rule
from guardrails.rules.governance.types import ALTERNATIVE_CONTACT
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_WANTED = ("SECURITY", "OPERATIONS", "BILLING")


def _all_there(graph: Graph, _bar: Thresholds) -> Findings:
    given = [contact.read("alternateContactType") for contact in graph.of(ALTERNATIVE_CONTACT)]
    missing = [wanted for wanted in _WANTED if wanted not in {reading.text for reading in given}]
    if len(missing) > sum(reading.unknown for reading in given):
        yield failed(None, f"the stack has no AlternativeContact for {' and '.join(missing)}")
    elif missing:
        yield undetermined(None, f"whether an AlternativeContact is for {' and '.join(missing)} is not known yet")


def _contacts(*kinds: Value) -> tuple[Declared, ...]:
    return tuple(
        Declared(
            type=ALTERNATIVE_CONTACT,
            name=f"contact-{number}",
            properties={
                "alternateContactType": kind,
                "name": "Duty officer",
                "title": "Duty officer",
                "emailAddress": "duty@example.com",
                "phoneNumber": "+4400000000",
            },
        )
        for number, kind in enumerate(kinds)
    )


RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="account-contacts-present",
        types=(ALTERNATIVE_CONTACT,),
        judge=_all_there,
        examples=Examples(
            good=_contacts(*_WANTED), bad=_contacts("BILLING"), unknown=_contacts("SECURITY", "BILLING", UNKNOWN)
        ),
    ),
)
