"""How grave it is where a property that rules read drifts: the highest severity of the rules that read it.

`python -m tests.support.drift_severities` (with PYTHONPATH=.:policies) writes the list that drift is judged by.
"""

from guardrails.rules import RULES, book
from guardrails.verdicts import Severity
from tests.support.read_properties import read_properties
from verification.drift.severities import LISTED


def severities() -> dict[str, dict[str, str]]:
    """The severity of each property that rules read, by type."""
    infos = book().infos
    found: dict[str, dict[str, str]] = {}
    for severity in Severity:
        rules = [rule for rule in RULES if infos[rule.id].severity is severity]
        for type_, properties in read_properties(rules).items():
            for each in properties:
                found.setdefault(type_, {}).setdefault(each, severity.value)
    return found


def rendered(found: dict[str, dict[str, str]]) -> str:
    """The list as its file has it: a type a line, then its properties with their severities."""
    lines = (
        " ".join([type_, *(f"{each}={found[type_][each]}" for each in sorted(found[type_]))]) for type_ in sorted(found)
    )
    return "".join(f"{line}\n" for line in lines)


if __name__ == "__main__":
    LISTED.write_text(rendered(severities()), encoding="utf-8")
