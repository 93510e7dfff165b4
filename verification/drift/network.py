"""What the account has for networks: subnets, security groups with their rules, access lists, endpoints, defaults."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from verification.answers import Broken, broken
from verification.calls import Call
from verification.check import Facts, Found
from verification.drift.compare import differences
from verification.drift.finding import arn_of, at, described, only, tagged, tags_of
from verification.drift.model import Counterpart, Property, Subject, UnidentifiedError
from verification.live import Live

_VPC: Final = "aws:ec2/vpc:Vpc"
_GROUP: Final = "aws:ec2/securityGroup:SecurityGroup"
_ACL: Final = "aws:ec2/networkAcl:NetworkAcl"
_INGRESS: Final = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
_EGRESS: Final = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
_OLD_RULE: Final = "aws:ec2/securityGroupRule:SecurityGroupRule"

_VPCS: Final = Call(service="ec2", operation="describe_vpcs", key="Vpcs")
_SUBNETS: Final = Call(service="ec2", operation="describe_subnets", key="Subnets")
_GROUPS: Final = Call(service="ec2", operation="describe_security_groups", key="SecurityGroups")
_RULES: Final = Call(service="ec2", operation="describe_security_group_rules", key="SecurityGroupRules")
_ACLS: Final = Call(service="ec2", operation="describe_network_acls", key="NetworkAcls")
_ENDPOINTS: Final = Call(service="ec2", operation="describe_vpc_endpoints", key="VpcEndpoints")
_FLOW_LOGS: Final = Call(service="ec2", operation="describe_flow_logs", key="FlowLogs")
_METADATA: Final = Call(service="ec2", operation="get_instance_metadata_defaults")
_EBS: Final = Call(service="ec2", operation="get_ebs_encryption_by_default")
_SNAPSHOTS: Final = Call(service="ec2", operation="get_snapshot_block_public_access_state")
_IMAGES: Final = Call(service="ec2", operation="get_image_block_public_access_state")
_CONSOLE: Final = Call(service="ec2", operation="get_serial_console_access_status")
_BLOCK: Final = Call(service="ec2", operation="describe_vpc_block_public_access_options")

# The numbers that network ACLs answer with (IANA, "Assigned Internet Protocol Numbers").
_NUMBERS: Final = {"tcp": "6", "udp": "17", "icmp": "1", "icmpv6": "58", "ipv6-icmp": "58", "all": "-1"}

_find_vpc: Final = tagged(_VPCS, arn_of("ec2", "vpc/", "VpcId"))
_find_acl: Final = tagged(_ACLS, arn_of("ec2", "network-acl/", "NetworkAclId"))
_group_arn: Final = arn_of("ec2", "security-group/", "GroupId")


def _find_group(subject: Subject, live: Live) -> Found | None:
    """By its tags, and by its name where the program states one: tags may be many groups'."""
    wanted, name = subject.tags, subject.known("name")
    if not wanted and name is None:
        raise UnidentifiedError("the program gives it no name and no tags that would say which one is meant")
    listed = [
        each
        for each in live.items(_GROUPS)
        if wanted.items() <= tags_of(each.get("Tags")).items() and (name is None or each["GroupName"] == name)
    ]
    return only(listed, _group_arn, live)


def _find_default_group(subject: Subject, live: Live) -> Found | None:
    vpc = _find_vpc(subject.parent("vpcId", _VPC), live)
    if vpc is None:
        return None
    listed = live.items(_GROUPS)
    theirs = [each for each in listed if each["VpcId"] == vpc.facts["VpcId"] and each["GroupName"] == "default"]
    return only(theirs, _group_arn, live)


def _rules_of(group: Found, live: Live, *, egress: bool) -> list[dict[str, Any]]:
    """The rules of a group, in the shape of the program's split rules."""
    return [
        _rule(each)
        for each in live.items(_RULES)
        if each["GroupId"] == group.facts["GroupId"] and bool(each.get("IsEgress")) is egress
    ]


def _rule(facts: Facts) -> dict[str, Any]:
    everything = facts.get("IpProtocol") == "-1"
    return {
        "id": facts["SecurityGroupRuleId"],
        "ipProtocol": facts.get("IpProtocol"),
        # AWS says -1 where a rule is for all ports, and the program says nothing.
        "fromPort": None if everything else facts.get("FromPort"),
        "toPort": None if everything else facts.get("ToPort"),
        "cidrIpv4": facts.get("CidrIpv4"),
        "cidrIpv6": facts.get("CidrIpv6"),
        "prefixListId": facts.get("PrefixListId"),
        "referencedSecurityGroupId": (facts.get("ReferencedGroupInfo") or {}).get("GroupId"),
        "description": facts.get("Description"),
    }


_TELLING: Final = (
    "ipProtocol",
    "fromPort",
    "toPort",
    "cidrIpv4",
    "cidrIpv6",
    "prefixListId",
    "referencedSecurityGroupId",
)


def _may_be(rule: Mapping[str, Any], declared: Mapping[str, Any]) -> bool:
    """Whether a rule of the account is the declared one, as far as that is known."""
    if declared.get("ipProtocol") == "-1":
        declared = {key: value for key, value in declared.items() if key not in ("fromPort", "toPort")}
    return all(
        (key in declared) == (rule.get(key) is not None) and not any(differences(declared.get(key), rule[key], key))
        for key in _TELLING
    )


def _find_rule(egress: bool) -> Any:
    def find(subject: Subject, live: Live) -> Found | None:
        group = _find_group(subject.parent("securityGroupId", _GROUP), live)
        if group is None:
            return None
        stated = subject.resource.properties
        matching = [each for each in _rules_of(group, live, egress=egress) if _may_be(each, stated)]
        # Several may be what an unknown group or address stands for: one with the same description is the one.
        chosen = [each for each in matching if each["description"] == stated.get("description")] or matching
        return Found(live.arn("ec2", f"security-group-rule/{chosen[0]['id']}"), chosen[0]) if chosen else None

    return find


def _added_rules(subject: Subject, group: Found, live: Live) -> Iterable[Broken]:
    """Rules that the group has and the program does not: the change by hand that opens a door."""
    graph, own = subject.graph, subject.resource
    if graph.referrers(own, _OLD_RULE, "securityGroupId").resources:
        return
    for direction, type_, egress in (("ingress", _INGRESS, False), ("egress", _EGRESS, True)):
        if direction in own.properties:
            continue
        declared = [each.properties for each in graph.referrers(own, type_, "securityGroupId").resources]
        for rule in _rules_of(group, live, egress=egress):
            match = next((each for each in declared if _may_be(rule, each)), None)
            if match is None:
                yield broken(direction, f"has rule {rule['id']}, {_shown(rule)}, which the program does not declare")
            else:
                declared.remove(match)


def _shown(rule: Mapping[str, Any]) -> str:
    other = next((rule[key] for key in _TELLING[3:] if rule.get(key)), "nothing")
    ports = "all ports" if rule["fromPort"] is None else f"ports {rule['fromPort']} to {rule['toPort']}"
    return f"{rule['ipProtocol']} {ports} with {other}"


def _inline(egress: bool) -> Property:
    """How many rules a default group has: the program declares none for it, and its blocks are not taken apart."""
    return Property(
        actual=lambda found, _live: (
            [{}] * len(found.facts.get("IpPermissionsEgress" if egress else "IpPermissions") or ())
        )
    )


def _find_entry(subject: Subject, live: Live) -> Found | None:
    acl = _find_acl(subject.parent("networkAclId", _ACL), live)
    number, egress = subject.stated("ruleNumber"), subject.resource.read("egress").truth or False
    for each in acl.facts.get("Entries") or () if acl else ():
        if str(each["RuleNumber"]) == number and each["Egress"] is egress:
            return Found(f"{acl.arn if acl else ''}#{'egress' if egress else 'ingress'}-{number}", each)
    return None


def _setting(type_: str, call: Call, name: str, properties: Mapping[str, Property]) -> Counterpart:
    """A setting that an account has once in each region."""
    return Counterpart(
        type=type_,
        calls=(call,),
        find=described(call, lambda _subject, _live: {}, lambda _facts, live: live.arn("ec2", name)),
        properties=properties,
    )


NETWORK: Final[tuple[Counterpart, ...]] = (
    Counterpart(type=_VPC, calls=(_VPCS,), find=_find_vpc),
    Counterpart(
        type="aws:ec2/subnet:Subnet",
        calls=(_SUBNETS,),
        find=tagged(_SUBNETS, arn_of("ec2", "subnet/", "SubnetId")),
        properties={
            "availabilityZone": at("AvailabilityZone"),
            "mapPublicIpOnLaunch": at("MapPublicIpOnLaunch"),
            "vpcId": at("VpcId"),
        },
    ),
    Counterpart(
        type=_GROUP,
        calls=(_GROUPS, _RULES),
        find=_find_group,
        properties={"description": at("Description")},
        extras=_added_rules,
    ),
    *(
        Counterpart(
            type=type_,
            calls=(_GROUPS, _RULES),
            find=_find_rule(egress),
            properties={
                key: at(key)
                for key in ("cidrIpv4", "cidrIpv6", "description", "fromPort", "ipProtocol", "prefixListId", "toPort")
            },
        )
        for type_, egress in ((_INGRESS, False), (_EGRESS, True))
    ),
    Counterpart(
        type="aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        calls=(_VPCS, _GROUPS),
        find=_find_default_group,
        properties={"egress": _inline(True), "ingress": _inline(False), "vpcId": at("VpcId")},
    ),
    Counterpart(
        type="aws:ec2/networkAclRule:NetworkAclRule",
        calls=(_ACLS,),
        find=_find_entry,
        properties={
            "cidrBlock": at("CidrBlock"),
            "egress": at("Egress"),
            "fromPort": at("PortRange.From"),
            "ipv6CidrBlock": at("Ipv6CidrBlock"),
            "protocol": Property(
                actual=lambda found, _live: found.facts.get("Protocol"),
                declared=lambda stated: _NUMBERS.get(str(stated), stated),
            ),
            "ruleAction": at("RuleAction"),
            "ruleNumber": at("RuleNumber"),
            "toPort": at("PortRange.To"),
        },
    ),
    Counterpart(
        type="aws:ec2/vpcEndpoint:VpcEndpoint",
        calls=(_ENDPOINTS,),
        find=tagged(_ENDPOINTS, arn_of("ec2", "vpc-endpoint/", "VpcEndpointId")),
        properties={
            "policy": at("PolicyDocument"),
            "serviceName": at("ServiceName"),
            "vpcEndpointType": at("VpcEndpointType"),
            "vpcId": at("VpcId"),
        },
    ),
    Counterpart(
        type="aws:ec2/flowLog:FlowLog",
        calls=(_FLOW_LOGS,),
        find=tagged(_FLOW_LOGS, arn_of("ec2", "vpc-flow-log/", "FlowLogId")),
        properties={
            "maxAggregationInterval": at("MaxAggregationInterval"),
            "trafficType": at("TrafficType"),
            "vpcId": at("ResourceId"),
        },
    ),
    _setting(
        "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults",
        _METADATA,
        "instance-metadata-defaults",
        {"httpTokens": at("AccountLevel.HttpTokens")},
    ),
    _setting(
        "aws:ebs/encryptionByDefault:EncryptionByDefault",
        _EBS,
        "ebs-encryption-by-default",
        {"enabled": at("EbsEncryptionByDefault")},
    ),
    _setting(
        "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess",
        _SNAPSHOTS,
        "snapshot-block-public-access",
        {"state": at("State")},
    ),
    _setting(
        "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess",
        _IMAGES,
        "image-block-public-access",
        {"state": at("ImageBlockPublicAccessState")},
    ),
    _setting(
        "aws:ec2/serialConsoleAccess:SerialConsoleAccess",
        _CONSOLE,
        "serial-console-access",
        {"enabled": at("SerialConsoleAccessEnabled")},
    ),
    _setting(
        "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions",
        _BLOCK,
        "vpc-block-public-access-options",
        {"internetGatewayBlockMode": at("VpcBlockPublicAccessOptions.InternetGatewayBlockMode")},
    ),
)
