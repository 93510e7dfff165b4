"""The committed list of rules: a rule that is gone, milder, or looks at less shows in review, and refuses a run.

``manifest.json`` beside this file is generated (``vouch generate``) and guarded by CODEOWNERS. Who judges compares
the rule book with it first, so that a pack that lost a rule on its way judges nothing.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from guardrails.judge import RuleBook
from guardrails.rule import CompletenessRule, RelationRule, Rule

MANIFEST: Final = Path(__file__).with_name("manifest.json")
_LISTED_TYPES: Final = 20


def render(book: RuleBook) -> str:
    """The manifest of a rule book: JSON, sorted by id, a rule a line."""
    rows = ",\n".join(f"  {json.dumps(each)}" for _, each in sorted(_stated(book).items()))
    return f"[\n{rows}\n]\n"


def differences(book: RuleBook, path: Path = MANIFEST) -> list[str]:
    """What of a rule book differs from the manifest, a phrase a rule, by id; empty where nothing does."""
    try:
        committed = {str(each["rule"]): each for each in json.loads(path.read_text(encoding="utf-8"))}
    except (OSError, ValueError, TypeError, KeyError):
        return [f"{path.name} cannot be read"]
    stated = _stated(book)
    if len(stated) != len(book.rules):
        return ["two rules have one id"]
    if committed == stated:
        return []
    return [
        _difference(rule, committed.get(rule), stated.get(rule))
        for rule in sorted(committed.keys() | stated.keys())
        if committed.get(rule) != stated.get(rule)
    ]


def _difference(rule: str, committed: Mapping[str, Any] | None, stated: Mapping[str, Any] | None) -> str:
    if stated is None:
        return f"{rule} is missing"
    if committed is None:
        return f"{rule} is not in it"
    changed = [key for key in stated if stated[key] != committed.get(key)]
    return f"{rule} differs in {', '.join(changed)}"


def _stated(book: RuleBook) -> dict[str, dict[str, Any]]:
    return {rule.id: _row(rule, book) for rule in book.rules}


def _row(rule: Rule, book: RuleBook) -> dict[str, Any]:
    info = book.info(rule)
    return {
        "rule": rule.id,
        "control": info.control,
        "severity": info.severity.value,
        "kind": _kind(rule),
        "types": _types(rule.types),
    }


def _kind(rule: Rule) -> str:
    if isinstance(rule, CompletenessRule):
        return "completeness"
    return "relation" if isinstance(rule, RelationRule) else "resource"


def _types(types: tuple[str, ...]) -> list[str] | str:
    """The types, or, of rules on hundreds of them, how many there are and a digest."""
    ordered = sorted(types)
    if len(ordered) <= _LISTED_TYPES:
        return ordered
    digest = hashlib.sha256("\n".join(ordered).encode()).hexdigest()
    return f"{len(ordered)} types, sha256 {digest[:16]}"
