"""Judging: every rule over every resource it looks at, and what the findings come to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from guardrails.controls.model import RuleInfo
from guardrails.exemptions import Exemption
from guardrails.graph import Graph, Resource
from guardrails.profiles import Profile
from guardrails.rule import CompletenessRule, RelationRule, ResourceRule, Rule
from guardrails.secrecy import Secrets, hidden, secrets_of
from guardrails.verdicts import Finding, Verdict


class RuleError(Exception):
    """A rule raised: an error of the pack, which refuses the run and names the rule (design decision 6)."""

    def __init__(self, rule: str, urn: str | None, cause: Exception) -> None:
        where = f" on {urn}" if urn else ""
        super().__init__(f"rule {rule} raised {type(cause).__name__}{where}: {cause}")
        self.rule = rule
        self.urn = urn


@dataclass(frozen=True, slots=True)
class Result:
    """One verdict: a rule on a resource (or, for completeness, on the stack, with ``resource`` None).

    ``exemption`` is what made it exempt (``guardrails.exempting``); ``known`` says that a baseline has it.
    """

    info: RuleInfo
    verdict: Verdict
    resource: Resource | None
    path: str | None = None
    message: str = ""
    refused: bool = False
    exemption: Exemption | None = None
    known: bool = False


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Rules with their records, indexed once for many judgements."""

    rules: tuple[Rule, ...]
    infos: dict[str, RuleInfo]

    def info(self, rule: Rule) -> RuleInfo:
        """The record of a rule."""
        return self.infos[rule.id]

    def only(
        self, rules: Sequence[str] = (), controls: Sequence[str] = (), frameworks: Sequence[str] = ()
    ) -> "RuleBook":
        """The rules with these ids, of these controls or of these frameworks; all where none is given.

        A framework is named whole (``CIS-5.0``), by a section (``CIS-5.0:2.2``) or by a number (``CIS-5.0:2.2.1``).
        """
        if not rules and not controls and not frameworks:
            return self
        chosen = tuple(rule for rule in self.rules if self._chosen(self.infos[rule.id], rules, controls, frameworks))
        return RuleBook(chosen, self.infos)

    @staticmethod
    def _chosen(info: RuleInfo, rules: Sequence[str], controls: Sequence[str], frameworks: Sequence[str]) -> bool:
        if info.id in rules or info.control in controls:
            return True
        parts = tuple(each + ("." if ":" in each else ":") for each in frameworks)
        return any(number in frameworks or number.startswith(parts) for number in info.frameworks)


def judge(graph: Graph, book: RuleBook, profile: Profile) -> list[Result]:
    """Every verdict of every rule on this stack, in the order of the rules."""
    results: list[Result] = []
    for rule in book.rules:
        info = book.info(rule)
        if isinstance(rule, CompletenessRule):
            results.extend(_judge_stack(rule, info, graph, profile))
            continue
        resources = graph.of(*rule.types)
        if not resources:
            results.append(Result(info, Verdict.NOT_APPLICABLE, None, message="no resource of the rule's types"))
        for resource in resources:
            results.extend(judge_resource(rule, info, resource, graph, profile))
    return results


def judge_resource(
    rule: ResourceRule | RelationRule, info: RuleInfo, resource: Resource, graph: Graph, profile: Profile
) -> Iterator[Result]:
    """The verdicts of one rule on one resource; a rule that raises gives an error that names it."""
    try:
        found = (
            list(rule.judge(resource, profile.thresholds))
            if isinstance(rule, ResourceRule)
            else list(rule.judge(resource, graph, profile.thresholds))
        )
    except Exception as cause:  # noqa: BLE001  a rule may fail in any way, and the others must still judge
        yield _error(info, resource, cause)
        return
    yield from _results(info, resource, _hidden(_unproven(found, resource, graph), graph, resource), profile)


def _judge_stack(rule: CompletenessRule, info: RuleInfo, graph: Graph, profile: Profile) -> Iterator[Result]:
    if not profile.requires(info.control):
        message = f"profile {profile.name} does not require {info.control}"
        yield Result(info, Verdict.NOT_APPLICABLE, None, message=message)
        return
    try:
        found = list(rule.judge(graph, profile.thresholds))
    except Exception as cause:  # noqa: BLE001  as above
        yield _error(info, None, cause)
        return
    yield from _results(info, None, _hidden(found, graph), profile)


def _unproven(found: Iterable[Finding], resource: Resource, graph: Graph) -> list[Finding]:
    return [
        finding
        for finding in found
        if not (
            finding.verdict is Verdict.UNDETERMINED
            and finding.path is not None
            and finding.proven_by
            and graph.depends_on(resource, finding.path, *finding.proven_by)
        )
    ]


def _hidden(found: list[Finding], graph: Graph, resource: Resource | None = None) -> list[Finding]:
    """The findings without any text that is part of a secret, of the stack's or of a resource's beside it."""
    if not found:
        return found
    alone = secrets_of([resource]) if resource is not None and graph.get(resource.urn) is None else {}
    secrets = graph.derived(_secrets)
    if not secrets and not alone:
        return found
    return [replace(finding, message=hidden(finding.message, secrets, alone)) for finding in found]


def _secrets(graph: Graph) -> Secrets:
    return secrets_of(graph.resources)


def _results(info: RuleInfo, resource: Resource | None, found: list[Finding], profile: Profile) -> Iterator[Result]:
    said = [finding for finding in found if finding.verdict is not Verdict.NOT_APPLICABLE]
    if not said:
        verdict = Verdict.NOT_APPLICABLE if found else Verdict.PASSED
        yield Result(info, verdict, resource, message=found[0].message if found else "")
    for finding in said:
        yield Result(
            info,
            finding.verdict,
            resource,
            finding.path,
            finding.message,
            _refuses(finding.verdict, info, profile),
        )


def _refuses(verdict: Verdict, info: RuleInfo, profile: Profile) -> bool:
    if verdict is Verdict.FAILED:
        return info.severity.refuses
    return verdict is Verdict.UNDETERMINED and profile.refuses_undetermined and info.severity.refuses_undetermined


def _error(info: RuleInfo, resource: Resource | None, cause: Exception) -> Result:
    error = RuleError(info.id, resource.urn if resource else None, cause)
    return Result(info, Verdict.ERROR, resource, message=str(error), refused=True)
