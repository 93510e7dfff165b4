"""The records of the rules on Identity Center."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="identity-center-session-short",
        control="id.sso",
        title="A session lasts eight hours, an administrator's one",
        severity=Severity.MEDIUM,
        fix="Set sessionDuration to PT8H or less, or PT1H with AdministratorAccess.",
    ),
    RuleInfo(
        id="identity-center-assigned-to-groups",
        control="id.sso",
        title="Permission sets are assigned to groups",
        severity=Severity.MEDIUM,
        fix="Set principalType to GROUP and principalId to the group's id.",
    ),
)
