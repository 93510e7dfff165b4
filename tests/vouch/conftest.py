"""A small rule book, and the command called in this process, so that no test depends on a real rule."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from guardrails.controls.model import Control, RuleInfo
from guardrails.graph import Graph, Resource
from guardrails.judge import RuleBook
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, ResourceRule, Rule, examples
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN
from guardrails.verdicts import Severity, failed, undetermined
from vouch.cli import main

BUCKET = "aws:s3/bucket:Bucket"
TRAIL = "aws:cloudtrail/trail:Trail"
PROGRAMS = Path(__file__).resolve().parents[1] / "support" / "programs"


def _named(resource: Resource, _bar: Thresholds) -> Findings:
    name = resource.read("bucket")
    if name.unknown:
        yield undetermined(name, "bucket is not known yet; it must be set")
    elif name.absent:
        yield failed(name, "bucket is not set")


def _owned(resource: Resource, _bar: Thresholds) -> Findings:
    if resource.read("tags.owner").absent:
        yield failed("tags.owner", "tags.owner is not set")


def _trailed(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(TRAIL):
        yield failed(None, "the stack has no trail")


def _breaking(_resource: Resource, _bar: Thresholds) -> Findings:
    raise ZeroDivisionError("division by zero")


_EXAMPLES = examples(
    BUCKET,
    good={"bucket": "logs", "tags": {"owner": "me"}, "rules": [{"days": 1, "names": ["*", "a"]}]},
    bad={},
    unknown={"bucket": UNKNOWN},
)
_NAMED = ResourceRule("bucket-named", (BUCKET,), _named, _EXAMPLES)
_OWNED = ResourceRule("bucket-owned", (BUCKET,), _owned, _EXAMPLES)
_TRAILED = CompletenessRule(
    "trail-present", (TRAIL,), _trailed, Examples(good=(Declared(type=TRAIL),), bad=(), unknown=None)
)
_BREAKING = ResourceRule("bucket-breaking", (BUCKET,), _breaking, _EXAMPLES)


def _info(rule: str, control: str, severity: Severity) -> RuleInfo:
    return RuleInfo(
        id=rule,
        control=control,
        title=f"Title of {rule}",
        severity=severity,
        fix=f"Mend {rule}",
        frameworks=("CIS-5.0:1.1",),
        equivalents=("CKV_AWS_16", "RDS.3"),
    )


_INFOS = {
    "bucket-named": _info("bucket-named", "rest.files", Severity.HIGH),
    "bucket-owned": _info("bucket-owned", "base.data", Severity.LOW),
    "trail-present": _info("trail-present", "log.trail", Severity.CRITICAL),
    "bucket-breaking": _info("bucket-breaking", "rest.files", Severity.MEDIUM),
}


CONTROLS = (
    Control(id="rest.files", title="Files are encrypted at rest", note="Access logs use the service's key"),
    Control(id="log.trail", title="Every call is recorded"),
    Control(id="tls.internal", title="Traffic inside is encrypted"),
    Control(id="base.data", title="Good practice of data beyond the claims"),
)


@pytest.fixture
def book() -> RuleBook:
    """Three sound rules: one that refuses, one that advises, one of completeness."""
    return RuleBook((_NAMED, _OWNED, _TRAILED), _INFOS)


@pytest.fixture
def breaking_book() -> RuleBook:
    """The rules, and one that raises on every bucket."""
    rules: tuple[Rule, ...] = (_NAMED, _BREAKING)
    return RuleBook(rules, _INFOS)


@dataclass(frozen=True)
class Ended:
    """What one call of the command came to."""

    code: int
    out: str
    err: str


@pytest.fixture
def vouch(capsys: pytest.CaptureFixture[str], book: RuleBook, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ended]:
    """Calls the command with the small rule book and controls, as a shell would, without a stack from outside."""
    monkeypatch.delenv("PULUMI_STACK", raising=False)

    def call(*arguments: object, rules: RuleBook = book) -> Ended:
        for module in ("check", "rules", "controls", "claims", "explain"):
            monkeypatch.setattr(f"vouch.commands.{module}.book", lambda: rules)
            monkeypatch.setattr(f"vouch.commands.{module}.CONTROLS", CONTROLS)
        # The small rule book is no weakened one.
        monkeypatch.setattr("vouch.commands.check.check_manifest", lambda _book: None)
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Ended(code, printed.out, printed.err)

    return call
