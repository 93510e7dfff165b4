"""The controls of identity and access, and the records of the rules that guard them."""

from guardrails.controls.identity import (
    attachments,
    cognito_client,
    cognito_pool,
    documents,
    github,
    passwords,
    principals,
    session_logging,
    sessions,
    sign_on,
    staff,
    tenant,
    trust,
)
from guardrails.controls.model import Control, RuleInfo

CONTROLS: tuple[Control, ...] = (
    Control(
        id="id.hash",
        title="Passwords are kept only by Cognito, as salted verifiers, and never sent to our code",
        note="Cognito stores a salted verifier; that is AWS's attestation, not observable by API",
    ),
    Control(id="id.pw", title="Passwords are long, mixed and not reused"),
    Control(id="id.mfa", title="Signing in needs a second factor"),
    Control(id="id.threat", title="Compromised credentials and account takeover are blocked"),
    Control(id="id.oauth", title="Every route asks for a token of the OAuth 2.0 code flow"),
    Control(id="id.tokens", title="Tokens are short-lived, scoped and revocable"),
    Control(
        id="id.sessions",
        title="Users see their sessions and devices, and end them",
        note=(
            "issued access tokens live until expiry: 'remote revoke' is honest only with id.tokens <= 15 min or a"
            " revocation check in the authorizer"
        ),
    ),
    Control(id="id.rbac", title="Data is read and changed by role"),
    Control(
        id="id.tenant",
        title="A tenant's role reaches that tenant's data only",
        note="row isolation inside PostgreSQL (RLS) is schema code: test it in the app's CI",
    ),
    Control(id="id.sso", title="People sign in through Identity Center, in groups, for hours; there are no IAM users"),
    Control(
        id="id.least",
        title="Identities may do what they need, and no more",
        note=(
            "in a key policy `*` means this key, and delegation to the account root passes; a deploy role is "
            "judged against its permissions boundary"
        ),
    ),
    Control(id="id.access_log", title="Access by staff is recorded and announced"),
    Control(id="base.identity", title="Good practice of identity and access beyond the claims"),
)
RULES: tuple[RuleInfo, ...] = (
    *attachments.RULES,
    *cognito_client.RULES,
    *cognito_pool.RULES,
    *documents.RULES,
    *github.RULES,
    *passwords.RULES,
    *principals.RULES,
    *session_logging.RULES,
    *sessions.RULES,
    *sign_on.RULES,
    *tenant.RULES,
    *staff.RULES,
    *trust.RULES,
)
