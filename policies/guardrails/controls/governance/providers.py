"""The records of the rules on providers."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="provider-without-credentials",
        control="base.governance",
        title="No provider carries credentials of its own",
        severity=Severity.HIGH,
        fix="Take accessKey, secretKey and token out, and give the deployment a role by OIDC or the environment.",
        equivalents=("CKV_AWS_41",),
    ),
    RuleInfo(
        id="provider-talks-to-aws",
        control="base.governance",
        title="Providers talk to AWS, and check whom they speak for",
        severity=Severity.HIGH,
        fix="Take endpoints, insecure, skipCredentialsValidation and skipRequestingAccountId out of the provider.",
    ),
    RuleInfo(
        id="provider-confined-to-account",
        control="base.governance",
        title="A provider is confined to the accounts that it is for",
        severity=Severity.LOW,
        fix="Name the account's id in allowedAccountIds.",
    ),
    RuleInfo(
        id="provider-role-external-id",
        control="base.governance",
        title="A provider takes a stranger's role with an external id",
        severity=Severity.MEDIUM,
        fix="Set externalId in assumeRoles to the id agreed with the account's owner.",
    ),
)
