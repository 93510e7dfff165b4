"""The pack's servicer, fed with the requests that the engine sends."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, NoReturn

from google.protobuf import struct_pb2
from pulumi.runtime.proto import analyzer_pb2

from guardrails.graph import Resource
from guardrails.judge import RuleBook
from guardrails.pack.run import Operation, Run, Setting
from guardrails.pack.servicer import Servicer as PackServicer
from guardrails.profiles import Profile
from tests.support.examples import to_wire

_LEVELS: Final = {
    "disabled": analyzer_pb2.DISABLED,
    "remediate": analyzer_pb2.REMEDIATE,
    "advisory": analyzer_pb2.ADVISORY,
    "mandatory": analyzer_pb2.MANDATORY,
}
PREVIEW: Final = Setting(project="test", stack="example", operation=Operation.PREVIEW, today=date(2026, 11, 21))


class RefusedError(Exception):
    """What the engine prints when the pack ends the run: one sentence."""


class Context:
    """The part of a gRPC context that the pack uses."""

    def abort(self, _code: Any, sentence: str) -> NoReturn:
        """As gRPC does, ends the request by raising."""
        raise RefusedError(sentence)


class Servicer:
    """One run of the pack, as the engine drives it: its configuration, every resource, then the stack."""

    def __init__(self, rules: RuleBook, profile: Profile, setting: Setting = PREVIEW) -> None:
        self.servicer: Any = PackServicer(Run(rules, profile, setting))
        self.not_applicable: Any = ()

    def configure(self, stated: Mapping[str, Any]) -> None:
        """Sends a configuration file's content, as the engine has filled it in (pkg/resource/analyzer/config.go).

        Raises RefusedError where the pack ends the run.
        """
        info = self.servicer.GetAnalyzerInfo(None, None)
        levels: dict[str, tuple[Any, Mapping[str, Any]]] = {
            policy.name: (policy.enforcementLevel, {}) for policy in info.policies
        }
        if "all" in stated:
            levels = {name: (_LEVELS[stated["all"]], {}) for name in levels}
        for name, entry in stated.items():
            own = entry if isinstance(entry, dict) else {"enforcementLevel": entry}
            level = own.get("enforcementLevel")
            properties = {key: value for key, value in own.items() if key != "enforcementLevel"}
            default = levels.get(name, (analyzer_pb2.ADVISORY, {}))[0]
            levels[name] = (_LEVELS[level] if level else default, properties)
        request = analyzer_pb2.ConfigureAnalyzerRequest()
        for name, (given, keys) in levels.items():
            request.policyConfig[name].enforcementLevel = given
            request.policyConfig[name].properties.update(keys)
        self.servicer.Configure(request, Context())

    def run(self, resources: Iterable[Resource], looked_up: Iterable[Resource] = ()) -> list[Any]:
        """The diagnostics of a whole preview; what is looked up is told to stack policies only."""
        listed = list(resources)
        diagnostics: list[Any] = []
        for resource in listed:
            # The engine asks for remediations first; the pack has none, and must not stumble over the question.
            assert not self.servicer.Remediate(_remediate(resource), None).remediations
            diagnostics.extend(self.analyze(resource).diagnostics)
        request = analyzer_pb2.AnalyzeStackRequest(
            resources=[_analyzer_resource(each) for each in (*listed, *looked_up)]
        )
        answer = self.servicer.AnalyzeStack(request, None)
        self.not_applicable = answer.not_applicable
        diagnostics.extend(answer.diagnostics)
        return diagnostics

    def analyze(self, resource: Resource) -> Any:
        """The answer for one resource."""
        return self.servicer.Analyze(_analyze(resource), None)


def _struct(properties: Mapping[str, Any]) -> struct_pb2.Struct:
    struct = struct_pb2.Struct()
    struct.update({key: to_wire(value) for key, value in properties.items() if value is not None})
    return struct


def _analyze(resource: Resource) -> Any:
    return analyzer_pb2.AnalyzeRequest(
        type=resource.token,
        properties=_struct(resource.properties),
        urn=resource.urn,
        name=resource.name,
        options=analyzer_pb2.AnalyzerResourceOptions(
            protect=resource.options.protect, ignoreChanges=list(resource.options.ignore_changes)
        ),
    )


def _remediate(resource: Resource) -> Any:
    return analyzer_pb2.AnalyzeRequest(
        type=resource.token, properties=_struct(resource.properties), urn=resource.urn, name=resource.name
    )


def _analyzer_resource(resource: Resource) -> Any:
    return analyzer_pb2.AnalyzerResource(
        type=resource.token,
        properties=_struct(resource.properties),
        urn=resource.urn,
        name=resource.name,
        options=analyzer_pb2.AnalyzerResourceOptions(protect=resource.options.protect),
        parent=resource.parent,
        dependencies=list(resource.dependencies),
        propertyDependencies={
            key: analyzer_pb2.AnalyzerPropertyDependencies(urns=list(urns))
            for key, urns in resource.property_dependencies.items()
        },
    )
