"""Judging one subject: a graph, rules and a profile in, a run of the report out. Pure, and quick to test."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.judge import Result as Judged
from guardrails.judge import RuleBook, judge
from guardrails.profiles import Profile
from guardrails.verdicts import Severity, Verdict
from vouch.report.model import Exempted, Result, Run, Source, Subject, Summary

ClaimsOf = Callable[[str], tuple[str, ...]]
Allowing = Callable[[Sequence[Judged]], Sequence[Judged]]
"""What exemptions and a baseline make of the results of a stack."""

_PROVIDERS: Final = "pulumi:providers:"
_UNLISTED: Final = frozenset({Verdict.PASSED, Verdict.NOT_APPLICABLE})
_GRAVITY: Final = {severity: rank for rank, severity in enumerate(Severity)}
_JUDGED: Final = frozenset({Verdict.PASSED, Verdict.FAILED, Verdict.UNDETERMINED, Verdict.EXEMPT})


@dataclass(frozen=True)
class Checked:
    """A judged subject: its run, and what the report says around it.

    ``guarded`` are the controls that a rule judged, ``provided`` those of them that a component of the stack makes and
    nothing refuses, is exempt or is only known, ``raised`` the rules that broke.
    """

    run: Run
    provided: frozenset[str]
    guarded: frozenset[str]
    claims: frozenset[str]
    raised: tuple[str, ...]
    types: tuple[tuple[str, int], ...]
    project: str = ""

    @property
    def refused(self) -> bool:
        """Whether anything that was judged refuses the deploy; a rule that raised is told apart."""
        return any(result.refused and result.verdict is not Verdict.ERROR for result in self.run.results)


def check(
    subject: Subject,
    graph: Graph,
    book: RuleBook,
    profile: Profile,
    *,
    claims_of: ClaimsOf,
    provides: Mapping[str, tuple[str, ...]],
    seconds: Callable[[], float],
    everything: bool = False,
    project: str = "",
    allowing: Allowing = list,
    soft_fail: bool = False,
) -> Checked:
    """Judges ``graph`` by every rule of ``book``, and lets ``allowing`` say which of the results refuse.

    ``seconds`` tells, at the end, how long the run took; ``soft_fail`` is noted in the run and changes no result.
    """
    judged = allowing(judge(graph, book, profile))
    listed = [result for result in judged if everything or result.verdict not in _UNLISTED]
    results = sorted((_result(result, claims_of) for result in listed), key=_order)
    guarded = frozenset(result.info.control for result in judged if result.verdict in _JUDGED)
    # Who is allowed to break a control does not keep it.
    broken = {
        result.info.control for result in judged if result.refused or result.known or result.verdict is Verdict.EXEMPT
    }
    components = {resource.token for resource in graph.resources if not resource.custom}
    return Checked(
        run=Run(
            subject=subject,
            profile=profile.name,
            summary=_summary(graph, book, judged, seconds()),
            results=tuple(results),
            soft_fail=soft_fail,
        ),
        provided=frozenset(
            control
            for token in components
            for control in provides.get(token, ())
            if control in guarded and control not in broken
        ),
        guarded=guarded,
        claims=frozenset(claim for control in guarded for claim in claims_of(control)),
        raised=tuple(dict.fromkeys(result.info.id for result in judged if result.verdict is Verdict.ERROR)),
        types=_types(graph),
        project=project,
    )


def _summary(graph: Graph, book: RuleBook, judged: Iterable[Judged], seconds: float) -> Summary:
    counts: Counter[Verdict] = Counter()
    refused = known = 0
    for result in judged:
        counts[result.verdict] += 1
        refused += result.refused
        known += result.known
    return Summary(
        resources=sum(not resource.token.startswith(_PROVIDERS) for resource in graph.resources),
        rules=len(book.rules),
        passed=counts[Verdict.PASSED],
        failed=counts[Verdict.FAILED],
        undetermined=counts[Verdict.UNDETERMINED],
        not_applicable=counts[Verdict.NOT_APPLICABLE],
        exempt=counts[Verdict.EXEMPT],
        known=known,
        errors=counts[Verdict.ERROR],
        refused=refused,
        seconds=round(seconds, 3),
    )


def _result(judged: Judged, claims_of: ClaimsOf) -> Result:
    info, resource = judged.info, judged.resource
    return Result(
        rule=info.id,
        control=info.control,
        claims=claims_of(info.control),
        severity=info.severity,
        verdict=judged.verdict,
        refused=judged.refused,
        urn=resource.urn if resource else None,
        type=resource.token if resource else None,
        name=resource.name if resource else None,
        property=judged.path,
        message=judged.message,
        fix=info.fix,
        frameworks=info.frameworks,
        known=judged.known,
        exemption=_exempted(judged),
        source=_source(resource),
    )


def _exempted(judged: Judged) -> Exempted | None:
    stated = judged.exemption
    if stated is None:
        return None
    return Exempted(owner=stated.owner, reason=stated.reason, ticket=stated.ticket, expires=stated.expires)


def _source(resource: Resource | None) -> Source | None:
    if resource is None or resource.position is None:
        return None
    return Source(file=resource.position.file, line=resource.position.line)


def _order(result: Result) -> tuple[int, str, str, str, str]:
    return (_GRAVITY[result.severity], result.rule, result.urn or "", result.property or "", result.message)


def _types(graph: Graph) -> tuple[tuple[str, int], ...]:
    """The services that were built and how many resources of each, the most first."""
    counts = Counter(
        resource.token.partition("/")[0] if resource.custom else "components"
        for resource in graph.resources
        if not resource.token.startswith(_PROVIDERS)
    )
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
