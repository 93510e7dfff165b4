"""Rules on providers: with whose credentials, in whose account, and whether it is AWS that they talk to.

A provider that talks to something else, or checks nothing, makes every other verdict idle. Tests that run against an
imitation of AWS do so without the pack.
"""

import json
import re
from collections.abc import Iterator
from typing import Final

from guardrails.accounts import owned_accounts
from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.thresholds import Thresholds
from guardrails.tokens import AWS_PROVIDER
from guardrails.values import UNKNOWN, Reading, Value, depends_on_unknown, plain
from guardrails.verdicts import failed, not_applicable, undetermined

_CREDENTIALS: Final = ("accessKey", "secretKey", "token")
# Amazon's own names, also of endpoints inside a VPC.
_AWS_HOST: Final = re.compile(
    r"https://(?:[\w-]+\.)+(?:amazonaws\.com(?:\.cn)?|api\.aws|on\.aws|amazonaws\.eu)(?::443)?(?:/.*)?"
)
_ROLE: Final = re.compile(r"arn:[^:]*:iam::(\d{12}):role/.+")
_UNCHECKED: Final = {
    "insecure": "so that nobody knows whether it is AWS that answers",
    "skipCredentialsValidation": "so that nobody knows whose credentials are used",
    "skipRequestingAccountId": "so that allowedAccountIds confines it to no account",
}


def _value(reading: Reading) -> Value:
    """What a property of a provider holds: the engine gives them as JSON texts."""
    value = plain(reading.value)
    if isinstance(value, str) and value.lstrip().startswith(("{", "[")):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _without_credentials(provider: Resource, _bar: Thresholds) -> Findings:
    for path in _CREDENTIALS:
        reading = provider.read(path)
        if not reading.absent and reading.value != "":
            yield failed(reading, f"{path} is set: whoever reads the state or the program's configuration has it too")


def _talks_to_aws(provider: Resource, _bar: Thresholds) -> Findings:
    for path, so in _UNCHECKED.items():
        reading = provider.read(path)
        if reading.unknown:
            yield undetermined(reading, f"{path} is not known yet; it must not be true")
        elif reading.truth:
            yield failed(reading, f"{path} is true, {so}")
    endpoints = provider.read("endpoints")
    if endpoints.unknown:
        yield undetermined(endpoints, "endpoints is not known yet; it must name no address but AWS's")
    for service, address in _endpoints(_value(endpoints)):
        if address is UNKNOWN:
            yield undetermined(endpoints, f"the endpoint of {service} is not known yet; it must be AWS's")
        elif address and _AWS_HOST.fullmatch(str(address)) is None:
            yield failed(endpoints, f"the endpoint of {service} is not AWS's over TLS")
    for path in ("ec2MetadataServiceEndpoint",):
        reading = provider.read(path)
        if not reading.absent and reading.value != "":
            yield failed(reading, f"{path} is set, so that somebody else may hand out credentials")


def _endpoints(value: Value) -> Iterator[tuple[str, Value]]:
    for group in value if isinstance(value, list) else [value]:
        if isinstance(group, dict):
            yield from ((str(service), address) for service, address in group.items())


def _confined(provider: Resource, _bar: Thresholds) -> Findings:
    allowed, forbidden = provider.read("allowedAccountIds"), provider.read("forbiddenAccountIds")
    if allowed.unknown or forbidden.unknown:
        yield undetermined(allowed, "allowedAccountIds is not known yet; it must name the account")
    elif not _value(allowed) and not _value(forbidden):
        yield failed(
            "allowedAccountIds", "allowedAccountIds is not set: with other credentials it changes another account"
        )


def _strangers_role(provider: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    roles = provider.read("assumeRoles")
    if roles.unknown:
        yield undetermined(roles, "assumeRoles is not known yet; a stranger's role asks for an externalId")
    listed = _value(roles)
    owned = owned_accounts(graph)
    given = False
    for role in listed if isinstance(listed, list) else [listed]:
        if not isinstance(role, dict):
            continue
        given = True
        arn, external = role.get("roleArn"), role.get("externalId")
        match = _ROLE.fullmatch(arn) if isinstance(arn, str) else None
        if external or (match is not None and match[1] in owned):
            continue
        if match is not None and owned:
            yield failed(
                roles, f"assumeRoles takes a role of account {match[1]}, which is not owned, without externalId"
            )
        elif depends_on_unknown(role) or match is not None:
            yield undetermined(roles, "whose role assumeRoles takes is not known; a stranger's asks for an externalId")
    if not given and not roles.unknown:
        yield not_applicable("the provider assumes no role")


_CONFINED: Final[dict[str, Value]] = {"region": "eu-west-1", "allowedAccountIds": '["123456789012"]'}


def _assuming(**role: Value) -> tuple[Declared, ...]:
    return (Declared(type=AWS_PROVIDER, properties={**_CONFINED, "assumeRoles": json.dumps([role])}),)


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "provider-without-credentials",
        (AWS_PROVIDER,),
        _without_credentials,
        examples(
            AWS_PROVIDER,
            good=_CONFINED,
            bad={**_CONFINED, "accessKey": "AKIA" + "IOSFODNN7EXAMPLE"},
            unknown=None,
        ),
    ),
    ResourceRule(
        "provider-talks-to-aws",
        (AWS_PROVIDER,),
        _talks_to_aws,
        examples(
            AWS_PROVIDER,
            good=_CONFINED,
            bad={**_CONFINED, "endpoints": '[{"s3":"http://localhost:4566"}]'},
            unknown={**_CONFINED, "endpoints": UNKNOWN},
        ),
    ),
    ResourceRule(
        "provider-confined-to-account",
        (AWS_PROVIDER,),
        _confined,
        examples(
            AWS_PROVIDER,
            good=_CONFINED,
            bad={"region": "eu-west-1"},
            unknown={"region": "eu-west-1", "allowedAccountIds": UNKNOWN},
        ),
    ),
    RelationRule(
        "provider-role-external-id",
        (AWS_PROVIDER,),
        _strangers_role,
        Examples(
            good=_assuming(roleArn="arn:aws:iam::210987654321:role/deploy", externalId="vouch-7c1e9a52"),
            bad=_assuming(roleArn="arn:aws:iam::210987654321:role/deploy"),
            unknown=(Declared(type=AWS_PROVIDER, properties={**_CONFINED, "assumeRoles": UNKNOWN}),),
        ),
    ),
)
