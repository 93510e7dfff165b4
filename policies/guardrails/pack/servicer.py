"""The policy protocol, answered for all rules at once.

It is the SDK's own servicer with other hot paths: each resource is read once, whatever the number of policies, and
each finding has the name of its rule and the level of that very result.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2 as messages
from pulumi.runtime.proto import analyzer_pb2_grpc
from pulumi_policy import EnforcementLevel
from pulumi_policy.policy import _PolicyAnalyzerServicer

from guardrails.exemptions import ExemptionError, parse
from guardrails.graph import Options, Resource
from guardrails.judge import Result
from guardrails.pack.configuration import EXEMPTIONS, ConfigurationError, Configured, Level, raised, refuse_weaker
from guardrails.pack.message import message
from guardrails.pack.policies import infos, level, policies
from guardrails.pack.run import Run
from guardrails.pack.wire import properties_of
from guardrails.tokens import PROVIDERS, STACK, canonical
from guardrails.verdicts import Severity, Verdict

NAME: Final = "vouch"
_VERSION: Final = "0.0.1"  # the engine takes the one of PulumiPolicy.yaml
_NEVER_COMPONENTS: Final = ("aws:", PROVIDERS)

_SEVERITIES: Final = {
    Severity.CRITICAL: messages.POLICY_SEVERITY_CRITICAL,
    Severity.HIGH: messages.POLICY_SEVERITY_HIGH,
    Severity.MEDIUM: messages.POLICY_SEVERITY_MEDIUM,
    Severity.LOW: messages.POLICY_SEVERITY_LOW,
    Severity.INFO: messages.POLICY_SEVERITY_LOW,
}
_LEVELS: Final = {
    messages.DISABLED: Level.DISABLED,
    messages.REMEDIATE: Level.REMEDIATE,
    messages.ADVISORY: Level.ADVISORY,
    messages.MANDATORY: Level.MANDATORY,
}


class Servicer(_PolicyAnalyzerServicer):
    """What the engine asks of a pack, answered by one run of it."""

    def __init__(self, run: Run) -> None:
        super().__init__(NAME, _VERSION, policies(run.rules), EnforcementLevel.MANDATORY)
        self._run = run
        self._own = {name: level(info) for name, info in infos(run.rules).items()}
        self._own[EXEMPTIONS] = Level.MANDATORY
        self._raised: frozenset[str] = frozenset()

    def Configure(self, request: Any, context: Any) -> Any:  # noqa: N802  a method of the protocol
        """Takes exemptions and raised levels; ends the run where anything would weaken it."""
        given = {
            name: Configured(_LEVELS[entry.enforcementLevel], properties_of(entry.properties))
            for name, entry in request.policyConfig.items()
        }
        try:
            refuse_weaker(self._own, given)
            stated = given.get(EXEMPTIONS)
            if stated is not None and stated.properties:
                rules = {rule.id for rule in self._run.rules.rules}
                self._run.exempt(parse(stated.properties, rules=rules, today=self._run.setting.today))
        except ConfigurationError as error:
            refuse(context, str(error))
        except ExemptionError as error:
            refuse(context, f"the exemptions in the configuration cannot be taken: {error}")
        self._raised = raised(self._own, given)
        return empty_pb2.Empty()

    def Remediate(self, _request: Any, _context: Any) -> Any:  # noqa: N802  a method of the protocol
        """Nothing: the pack refuses, it never mends."""
        return messages.RemediateResponse()

    def Analyze(self, request: Any, _context: Any) -> Any:  # noqa: N802  a method of the protocol
        """What is known to be wrong with one resource."""
        resource = Resource(
            urn=request.urn,
            type=canonical(request.type),
            token=request.type,
            name=request.name,
            properties=properties_of(request.properties),
            options=_options(request.options),
            parent=request.options.parent,
            provider=request.provider.urn,
            custom=_is_custom(request),
        )
        return messages.AnalyzeResponse(diagnostics=map(self._diagnostic, self._run.resource(resource)))

    def AnalyzeStack(self, request: Any, _context: Any) -> Any:  # noqa: N802  a method of the protocol
        """What only the whole stack shows."""
        found = self._run.stack(self._resources(request.resources))
        return messages.AnalyzeResponse(
            diagnostics=map(self._diagnostic, found.told),
            not_applicable=[messages.PolicyNotApplicable(policy_name=rule) for rule in found.not_applicable],
        )

    def _resources(self, listed: Iterable[Any]) -> Iterator[Resource]:
        present = set()
        providers: dict[str, Any] = {}
        for each in listed:
            present.add(each.urn)
            if each.HasField("provider"):
                providers.setdefault(each.provider.urn, each.provider)
            if each.type != STACK:
                yield self._stack_resource(each)
        for urn, provider in providers.items():
            if urn not in present:
                yield Resource(
                    urn=urn,
                    type=provider.type,
                    token=provider.type,
                    name=provider.name,
                    properties=properties_of(provider.properties),
                )

    def _stack_resource(self, each: Any) -> Resource:
        outputs = properties_of(each.properties)
        inputs = self._run.inputs(each.urn)
        return Resource(
            urn=each.urn,
            type=canonical(each.type),
            token=each.type,
            name=each.name,
            properties=outputs if inputs is None else inputs,
            outputs=outputs,
            options=_options(each.options),
            parent=each.parent,
            provider=each.provider.urn,
            custom=_is_custom(each),
            dependencies=tuple(each.dependencies),
            property_dependencies={key: tuple(named.urns) for key, named in each.propertyDependencies.items()},
        )

    def _diagnostic(self, result: Result) -> Any:
        info = result.info
        refused = result.refused or (result.verdict is Verdict.FAILED and info.id in self._raised)
        return messages.AnalyzeDiagnostic(
            policyName=info.id,
            policyPackName=NAME,
            policyPackVersion=_VERSION,
            description=info.title,
            message=message(result),
            enforcementLevel=messages.MANDATORY if refused else messages.ADVISORY,
            urn=result.resource.urn if result.resource else "",
            severity=_SEVERITIES[info.severity],
        )


class Refusal(analyzer_pb2_grpc.AnalyzerServicer):
    """A pack that cannot judge: it answers the engine's first questions with why, which ends the run."""

    def __init__(self, sentence: str) -> None:
        self._sentence = sentence

    def GetAnalyzerInfo(self, _request: Any, context: Any) -> Any:  # noqa: N802  a method of the protocol
        """Ends the run."""
        refuse(context, self._sentence)

    def GetPluginInfo(self, _request: Any, context: Any) -> Any:  # noqa: N802  a method of the protocol
        """Ends the run."""
        refuse(context, self._sentence)


def refuse(context: Any, sentence: str) -> None:
    """Ends the engine's run with one sentence."""
    context.abort(grpc.StatusCode.FAILED_PRECONDITION, sentence)


def _is_custom(request: Any) -> bool:
    """Whether a resource is more than a component, which the engine does not say: a component has no provider."""
    return bool(request.type.startswith(_NEVER_COMPONENTS) or request.HasField("provider"))


def _options(options: Any) -> Options:
    return Options(protect=options.protect, ignore_changes=tuple(options.ignoreChanges))
