"""The records of the rules on settings that anybody with read rights sees."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="settings-without-keys",
        control="sec.store",
        title="No key is written into the settings, scripts or templates of a service",
        severity=Severity.CRITICAL,
        fix="Put the key into Secrets Manager and name it where it is used; revoke it, for it was seen.",
    ),
    RuleInfo(
        id="settings-without-secrets",
        control="sec.store",
        title="No setting that is named like a secret holds one",
        severity=Severity.MEDIUM,
        fix="Put the value into Secrets Manager, and give the setting the secret's name or ARN.",
    ),
)
