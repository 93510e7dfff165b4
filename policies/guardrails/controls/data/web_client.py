"""Records of the rules on what reaches a browser."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="s3-object-no-key",
        control="sec.client",
        title="Objects hold no key",
        severity=Severity.HIGH,
        fix="Take the key out of content, and revoke it: it is in the state too.",
    ),
    RuleInfo(
        id="s3-object-no-secret-source",
        control="sec.client",
        title="No secret flows into an object",
        severity=Severity.CRITICAL,
        fix="Have the service read the secret by itself; build content and source from nothing secret.",
    ),
    RuleInfo(
        id="cognito-browser-client-no-secret",
        control="sec.client",
        title="Clients that run in a browser have no secret",
        severity=Severity.HIGH,
        fix="Set generateSecret to false, and use the code flow with PKCE.",
    ),
)
