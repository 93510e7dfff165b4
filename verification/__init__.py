"""Live checks: whether an AWS account keeps the promises, asked read-only (design: "verified").

Areas have the names they have everywhere (``verification.data`` beside ``guardrails.rules.data``). Nothing here writes
to an account but ``verification.drills``, which says so.
"""
