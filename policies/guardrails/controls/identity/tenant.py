"""The records of the rules on tenants."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="tenant-policy-confined",
        control="id.tenant",
        title="Policies on what tenants share reach one tenant's part only",
        severity=Severity.HIGH,
        fix=(
            "Add the condition dynamodb:LeadingKeys, or open the path of objects and s3:prefix, with "
            "${aws:PrincipalTag/tenant_id}."
        ),
    ),
    RuleInfo(
        id="tenant-table-keyed",
        control="id.tenant",
        title="Tables of customers' data are keyed by tenant",
        severity=Severity.HIGH,
        fix="Set hashKey to tenant_id.",
    ),
    RuleInfo(
        id="tenant-role-tagged-session",
        control="id.tenant",
        title="Roles that act for tenants are assumed for one tenant at a time",
        severity=Severity.HIGH,
        fix="Allow sts:TagSession in assumeRolePolicy, on the condition that aws:RequestTag/tenant_id is given.",
    ),
    RuleInfo(
        id="tenant-role-present",
        control="id.tenant",
        title="The stack has a role that acts for one tenant at a time",
        severity=Severity.HIGH,
        fix=(
            "Add a role whose trust asks for aws:RequestTag/tenant_id, with a policy that follows "
            "aws:PrincipalTag/tenant_id."
        ),
    ),
)
