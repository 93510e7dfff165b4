"""AWS knows whom to tell: the account's alternate contacts."""

import re
from typing import Final

from guardrails.accounts import owned_accounts
from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, Rule
from guardrails.rules.governance.types import ALTERNATIVE_CONTACT
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_WANTED: Final = ("SECURITY", "OPERATIONS", "BILLING")
_ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def _all_there(graph: Graph, _bar: Thresholds) -> Findings:
    contacts = [(each.read("alternateContactType"), _counts(each, graph)) for each in graph.of(ALTERNATIVE_CONTACT)]
    sure = {kind.text for kind, counted in contacts if counted}
    missing = [wanted for wanted in _WANTED if wanted not in sure]
    named = {kind.text for kind, counted in contacts if counted is None and kind.known}
    lacking = [wanted for wanted in missing if wanted not in named]
    if len(lacking) > sum(kind.unknown and counted is not False for kind, counted in contacts):
        yield failed(None, f"the stack has no AlternativeContact for {' and '.join(lacking)}")
    elif missing:
        yield undetermined(None, f"whether an AlternativeContact is for {' and '.join(missing)} is not known yet")


def _counts(contact: Resource, graph: Graph) -> bool | None:
    """Whether a contact is the account's own, and an address that may reach somebody; None where not known yet.

    The organization's account may give other accounts their contacts.
    """
    account, address, owned = contact.read("accountId"), contact.read("emailAddress"), owned_accounts(graph)
    if address.known and _ADDRESS.fullmatch(address.text or "") is None:
        return False
    if account.known and owned and account.text not in owned:
        return False
    return None if address.unknown or account.unknown else True


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
