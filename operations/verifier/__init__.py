"""The functions that verify on AWS, on a schedule: plan, verify one account in one region, gather.

They are the entry points of one package, which holds ``verification`` and ``guardrails`` beside them, so that AWS asks
what ``vouch verify`` asks. docs/continuous-verification.md says how a run goes.
"""
