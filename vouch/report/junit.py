"""The report as JUnit XML, for build servers: a suite a control, a case a rule and resource.

A case fails where it refuses, so that a build server's answer and the exit code are one; what refuses nothing is
skipped, and says why. The structure is what Jenkins' xUnit plugin (``junit-10.xsd``), the strictest reader, allows;
``tests/vouch/report/junit.xsd`` states the part of it that is used.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from guardrails.verdicts import Verdict
from vouch.report.model import Report, Result, Run
from vouch.report.places import Places, places

# XML 1.0 has no such characters, not even as references.
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LISTED: Final = frozenset(Verdict) - {Verdict.NOT_APPLICABLE}


def render(report: Report) -> str:
    """The report as one XML document."""
    root = Element("testsuites", name="vouch check")
    for run in report.runs:
        _suites(root, run)
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    root.set("time", f"{sum(run.summary.seconds for run in report.runs):.3f}")
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _suites(root: Element, run: Run) -> None:
    where = places(run.subject)
    stack = run.subject.stack or "-"
    listed = sorted((each for each in run.results if each.verdict in _LISTED), key=_case_key)
    for control, of_control in groupby(listed, key=lambda result: result.control):
        suite = SubElement(root, "testsuite", name=_xml(f"{stack} {control}"))
        names: set[str] = set()
        for _, of_case in groupby(of_control, key=_case_key):
            results = list(of_case)
            name = _name(results[0])
            # Two resources may share type and name under different parents; their URNs tell them apart.
            name = name if name not in names else f"{results[0].rule}: {results[0].urn}"
            names.add(name)
            _case(suite, f"{stack}.{control}", name, results, where)
        _count(suite)
    if not listed:
        # Build servers take a file without cases for a run that broke.
        suite = SubElement(root, "testsuite", name=_xml(stack))
        SubElement(suite, "testcase", classname=_xml(stack), name=f"{run.summary.rules} rules judged", time="0")
        _count(suite)


def _case_key(result: Result) -> tuple[str, str, str]:
    return (result.control, result.rule, result.urn or "")


def _name(result: Result) -> str:
    return f"{result.rule}: {result.type} {result.name}" if result.urn else f"{result.rule}: the stack"


def _case(suite: Element, classname: str, name: str, results: Sequence[Result], where: Places) -> None:
    case = SubElement(suite, "testcase", classname=_xml(classname), name=_xml(name), time="0")
    file, line = where.file(results[0].source)
    at = f"{file}:{line}" if line else file
    raised = [each for each in results if each.verdict is Verdict.ERROR]
    refused = [each for each in results if each.refused and each.verdict is not Verdict.ERROR]
    if raised:
        _said(case, "error", "error", raised, at)
    elif refused:
        failed = any(each.verdict is Verdict.FAILED for each in refused)
        _said(case, "failure", Verdict.FAILED if failed else Verdict.UNDETERMINED, refused, at)
    elif told := [each for each in results if each.verdict is not Verdict.PASSED]:
        SubElement(case, "skipped", message=_xml("; ".join(_why(each) for each in told)))


def _said(case: Element, tag: str, type_: str, results: Sequence[Result], at: str) -> None:
    first = results[0]
    more = f" (and {len(results) - 1} more)" if len(results) > 1 else ""
    said = SubElement(case, tag, type=type_, message=_xml(f"{_message(first)}{more}"))
    claims = [f"claims: {', '.join(first.claims)}"] if first.claims else []
    # Jenkins' schema has no attributes for the place.
    lines = [*map(_message, results), f"at: {at}", f"severity: {first.severity}", *claims, f"fix: {first.fix}"]
    said.text = _xml("\n".join(lines))


def _message(result: Result) -> str:
    told = result.property is None or result.property in result.message
    return result.message if told else f"{result.property}: {result.message}"


def _why(result: Result) -> str:
    """Why a result that is not passed refuses nothing."""
    if result.exemption is not None:
        given = result.exemption
        return (
            f"exempt until {given.expires.isoformat()} by {given.owner}, {given.ticket}: {given.reason}; "
            f"{_message(result)}"
        )
    if result.known:
        return f"known in the baseline: {_message(result)}"
    if result.verdict is Verdict.UNDETERMINED:
        return f"could not be determined: {_message(result)}"
    return f"severity {result.severity} refuses nothing: {_message(result)}"


def _count(suite: Element) -> None:
    cases = list(suite)
    suite.set("tests", str(len(cases)))
    for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(count, str(_with(cases, tag)))
    suite.set("time", "0")


def _with(cases: Iterable[Element], tag: str) -> int:
    return sum(case.find(tag) is not None for case in cases)


def _xml(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
