"""The records of the rules on people's sessions, and on getting an account back."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="cognito-user-pool-devices-remembered",
        control="id.sessions",
        title="User pools know the devices that people are signed in on",
        severity=Severity.MEDIUM,
        fix="Set deviceConfiguration on the user pool.",
    ),
    RuleInfo(
        id="dynamodb-session-table-expires",
        control="id.sessions",
        title="Tables of sessions expire them",
        severity=Severity.MEDIUM,
        fix="Set ttl.enabled to true, with the attribute that holds the expiry as attributeName.",
    ),
    RuleInfo(
        id="session-routes-present",
        control="id.sessions",
        title="People can list and end their sessions",
        severity=Severity.HIGH,
        fix="Add an apigatewayv2.Route GET /sessions and one DELETE /sessions/{id}, with authorizationType JWT.",
    ),
    RuleInfo(
        id="account-recovery-confined",
        control="ir.reset",
        title="Who may reset accounts may do so in one user pool",
        severity=Severity.HIGH,
        fix="Name the ARN of the user pool as Resource of cognito-idp:Admin actions.",
    ),
    RuleInfo(
        id="account-recovery-present",
        control="ir.reset",
        title="A role can sign a person out everywhere and reset the account",
        severity=Severity.HIGH,
        fix=(
            "Allow a role cognito-idp:AdminUserGlobalSignOut, AdminResetUserPassword and AdminSetUserMFAPreference on "
            "the ARN of the user pool."
        ),
    ),
)
