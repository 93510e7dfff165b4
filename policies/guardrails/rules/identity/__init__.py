"""The rules of identity."""

from guardrails.rule import Rule
from guardrails.rules.identity import attachments, documents, escalation, passwords, principals, sign_on, trust

RULES: tuple[Rule, ...] = (
    *passwords.RULES,
    *documents.RULES,
    *escalation.RULES,
    *attachments.RULES,
    *trust.RULES,
    *principals.RULES,
    *sign_on.RULES,
)
