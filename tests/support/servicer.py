"""The policy SDK's own servicer around our pack, fed with the requests that the engine sends."""

from collections.abc import Iterable, Mapping
from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel
from pulumi_policy.policy import _PolicyAnalyzerServicer

from guardrails.graph import Resource
from guardrails.judge import RuleBook
from guardrails.pack import Pack, keep_secrets
from guardrails.profiles import Profile
from tests.support.examples import to_wire


class Servicer:
    """One run of the pack, as the engine drives it: every resource, then the stack."""

    def __init__(self, rules: RuleBook, profile: Profile) -> None:
        keep_secrets()
        self._servicer: Any = _PolicyAnalyzerServicer(
            "vouch", "0.1.0", Pack(rules, profile).policies(), EnforcementLevel.ADVISORY
        )

    def run(self, resources: Iterable[Resource]) -> list[Any]:
        """The diagnostics of a whole preview."""
        listed = list(resources)
        diagnostics: list[Any] = []
        for resource in listed:
            # The engine asks for remediations first; the pack has none, and must not stumble over the question.
            assert not self._servicer.Remediate(_remediate(resource), None).remediations
            diagnostics.extend(self._servicer.Analyze(_analyze(resource), None).diagnostics)
        request = analyzer_pb2.AnalyzeStackRequest(resources=[_analyzer_resource(each) for each in listed])
        diagnostics.extend(self._servicer.AnalyzeStack(request, None).diagnostics)
        return diagnostics


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
