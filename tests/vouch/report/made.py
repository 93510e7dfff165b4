"""Reports that a test makes for itself."""

from collections.abc import Sequence
from typing import Any

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity, Verdict
from vouch.report.model import Report, Result, Run, Subject, Summary, Tool

BUCKET = "aws:s3/bucket:Bucket"
INFOS = {
    "bucket-named": RuleInfo(
        id="bucket-named",
        control="rest.files",
        title="Buckets have a name",
        severity=Severity.HIGH,
        fix="Set bucket.",
        frameworks=("CIS-5.0:2.1.4",),
        equivalents=("CKV_AWS_18", "S3.9"),
    )
}


def result(name: str | None = "logs", **fields: Any) -> Result:
    """A refused result of the rule ``bucket-named``, on a bucket (or on the stack, for None), but for ``fields``."""
    stated: dict[str, Any] = {
        "rule": "bucket-named",
        "control": "rest.files",
        "claims": ("CF-02", "OB-05"),
        "severity": Severity.HIGH,
        "verdict": Verdict.FAILED,
        "refused": True,
        "urn": f"urn:pulumi:live::shop::{BUCKET}::{name}" if name else None,
        "type": BUCKET if name else None,
        "name": name,
        "property": "bucket" if name else None,
        "message": "bucket is not set",
        "fix": "Set bucket.",
        "frameworks": ("CIS-5.0:2.1.4",),
        "known": False,
        "exemption": None,
        "source": None,
    }
    return Result(**{**stated, **fields})


def run(*results: Result, stack: str = "live", path: str = "state.json", kind: str = "state", **fields: Any) -> Run:
    """A run of these results; its summary counts them, and what it lists nowhere is 0."""
    verdicts = [each.verdict for each in results]
    summary = Summary(
        resources=3,
        rules=2,
        passed=verdicts.count(Verdict.PASSED),
        failed=verdicts.count(Verdict.FAILED),
        undetermined=verdicts.count(Verdict.UNDETERMINED),
        not_applicable=verdicts.count(Verdict.NOT_APPLICABLE),
        exempt=verdicts.count(Verdict.EXEMPT),
        known=sum(each.known for each in results),
        errors=verdicts.count(Verdict.ERROR),
        refused=sum(each.refused for each in results),
        seconds=0.5,
    )
    subject = Subject.model_validate({"kind": kind, "path": path, "stack": stack})
    return Run(subject=subject, profile="prod", summary=summary, results=results, **fields)


def report(*runs: Run, rules: Sequence[str] = ("bucket-named",)) -> Report:
    """A report of these runs."""
    return Report(tool=Tool(version="0.1.0"), rules=dict.fromkeys(rules, Severity.HIGH), runs=runs)
