"""What a finding says in the engine's output, below the rule's name, severity and resource, which the CLI prints."""

from guardrails.claims import claims_of
from guardrails.judge import Result
from guardrails.verdicts import Verdict

_PREFIX = {Verdict.UNDETERMINED: "cannot be determined: "}


def message(result: Result) -> str:
    """What is wrong and where, the control and the claims that it keeps, and how to mend or why it is exempt."""
    info = result.info
    claims = ", ".join(claims_of(info.control)) or "none (good practice)"
    where = f"property {result.path}, " if result.path else ""
    return (
        f"{_PREFIX.get(result.verdict, '')}{result.message}\n"
        f"  {where}control {info.control}, claims {claims}\n"
        f"  {_end(result)}"
    )


def _end(result: Result) -> str:
    if (exemption := result.exemption) is None:
        return f"fix: {result.info.fix}"
    return f"exempt until {exemption.expires}: {exemption.reason} (owner {exemption.owner}, ticket {exemption.ticket})"
