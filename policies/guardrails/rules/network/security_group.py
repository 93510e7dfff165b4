"""Rules on what a security group lets in and out, judged by the group or the rule alone."""

from typing import Final

from guardrails.graph import Resource
from guardrails.rule import Examples, Findings, ResourceRule, Rule
from guardrails.rule import examples as one_resource
from guardrails.rules.network.cidr import wide
from guardrails.rules.network.forms import Flow, examples, in_three_forms
from guardrails.rules.network.ports import egress, elements, ingress, none_open, opened
from guardrails.rules.network.types import (
    EGRESS_FORMS,
    EGRESS_RULE,
    INGRESS_FORMS,
    OWN_ADDRESSES,
    SECURITY_GROUP,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading
from guardrails.verdicts import failed, undetermined

HIGH_RISK_PORTS: Final = (
    *(20, 21, 23, 25, 110, 135, 143),  # FTP, telnet, SMTP, POP3, RPC, IMAP
    *(1433, 1434, 1521, 2483, 2484, 3306, 4333, 5432),  # SQL Server, Oracle, MySQL, ahsp, PostgreSQL
    *(5984, 6379, 6380, 7000, 7001, 7199, 8086, 9042, 9160, 11211, 27017, 27018, 27019, 50000),  # other data stores
    *(2181, 4369, 5671, 5672, 9092, 9094, 9096, 9098, 15672, 61616),  # ZooKeeper, RabbitMQ, Kafka, ActiveMQ
    *(2375, 2376, 2379, 2380, 5985, 5986, 6443, 10250),  # Docker, etcd, WinRM, Kubernetes
    *(111, 512, 513, 514, 2049, 5500, 5800, 5900),  # portmapper, rsh, NFS, VNC
    *(3000, 5000, 5601, 8080, 8088, 8888, 9200, 9300),  # development servers, Kibana, YARN, notebooks, Elasticsearch
)
"""Ports that nothing behind a load balancer offers to the internet (Security Hub EC2.19, and its kind)."""
CIFS_PORTS: Final = (137, 138, 139, 445)
_UNDESCRIBED: Final = ("", "Managed by Pulumi", "Managed by Terraform")
_OFFICE: Final = "203.0.113.0/24"
_ANYWHERE: Final = "0.0.0.0/0"


def _not_open(rule_id: str, ports: tuple[int, ...], service: str, *, protocols: tuple[str, ...] = ("tcp",)) -> Rule:
    shown = ports[0]
    return ResourceRule(
        rule_id,
        INGRESS_FORMS,
        none_open(ports, service, protocols),
        examples(
            good=Flow(_OFFICE, shown, shown),
            bad=Flow(_ANYWHERE, shown, shown),
            unknown=Flow(UNKNOWN, shown, shown),
        ),
    )


def _not_all_ports(resource: Resource, _bar: Thresholds) -> Findings:
    for entry in ingress(resource):
        yield from opened(entry, entry.every_port, "all ports")


def _egress_limited(resource: Resource, _bar: Thresholds) -> Findings:
    for entry in egress(resource):
        yield from opened(entry, entry.most_ports, "half of all ports or more, outbound,")


def _described(resource: Resource, _bar: Thresholds) -> Findings:
    if resource.type == SECURITY_GROUP:
        yield from _describes(resource.read("description"))
        for block in elements(resource.read("ingress"), resource.read("egress")):
            yield from _describes(block if block.unknown else block.get("description"))
    else:
        yield from _describes(resource.read("description"))


def _describes(reading: Reading) -> Findings:
    if reading.unknown:
        yield undetermined(reading, f"{reading.path} is not known yet; it must be described")
    elif (reading.text or "") in _UNDESCRIBED:
        yield failed(reading, f"{reading.path} says nothing of what it is for")


def _not_wide(resource: Resource, _bar: Thresholds) -> Findings:
    for entry in ingress(resource):
        for peer in entry.peers:
            if peer.unknown:
                message = f"{peer.path} is not known yet; it must not be a wide public range"
                yield undetermined(peer, message, proven_by=OWN_ADDRESSES)
            elif wide(peer.text or ""):
                yield failed(peer, f"{peer.path} is {peer.shown}, a public range wider than /24 (IPv6: /32)")


RULES: tuple[Rule, ...] = (
    _not_open("security-group-ssh-not-open", (22,), "SSH (22)"),
    _not_open("security-group-rdp-not-open", (3389,), "RDP (3389)", protocols=("tcp", "udp")),
    _not_open("security-group-cifs-not-open", CIFS_PORTS[::-1], "CIFS (137-139, 445)", protocols=("tcp", "udp")),
    _not_open(
        "security-group-high-risk-ports-not-open",
        (5432, *(port for port in HIGH_RISK_PORTS if port != 5432)),
        "database and management ports",
        protocols=("tcp", "udp"),
    ),
    ResourceRule(
        "security-group-all-ports-not-open",
        INGRESS_FORMS,
        _not_all_ports,
        examples(
            good=Flow("10.0.0.0/16", 0, 0, "-1"), bad=Flow(_ANYWHERE, 0, 0, "-1"), unknown=Flow(_ANYWHERE, 0, UNKNOWN)
        ),
    ),
    ResourceRule(
        "security-group-egress-limited",
        EGRESS_FORMS,
        _egress_limited,
        examples(
            good=Flow(_ANYWHERE, 443, 443),
            bad=Flow(_ANYWHERE, 0, 0, "-1"),
            unknown=Flow(UNKNOWN, 0, 0, "-1"),
            direction="egress",
        ),
    ),
    ResourceRule(
        "security-group-described",
        (*INGRESS_FORMS, EGRESS_RULE),
        _described,
        Examples(
            good=in_three_forms(Flow("10.0.0.0/16", 443, 443)),
            bad=one_resource(
                SECURITY_GROUP,
                good={},
                bad={"ingress": [{"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["10.0.0.0/16"]}]},
                unknown=None,
            ).bad,
            unknown=one_resource(
                SECURITY_GROUP, good={}, bad={}, unknown={"description": "Service", "ingress": UNKNOWN}
            ).unknown,
        ),
    ),
    ResourceRule(
        "security-group-cidr-not-wide",
        INGRESS_FORMS,
        _not_wide,
        examples(good=Flow(_OFFICE, 443, 443), bad=Flow("198.51.0.0/16", 443, 443), unknown=Flow(UNKNOWN, 443, 443)),
    ),
)
