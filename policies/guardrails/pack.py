"""The pack adapter: the same rules and judge under the real engine. The only module that imports pulumi_policy.

Few policies are registered, one per severity and scope, because the SDK deserialises a resource again for each
(sdk-facts.md); rule, control, claims, property and fix are in every message. A resource policy judges inputs before
the resource is created; a stack policy judges relations, completeness and what stayed undetermined.
"""

import os
from collections.abc import Iterator, Mapping
from typing import Final

import pulumi_policy.policy
from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyPack,
    PolicyProviderResource,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy import Severity as PackSeverity

from guardrails.claims import claims_of
from guardrails.graph import Graph, Options, Resource
from guardrails.judge import Result, RuleBook, judge, judge_resource
from guardrails.profiles import Profile, profile_for
from guardrails.rule import ResourceRule
from guardrails.rules import book
from guardrails.tokens import STACK, canonical
from guardrails.values import Value, normalise
from guardrails.verdicts import Severity, Verdict

NAME: Final = "vouch"

_SEVERITIES: Final = {
    Severity.CRITICAL: PackSeverity.CRITICAL,
    Severity.HIGH: PackSeverity.HIGH,
    Severity.MEDIUM: PackSeverity.MEDIUM,
    Severity.LOW: PackSeverity.LOW,
    Severity.INFO: PackSeverity.LOW,
}
_NOBODY: Final = Graph(())


class Pack:
    """One run of the pack over one stack: what it has seen, and what it has to say."""

    def __init__(self, rules: RuleBook, profile: Profile) -> None:
        self._rules = rules
        self._profile = profile
        self._by_type: dict[str, list[ResourceRule]] = {}
        for rule in rules.rules:
            if isinstance(rule, ResourceRule):
                for type_ in rule.types:
                    self._by_type.setdefault(type_, []).append(rule)
        # Stack policies see outputs only; the inputs that rules read are kept from the resource policies' turn.
        self._inputs: dict[str, Mapping[str, Value]] = {}
        self._said: dict[str, list[Result]] = {}
        self._stack: list[Result] = []

    def policies(self) -> list[Policy]:
        """The policies to register: per severity one for resources and one for the stack, and one that only warns."""
        return [*(policy for severity in Severity for policy in self._of(severity)), self._warning()]

    def _of(self, severity: Severity) -> Iterator[Policy]:
        first = severity is next(iter(Severity))
        level = EnforcementLevel.MANDATORY if severity.refuses else EnforcementLevel.ADVISORY

        def on_resource(args: ResourceValidationArgs, report: ReportViolation) -> None:
            if first:
                self._judge_resource(args)
            for result in self._said.get(args.urn, ()):
                if result.info.severity is severity:
                    report(message(result), args.urn)

        def on_stack(args: StackValidationArgs, report: ReportViolation) -> None:
            if first:
                self._judge_stack(args)
            for result in self._stack:
                if result.info.severity is severity and not _warns(result):
                    report(message(result), _urn(result))

        yield ResourceValidationPolicy(
            name=f"vouch-{severity}",
            description=f"Resources keep the promises ({severity})",
            validate=on_resource,
            enforcement_level=level,
            severity=_SEVERITIES[severity],
        )
        yield StackValidationPolicy(
            name=f"vouch-stack-{severity}",
            description=f"The stack keeps the promises ({severity})",
            validate=on_stack,
            enforcement_level=level,
            severity=_SEVERITIES[severity],
        )

    def _warning(self) -> Policy:
        """What stayed undetermined and does not refuse: under a mandatory policy it would."""

        def on_stack(_args: StackValidationArgs, report: ReportViolation) -> None:
            for result in self._stack:
                if _warns(result):
                    report(message(result), _urn(result))

        return StackValidationPolicy(
            name="vouch-stack-undetermined",
            description="Promises that cannot be determined before the deploy",
            validate=on_stack,
            enforcement_level=EnforcementLevel.ADVISORY,
        )

    def _judge_resource(self, args: ResourceValidationArgs) -> None:
        properties = dict(args.props)
        self._inputs[args.urn] = properties
        resource = Resource(
            urn=args.urn,
            type=canonical(args.resource_type),
            token=args.resource_type,
            name=args.name,
            properties=properties,
            options=_options(args.opts.protect, args.opts.ignore_changes),
            provider=args.provider.urn if args.provider else "",
        )
        self._said[args.urn] = [
            result
            for rule in self._by_type.get(resource.type, ())
            for result in judge_resource(rule, self._rules.info(rule), resource, _NOBODY, self._profile)
            if result.verdict in (Verdict.FAILED, Verdict.ERROR)
        ]

    def _judge_stack(self, args: StackValidationArgs) -> None:
        graph = Graph(self._graph_resources(args))
        own = {rule.id for rule in self._rules.rules if isinstance(rule, ResourceRule)}
        self._stack = [
            result
            for result in judge(graph, self._rules, self._profile)
            if result.verdict is Verdict.UNDETERMINED
            or (result.verdict in (Verdict.FAILED, Verdict.ERROR) and result.info.id not in own)
        ]

    def _graph_resources(self, args: StackValidationArgs) -> Iterator[Resource]:
        providers: dict[str, PolicyProviderResource] = {}
        for each in args.resources:
            if each.provider:
                providers[each.provider.urn] = each.provider
            if each.resource_type != STACK:
                yield self._graph_resource(each)
        present = {each.urn for each in args.resources}
        for urn, provider in providers.items():
            if urn not in present:
                yield Resource(
                    urn=urn,
                    type=provider.resource_type,
                    token=provider.resource_type,
                    name=provider.name,
                    properties=dict(provider.props),
                )

    def _graph_resource(self, each: PolicyResource) -> Resource:
        outputs = dict(each.props)
        return Resource(
            urn=each.urn,
            type=canonical(each.resource_type),
            token=each.resource_type,
            name=each.name,
            properties=self._inputs.get(each.urn) or outputs,
            outputs=outputs,
            options=_options(each.opts.protect, each.opts.ignore_changes),
            parent=each.parent.urn if each.parent else "",
            provider=each.provider.urn if each.provider else "",
            dependencies=tuple(depends.urn for depends in each.dependencies),
            property_dependencies={
                key: tuple(depends.urn for depends in targets)
                for key, targets in each.property_dependencies.items()
                if targets
            },
        )


def message(result: Result) -> str:
    """What a violation says: rule, what is wrong and where, control, claims and how to mend."""
    info = result.info
    claims = ", ".join(claims_of(info.control)) or "none (good practice)"
    where = f"property {result.path}, " if result.path else ""
    verdict = {Verdict.UNDETERMINED: "cannot be determined: "}.get(result.verdict, "")
    return (
        f"[{info.id}] {verdict}{result.message}\n"
        f"  {where}control {info.control}, claims {claims}, severity {info.severity}\n"
        f"  fix: {info.fix}"
    )


def _warns(result: Result) -> bool:
    return result.verdict is Verdict.UNDETERMINED and not result.refused


def _urn(result: Result) -> str | None:
    return result.resource.urn if result.resource else None


def _options(protect: bool | None, ignore_changes: list[str] | None) -> Options:
    return Options(protect=bool(protect), ignore_changes=tuple(ignore_changes or ()))


def keep_secrets() -> None:
    """Makes the SDK hand over properties in our plain form, secrets still marked.

    It would unwrap secrets before a policy sees them, and a message could then show one; and it offers no other way
    to ask. Raises AttributeError where a newer SDK has renamed what is replaced, rather than serve without it.
    """
    for name, replacement in (("deserialize_properties", _plain_form), ("unknown_checking_proxy", _as_it_is)):
        getattr(pulumi_policy.policy, name)
        setattr(pulumi_policy.policy, name, replacement)


def _plain_form(properties: Value, _proxy_secrets: bool = False) -> Value:
    return normalise(properties)


def _as_it_is(properties: Value) -> Value:
    return properties


def serve() -> None:
    """Registers the pack and serves it until the engine hangs up. Never returns."""
    keep_secrets()
    profile = profile_for(os.environ.get("PULUMI_PROJECT", ""), os.environ.get("PULUMI_STACK", ""))
    PolicyPack(name=NAME, policies=Pack(book(), profile).policies())
