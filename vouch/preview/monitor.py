"""The SDK's own mock monitor, made to record whole requests and to answer as a first real preview does.

The stock monitor deserialises every request for its mocks and builds URNs that differ from the engine's (see
sdk-facts.md); this one keeps the request as it is and answers inputs as given, everything computed as unknown.
"""

import threading
from collections.abc import Mapping
from typing import Any, Final

from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.mocks import MockMonitor, Mocks
from pulumi.runtime.proto import provider_pb2, resource_pb2

from guardrails.tokens import AWS_PROVIDER, STACK
from guardrails.values import UNKNOWN_STRING
from vouch.positions import of_registration
from vouch.preview.answers import STACK_REFERENCE, Answers
from vouch.preview.lookups import settle
from vouch.preview.recording import Registration, urn
from vouch.preview.references import without_references

_PROVIDERS: Final = "pulumi:providers:"
_GET_RESOURCE: Final = "pulumi:pulumi:getResource"


class _NoMocks(Mocks):
    """The recording monitor answers by itself; the base class only wants something to hold."""

    def new_resource(self, args: Any) -> tuple[str | None, dict[str, Any]]:
        raise NotImplementedError

    def call(self, args: Any) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        raise NotImplementedError


class RecordingMonitor(MockMonitor):
    """Records every registration of one program run. ``registrations`` is complete once the program has ended.

    Positions are told relative to the folder ``root``.
    """

    def __init__(self, project: str, stack: str, config: Mapping[str, str], answers: Answers, root: str) -> None:
        super().__init__(_NoMocks())
        self._project = project
        self._stack = stack
        self._config = config
        self._answers = answers
        self._root = root
        self._lock = threading.Lock()
        self.registrations: dict[str, Registration] = {}
        self._answered: dict[str, struct_pb2.Struct] = {}
        self.transforms = 0
        self.remote: set[str] = set()

    def features(self) -> set[int]:
        """What the monitor says that it supports; the SDK asks it before a program starts, older ones ask later."""
        if not hasattr(self, "GetDeploymentInfo"):
            return set()
        return set(self.GetDeploymentInfo(empty_pb2.Empty()).supportedFeatures)  # type: ignore[no-untyped-call]

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """The engine's URN, not the mock's."""
        return urn(self._project, self._stack, parent, type_, name)

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802  the protocol's name
        """Records the request; its inputs come back as outputs, its id and everything computed as unknown."""
        own = self.make_urn(request.parent, request.type, request.name)
        with self._lock:
            if own in self.registrations:
                raise ValueError(
                    f"two resources have the same URN {own}: give one of them another name, the engine refuses both"
                )
            self.registrations[own] = self._registration(own, request)
            # Older SDKs have no transforms to send.
            self.transforms += len(getattr(request, "transforms", ()))
        if getattr(request, "remote", False):
            # What such a component gives back is its provider's to say, and never what it was told.
            self.remote.add(request.type)
            return resource_pb2.RegisterResourceResponse(urn=own)
        if request.type == STACK:
            return resource_pb2.RegisterResourceResponse(urn=own)
        answered = without_references(request.object) if request.custom else request.object
        self._answered[own] = answered
        return resource_pb2.RegisterResourceResponse(
            urn=own, id=UNKNOWN_STRING if request.custom else "", object=answered
        )

    def ReadResource(self, request: Any) -> Any:  # noqa: N802  the protocol's name
        """Answers a ``.get()``: what was asked with, and what the answers file knows; the rest is unknown."""
        properties = struct_pb2.Struct()
        properties.CopyFrom(request.properties)
        # A stack reference is known by the stack it names, whatever its own name in the program is.
        name = request.id if request.type == STACK_REFERENCE else request.name
        for key, value in self._answers.read(request.type, name).items():
            properties.update({key: value})
        own = self.make_urn(request.parent, request.type, request.name)
        return resource_pb2.ReadResourceResponse(urn=own, properties=properties)

    def Invoke(self, request: Any) -> Any:  # noqa: N802  the protocol's name
        """Answers a look-up from the answers file, or as wholly unknown (see ``lookups`` for the plain form)."""
        arguments = json_format.MessageToDict(request.args)
        if request.tok == _GET_RESOURCE:
            return self._resource(str(arguments.get("urn")))
        # Older SDKs cannot say that a result is unknown; theirs is empty.
        can_say = hasattr(resource_pb2.ResourceInvokeResponse, "unknown")
        if can_say and not self._answers.answers(request.tok, arguments):
            return resource_pb2.ResourceInvokeResponse(unknown=True)
        answer = struct_pb2.Struct()
        answer.update(self._answers.invoke(request.tok, arguments))
        response = resource_pb2.ResourceInvokeResponse()
        getattr(response, "return").CopyFrom(answer)
        return response

    def _resource(self, own: str) -> Any:
        """A resource that a component was handed: the SDK asks for it anew by its URN."""
        found, answer = self.registrations.get(own), struct_pb2.Struct()
        answer.update({"urn": own, "id": UNKNOWN_STRING if found is None or found.custom else ""})
        answer.fields["state"].struct_value.CopyFrom(self._answered.get(own, struct_pb2.Struct()))
        response = resource_pb2.ResourceInvokeResponse()
        getattr(response, "return").CopyFrom(answer)
        return response

    def Call(self, _request: Any) -> Any:  # noqa: N802  the protocol's name
        """A method of a remote component: nothing of its result is known."""
        return provider_pb2.CallResponse()

    def RegisterStackTransform(self, request: Any) -> Any:  # noqa: N802  the protocol's name
        """Counts what the engine would run and an offline preview does not, so that the report can say so."""
        with self._lock:
            self.transforms += 1
        return super().RegisterStackTransform(request)  # type: ignore[no-untyped-call]

    def RegisterResourceOutputs(self, _request: Any) -> Any:  # noqa: N802  the protocol's name
        """Outputs of components and of the stack are not judged."""
        return empty_pb2.Empty()

    def _registration(self, own: str, request: Any) -> Registration:
        return Registration(
            urn=own,
            type=request.type,
            name=request.name,
            custom=request.custom,
            properties=settle(json_format.MessageToDict(request.object)),
            parent=request.parent,
            provider=request.provider or self._default_provider(request),
            protect=request.protect,
            ignore_changes=tuple(request.ignoreChanges),
            dependencies=tuple(sorted(request.dependencies)),
            property_dependencies={
                key: tuple(sorted(depends.urns))
                for key, depends in sorted(request.propertyDependencies.items())
                if depends.urns
            },
            position=self._position(request),
        )

    def _position(self, request: Any) -> tuple[str, int] | None:
        """Where the program declares it; what a package declares out of sight stands where its parent stands."""
        if (position := of_registration(request, self._root)) is not None:
            return position.file, position.line
        parent = self.registrations.get(request.parent)
        return parent.position if parent else None

    def _default_provider(self, request: Any) -> str:
        """The engine registers a default provider per package and version; the mocks do not, so it is made here."""
        package = request.type.partition(":")[0]
        if not request.custom or request.type.startswith(_PROVIDERS) or package in ("pulumi", ""):
            return ""
        name = "default_" + request.version.replace(".", "_") if request.version else "default"
        own = urn(self._project, self._stack, "", f"{_PROVIDERS}{package}", name)
        if own not in self.registrations:
            self.registrations[own] = Registration(
                urn=own,
                type=f"{_PROVIDERS}{package}",
                name=name,
                custom=True,
                properties=_provider_inputs(package, self._config),
                parent="",
                provider="",
                protect=False,
                ignore_changes=(),
                dependencies=(),
                property_dependencies={},
            )
        return f"{own}::{UNKNOWN_STRING}"


def _provider_inputs(package: str, config: Mapping[str, str]) -> dict[str, str]:
    return {key.partition(":")[2]: value for key, value in config.items() if key.startswith(f"{package}:")}


def configured_region(config: Mapping[str, str]) -> str | None:
    """The region that the stack's configuration gives the default AWS provider."""
    package = AWS_PROVIDER.removeprefix(_PROVIDERS)
    return config.get(f"{package}:region")
