"""One run of the pack over one stack: what it has seen, and what it has to say. Knows nothing of the SDK."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Final

from guardrails.exempting import exempted, overdue, unneeded
from guardrails.exemptions import Exemptions
from guardrails.graph import Graph, Resource
from guardrails.judge import Result, RuleBook, judge, judge_resource
from guardrails.pack.targets import is_left_out, refused
from guardrails.profiles import Profile
from guardrails.rule import ResourceRule
from guardrails.tokens import PROVIDERS
from guardrails.values import Value
from guardrails.verdicts import Verdict

_NOBODY: Final = Graph(())
_TELLING: Final = frozenset({Verdict.FAILED, Verdict.UNDETERMINED, Verdict.ERROR, Verdict.EXEMPT})


class Operation(Enum):
    """What the engine runs the pack for; ``ANALYSIS`` is ``pulumi policy analyze``, which looks at a state."""

    PREVIEW = "preview"
    UPDATE = "update"
    ANALYSIS = "analysis"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What is run: on which stack, and on which day (exemptions end)."""

    project: str
    stack: str
    operation: Operation
    today: date


@dataclass(frozen=True)
class StackVerdict:
    """What there is to say of the stack, and the rules that did not pass without having said it here.

    These had nothing to judge, or have spoken of a resource before.
    """

    told: tuple[Result, ...]
    not_applicable: tuple[str, ...]


@dataclass
class _Seen:
    """A resource as a resource policy saw it: its inputs, what was said, and which rules are still open.

    Only the whole stack shows whether something that is unknown is proven by a dependency.
    """

    properties: Mapping[str, Value]
    told: tuple[Result, ...]
    open: tuple[ResourceRule, ...] = field(default_factory=tuple)


class Run:
    """Judges resources one by one as they come, and then the stack, as the engine asks."""

    def __init__(self, rules: RuleBook, profile: Profile, setting: Setting) -> None:
        self._rules = rules
        self._profile = profile
        self._setting = setting
        self._exemptions = Exemptions()
        self._others = RuleBook(tuple(rule for rule in rules.rules if not isinstance(rule, ResourceRule)), rules.infos)
        self._by_type: dict[str, list[ResourceRule]] = {}
        for rule in rules.rules:
            if isinstance(rule, ResourceRule):
                for type_ in rule.types:
                    self._by_type.setdefault(type_, []).append(rule)
        self._seen: dict[str, _Seen] = {}
        self._applied: set[str] = set()
        self._targeted = False

    @property
    def setting(self) -> Setting:
        """What is run."""
        return self._setting

    @property
    def rules(self) -> RuleBook:
        """The rules that judge."""
        return self._rules

    def exempt(self, exemptions: Exemptions) -> None:
        """Takes the exemptions that are meant for this stack."""
        self._exemptions = exemptions.of_stack(self._setting.project, self._setting.stack)

    def _rules_of(self, type_: str) -> Iterable[ResourceRule]:
        """The rules that judge a resource of this type by itself."""
        return self._by_type.get(type_, ())

    def inputs(self, urn: str) -> Mapping[str, Value] | None:
        """The inputs of a resource that was judged; a stack policy sees outputs only."""
        seen = self._seen.get(urn)
        return seen.properties if seen else None

    def resource(self, resource: Resource) -> tuple[Result, ...]:
        """What is known to be wrong with a resource, judged by itself before it is created."""
        if self._setting.operation is not Operation.ANALYSIS:
            if self._targeted and not resource.properties:
                return ()
            if is_left_out(resource):
                self._targeted = True
                return (refused(resource),)
        told: list[Result] = []
        open_: list[ResourceRule] = []
        for rule in self._rules_of(resource.type):
            results = self._judged(rule, resource, _NOBODY)
            if any(result.verdict is not Verdict.NOT_APPLICABLE for result in results):
                self._applied.add(rule.id)
            told.extend(result for result in results if result.verdict in (Verdict.FAILED, Verdict.ERROR))
            if any(result.verdict is Verdict.UNDETERMINED for result in results):
                open_.append(rule)
        settled = tuple(exempted(told, self._exemptions, today=self._setting.today))
        self._seen[resource.urn] = _Seen(resource.properties, settled, tuple(open_))
        return settled

    def stack(self, resources: Iterable[Resource]) -> StackVerdict:
        """What only the whole stack shows: relations, what is missing, what stayed undetermined, exemptions."""
        if self._targeted:
            # The run is refused already; what its other resources lack may well be what it leaves out.
            return StackVerdict((), tuple(rule.id for rule in self._rules.rules))
        graph = Graph(each for each in resources if self._is_own(each))
        others = judge(graph, self._others, self._profile)
        found = [*self._still_open(graph), *(each for each in others if each.verdict in _TELLING)]
        told = exempted(found, self._exemptions, today=self._setting.today)
        applied = self._applied | {each.info.id for each in others if each.verdict is not Verdict.NOT_APPLICABLE}
        spoken = {each.info.id for seen in self._seen.values() for each in seen.told}
        return StackVerdict(
            told=(*told, *self._of_exemptions(told, graph)),
            not_applicable=tuple(rule.id for rule in self._rules.rules if rule.id not in applied - spoken),
        )

    def _is_own(self, resource: Resource) -> bool:
        """Whether the program declares a resource; what it only looks up (``Bucket.get``) is another's to judge.

        The engine tells both to a stack policy, and only what is declared to a resource policy.
        """
        return resource.urn in self._seen or resource.type.startswith(PROVIDERS) or not self._seen

    def _still_open(self, graph: Graph) -> Iterator[Result]:
        for resource in graph.resources:
            seen = self._seen.get(resource.urn)
            for rule in self._rules_of(resource.type) if seen is None else seen.open:
                for result in self._judged(rule, resource, graph):
                    if result.verdict is Verdict.UNDETERMINED or (seen is None and result.verdict in _TELLING):
                        yield result

    def _of_exemptions(self, told: Iterable[Result], graph: Graph) -> Iterator[Result]:
        today = self._setting.today
        yield from overdue(self._exemptions, today=today)
        # During an update unknown values have become known: what covers an undetermined result has no use then. The
        # same is so in a preview of what is deployed already, of which `vouch check` alone can tell.
        if self._setting.operation is Operation.PREVIEW:
            deployed = [each for each in graph.resources if _is_deployed(each)]
            asked = Exemptions(tuple(each for each in self._exemptions.entries if not any(map(each.selects, deployed))))
            earlier = [result for seen in self._seen.values() for result in seen.told]
            yield from unneeded(asked, [*earlier, *told], today=today)

    def _judged(self, rule: ResourceRule, resource: Resource, graph: Graph) -> list[Result]:
        return list(judge_resource(rule, self._rules.info(rule), resource, graph, self._profile))


def _is_deployed(resource: Resource) -> bool:
    """Whether the cloud has named a resource already: what it computes is known then."""
    return any(isinstance(resource.outputs.get(key), str) for key in ("arn", "id"))
