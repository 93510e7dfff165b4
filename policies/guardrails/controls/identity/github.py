"""The records of the rules on GitHub Actions as a way in."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="iam-role-trust-github-audience",
        control="id.least",
        title="A role trusts GitHub's tokens for AWS only",
        severity=Severity.HIGH,
        fix="Compare token.actions.githubusercontent.com:aud with sts.amazonaws.com in assumeRolePolicy.",
    ),
    RuleInfo(
        id="iam-role-trust-github-exact",
        control="id.least",
        title="A role trusts GitHub for named branches, environments or pull requests",
        severity=Severity.MEDIUM,
        fix=(
            "Compare token.actions.githubusercontent.com:sub in assumeRolePolicy by StringEquals, with "
            "repo:<owner>/<name>:environment:<name> or :ref:<ref>."
        ),
    ),
    RuleInfo(
        id="iam-github-provider-one-audience",
        control="id.least",
        title="GitHub's OIDC provider takes one audience",
        severity=Severity.MEDIUM,
        fix="Set clientIdLists to [sts.amazonaws.com].",
    ),
)
