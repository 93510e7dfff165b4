"""What AWS makes up where the program gives nothing, and other resources are given: ids, names, addresses, records."""

from collections.abc import Callable, Mapping
from typing import Any, Final

Properties = Mapping[str, Any]

ACCOUNT: Final = "123456789012"
_NAMED: Final = (
    "address",
    "allocationId",
    "arnSuffix",
    "bgpAsn",
    "cloudfrontDistribution",
    "cloudfrontDistributionZoneId",
    "defaultNetworkAclId",
    "defaultRouteTableId",
    "dnsName",
    "domainName",
    "dsRecord",
    "endpoint",
    "etag",
    "fqdn",
    "hostedZoneId",
    "invokeUrl",
    "keyId",
    "latestVersion",
    "name",
    "regionalDomainName",
    "regionalZoneId",
    "resourceId",
    "rootResourceId",
    "securityGroupId",
    "tunnel1Address",
    "tunnel2Address",
    "url",
    "version",
    "zoneId",
)
"""Plain outputs, made up for every resource that was given no such input."""


def _certificate(_name: str, given: Properties, _zones: Mapping[str, str]) -> Properties:
    names = dict.fromkeys((given["domainName"], *given.get("subjectAlternativeNames", ())))
    # ACM gives a name and its wildcard one and the same record.
    return {
        "domainValidationOptions": [
            {
                "domainName": name,
                "resourceRecordName": f"_proof.{name.removeprefix('*.')}.",
                "resourceRecordType": "CNAME",
                "resourceRecordValue": "_answer.acm-validations.aws.",
            }
            for name in names
        ]
    }


def _directory(_name: str, given: Properties, _zones: Mapping[str, str]) -> Properties:
    subnets = given["vpcSettings"]["subnetIds"]
    return {"dnsIpAddresses": [f"10.0.0.{place + 10}" for place, _ in enumerate(subnets)]}


def _email_identity(name: str, given: Properties, _zones: Mapping[str, str]) -> Properties:
    stated = given.get("dkimSigningAttributes") or {}
    return {"dkimSigningAttributes": {**stated, "tokens": [f"{name}-{place}" for place in range(3)]}}


def _firewall(name: str, given: Properties, zones: Mapping[str, str]) -> Properties:
    states = [
        {
            "availabilityZone": zones[mapping["subnetId"]],
            "attachments": [
                {"endpointId": f"vpce-{name}-{zones[mapping['subnetId']]}", "subnetId": mapping["subnetId"]}
            ],
        }
        for mapping in given["subnetMappings"]
    ]
    return {"firewallStatuses": [{"syncStates": states}]}


def _iam(kind: str) -> Callable[[str, Properties, Mapping[str, str]], Properties]:
    def arn(name: str, given: Properties, _zones: Mapping[str, str]) -> Properties:
        # Others name it by the ARN that AWS is known to give it.
        return {"arn": f"arn:aws:iam::{ACCOUNT}:{kind}{given.get('path', '/')}{given.get('name', name)}"}

    return arn


def _master_secret(name: str, given: Properties, _zones: Mapping[str, str]) -> Properties:
    if not given.get("manageMasterUserPassword"):
        return {}
    return {"masterUserSecrets": [{"secretArn": f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:{name}"}]}


def _zone(_name: str, _given: Properties, _zones: Mapping[str, str]) -> Properties:
    return {"nameServers": [f"ns-{place}.awsdns.example" for place in range(4)]}


_BY_TYPE: Final[Mapping[str, Callable[[str, Properties, Mapping[str, str]], Properties]]] = {
    "aws:acm/certificate:Certificate": _certificate,
    "aws:directoryservice/directory:Directory": _directory,
    "aws:iam/policy:Policy": _iam("policy"),
    "aws:iam/role:Role": _iam("role"),
    "aws:networkfirewall/firewall:Firewall": _firewall,
    "aws:rds/cluster:Cluster": _master_secret,
    "aws:rds/instance:Instance": _master_secret,
    "aws:route53/zone:Zone": _zone,
    "aws:sesv2/emailIdentity:EmailIdentity": _email_identity,
}
_FIRST: Final = frozenset({"latestVersion", "bgpAsn"})
"""Outputs that are numbers."""


def made(token: str, name: str, region: str, given: Properties, zones: Mapping[str, str]) -> Properties:
    """The outputs of a new resource that its inputs do not say; ``zones`` has the zone of each subnet by its id."""
    service = token.split(":")[1].partition("/")[0]
    plain: dict[str, Any] = {key: 1 if key in _FIRST else f"{name}-{key}" for key in _NAMED}
    outputs = {"arn": f"arn:aws:{service}:{region}:{ACCOUNT}:{name}", **plain}
    special = _BY_TYPE.get(token)
    return {
        **{key: value for key, value in outputs.items() if key not in given},
        **(special(name, given, zones) if special else {}),
    }
