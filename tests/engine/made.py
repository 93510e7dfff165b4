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
    "versionId",
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
    subnets = [mapping["subnetId"] for mapping in given["subnetMappings"]]
    states = [
        {
            "availabilityZone": zones[subnet],
            "attachments": [{"endpointId": f"vpce-{name}-{subnet}", "subnetId": subnet}],
        }
        for subnet in subnets
    ]
    return {"firewallStatuses": [{"syncStates": states}]}


def _master_secret(name: str, given: Properties, _zones: Mapping[str, str]) -> Properties:
    if not given.get("manageMasterUserPassword"):
        return {}
    return {"masterUserSecrets": [{"secretArn": f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:{name}"}]}


def _zone(_name: str, _given: Properties, _zones: Mapping[str, str]) -> Properties:
    return {"nameServers": [f"ns-{place}.awsdns.example" for place in range(4)]}


_BY_TYPE: Final[Mapping[str, Callable[[str, Properties, Mapping[str, str]], Properties]]] = {
    "aws:acm/certificate:Certificate": _certificate,
    "aws:directoryservice/directory:Directory": _directory,
    "aws:networkfirewall/firewall:Firewall": _firewall,
    "aws:rds/cluster:Cluster": _master_secret,
    "aws:rds/instance:Instance": _master_secret,
    "aws:route53/zone:Zone": _zone,
    "aws:sesv2/emailIdentity:EmailIdentity": _email_identity,
}
_NUMBERS: Final = frozenset({"latestVersion", "bgpAsn"})
_ARNS: Final = {
    "aws:cloudwatch/logGroup:LogGroup": "logs:{region}:{account}:log-group:{named}",
    "aws:ecs/cluster:Cluster": "ecs:{region}:{account}:cluster/{named}",
    "aws:iam/policy:Policy": "iam::{account}:policy{path}{named}",
    "aws:iam/role:Role": "iam::{account}:role{path}{named}",
    "aws:s3/bucket:Bucket": "s3:::{named}",
    "aws:sns/topic:Topic": "sns:{region}:{account}:{named}",
    "aws:sqs/queue:Queue": "sqs:{region}:{account}:{named}",
}
"""ARNs that others write down or take apart, and so must look as AWS's do."""
_ID_IS_NAME: Final = frozenset(
    {"aws:cloudwatch/logGroup:LogGroup", "aws:iam/role:Role", "aws:kms/alias:Alias", "aws:s3/bucket:Bucket"}
)


def id_of(token: str, name: str, given: Properties) -> str:
    """The id of a new resource: the name in the program, or the physical one where AWS's id is that."""
    return _named(name, given) if token in _ID_IS_NAME else name


def _named(name: str, given: Properties) -> str:
    return str(given.get("bucket") or given.get("name") or name)


def made(token: str, name: str, region: str, given: Properties, zones: Mapping[str, str]) -> Properties:
    """The outputs of a new resource that its inputs do not say; ``zones`` has the zone of each subnet by its id."""
    form = _ARNS.get(token, token.split(":")[1].partition("/")[0] + ":{region}:{account}:{named}")
    named = _named(name, given) if token in _ARNS else name
    arn = form.format(region=region, account=ACCOUNT, path=given.get("path", "/"), named=named)
    plain: dict[str, Any] = {key: 1 if key in _NUMBERS else f"{name}-{key}" for key in _NAMED}
    outputs = {"id": id_of(token, name, given), "arn": f"arn:aws:{arn}", **plain}
    special = _BY_TYPE.get(token)
    return {
        **{key: value for key, value in outputs.items() if key not in given},
        **(special(name, given, zones) if special else {}),
    }
