"""The report as SARIF 2.1.0, for code scanning: one run a subject, one result a finding.

The format is OASIS's "Static Analysis Results Interchange Format (SARIF) Version 2.1.0"; what GitHub reads of it, and
its limits (20 runs a file, 25,000 results a run, 20 tags a rule), is in "SARIF support for code scanning". Passed and
not-applicable results are left out even with ``--all``: GitHub makes an alert of every result, whatever its kind
(microsoft/PSRule#955).
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity, Verdict
from vouch.report.model import Report, Result, Run
from vouch.report.pages import page_address
from vouch.report.places import Places, places

_RESULTS_SHOWN: Final = 25_000
_TAGS_SHOWN: Final = 20
_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT: Final = "SRCROOT"
_LEVELS: Final = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
# GitHub calls over 9.0 critical, from 7.0 high, from 4.0 medium, and the rest low.
_SCORES: Final = {Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.5", Severity.LOW: "3.0"}
_LISTED: Final = frozenset({Verdict.FAILED, Verdict.UNDETERMINED, Verdict.EXEMPT, Verdict.ERROR})


def render(report: Report, infos: Mapping[str, RuleInfo]) -> str:
    """The report as one SARIF file. ``infos`` are the records of the rules that judged."""
    stacks = Counter(run.subject.stack for run in report.runs)
    runs = [
        _run(run, report.tool.version, infos, alone=stacks[run.subject.stack] == 1, number=number)
        for number, run in enumerate(report.runs, start=1)
    ]
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": runs}
    return json.dumps(document, indent=1, ensure_ascii=True) + "\n"


def _run(run: Run, version: str, infos: Mapping[str, RuleInfo], *, alone: bool, number: int) -> dict[str, Any]:
    listed = [result for result in run.results if result.verdict in _LISTED]
    # Code scanning keeps the first, so what refuses must not be what is left out.
    results = sorted(listed, key=lambda result: not result.refused)[:_RESULTS_SHOWN]
    first = {result.rule: result for result in reversed(results)}
    rules = {rule: position for position, rule in enumerate(sorted(first))}
    subject = run.subject
    return {
        "tool": {
            "driver": {
                "name": "vouch",
                "version": version,
                "semanticVersion": version,
                "rules": [_rule(first[rule], infos.get(rule)) for rule in rules],
            }
        },
        # GitHub tells the runs of one tool apart by this, up to its last slash.
        "automationDetails": {"id": f"vouch/{subject.stack or '-'}/" if alone else f"vouch/{subject.stack}/{number}/"},
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(listed)],
        "results": _results(run, results, rules, places(subject)),
        "properties": {
            "subject": subject.model_dump(),
            "profile": run.profile,
            "summary": run.summary.model_dump(exclude={"seconds"}),
        },
    }


def _invocation(results: Sequence[Result]) -> dict[str, Any]:
    """Whether every rule could judge, and which could not."""
    raised = [result for result in results if result.verdict is Verdict.ERROR]
    notifications: list[dict[str, Any]] = [
        {
            "level": "error",
            "message": {"text": result.message},
            "associatedRule": {"id": result.rule},
        }
        for result in raised
    ]
    if (more := len(results) - _RESULTS_SHOWN) > 0:
        said = f"{more} results more are not in this file, which may hold {_RESULTS_SHOWN}: the JSON report has all."
        notifications.append({"level": "warning", "message": {"text": said}})
    return {"executionSuccessful": not raised, "toolExecutionNotifications": notifications}


def _rule(result: Result, info: RuleInfo | None) -> dict[str, Any]:
    """One rule, from its record; from a result where it is none of the book's (an exemption that expired, say)."""
    title = info.title if info else result.rule
    equivalents = info.equivalents if info else ()
    properties: dict[str, Any] = {
        "tags": _tags(["security", result.control, *result.claims, *result.frameworks, *equivalents]),
        "precision": "very-high",
        "problem.severity": _problem(result.severity),
        "control": result.control,
        "claims": list(result.claims),
        "frameworks": list(result.frameworks),
        "equivalents": list(equivalents),
    }
    if result.severity in _SCORES:
        properties["security-severity"] = _SCORES[result.severity]
    rule: dict[str, Any] = {
        "id": result.rule,
        "name": "".join(part.capitalize() for part in result.rule.split("-")),
        "shortDescription": {"text": title},
        "fullDescription": {"text": f"{title}. Control {result.control}{_breaking(result.claims)}."},
        "help": _help(result, equivalents),
        "defaultConfiguration": {"level": _LEVELS[result.severity]},
        "properties": properties,
    }
    if uri := page_address(result.rule, result.control):
        rule["helpUri"] = uri
    return rule


def _tags(tags: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(tags))[:_TAGS_SHOWN]


def _problem(severity: Severity) -> str:
    return "recommendation" if _LEVELS[severity] == "note" else _LEVELS[severity]


def _breaking(claims: Sequence[str]) -> str:
    return f", which keeps claims {', '.join(claims)}" if claims else ""


def _help(result: Result, equivalents: Sequence[str]) -> dict[str, str]:
    said = [
        ("Fix", result.fix),
        ("Control", result.control),
        ("Claims", ", ".join(result.claims)),
        ("Frameworks", ", ".join(result.frameworks)),
        ("Also known as", ", ".join(equivalents)),
    ]
    return {
        "text": "\n".join(f"{name}: {text}" for name, text in said if text),
        "markdown": "\n\n".join(f"**{name}:** {_plain(text)}" for name, text in said if text),
    }


def _plain(text: str) -> str:
    return "".join(f"\\{each}" if each in "\\`*_[]<>" else each for each in text)


def _results(run: Run, results: Sequence[Result], rules: Mapping[str, int], where: Places) -> list[dict[str, Any]]:
    compared = any(result.known for result in run.results)
    seen: Counter[str] = Counter()
    rendered = []
    for result in results:
        print_ = _fingerprint(run, result)
        seen[print_] += 1
        rendered.append(_result(run, result, rules[result.rule], where, f"{print_}:{seen[print_]}", compared=compared))
    return rendered


def _fingerprint(run: Run, result: Result) -> str:
    """The same for a finding as long as its rule, resource and property are; lines and messages may change."""
    named = [result.rule, run.subject.stack, result.urn or "", result.property or ""]
    return hashlib.sha256("\0".join(named).encode("utf-8", "backslashreplace")).hexdigest()[:32]


def _result(run: Run, result: Result, index: int, where: Places, print_: str, *, compared: bool) -> dict[str, Any]:
    # SARIF 3.27.10 has any kind but "fail" go with the level "none", which viewers hide: so what refuses, fails.
    fails = result.refused or result.verdict is not Verdict.UNDETERMINED
    open_ = "Could not be determined. " if result.verdict is Verdict.UNDETERMINED else ""
    rendered: dict[str, Any] = {
        "ruleId": result.rule,
        "ruleIndex": index,
        "kind": "fail" if fails else "open",
        "level": _LEVELS[result.severity] if fails else "none",
        "message": {"text": f"{open_}{_said(result)}"},
        "locations": [_location(run, result, where)],
        # GitHub keeps alerts apart by the first alone; without it, two findings of one line would become one.
        "partialFingerprints": {"primaryLocationLineHash": print_, "vouchFinding/v1": print_},
        "properties": {
            "verdict": result.verdict.value,
            "severity": result.severity.value,
            "refused": result.refused,
            "property": result.property,
            "type": result.type,
        },
    }
    if result.exemption is not None:
        given = result.exemption
        why = f"{given.reason} (owner {given.owner}, {given.ticket}, until {given.expires.isoformat()})"
        rendered["suppressions"] = [{"kind": "external", "status": "accepted", "justification": why}]
    if compared:
        rendered["baselineState"] = "unchanged" if result.known else "new"
    return rendered


def _said(result: Result) -> str:
    """The message with what it speaks of: alerts are listed without their resource."""
    if result.urn is None:
        return result.message
    where = f"{result.type} {result.name}"
    told = result.property is None or result.property in result.message
    return f"{where}: {result.message}" if told else f"{where}, {result.property}: {result.message}"


def _location(run: Run, result: Result, where: Places) -> dict[str, Any]:
    file, line = where.file(result.source)
    logical = (
        {"name": result.name, "fullyQualifiedName": result.urn, "kind": "resource"}
        if result.urn
        else {"name": run.subject.stack or "-", "kind": "stack"}
    )
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(file, errors="backslashreplace"), "uriBaseId": _ROOT},
            # GitHub shows no result without a line.
            "region": {"startLine": line or 1},
        },
        "logicalLocations": [logical],
    }
