"""Rules on OpenSearch and Elasticsearch domains: encrypted, private, logged, and entered by TLS and by name."""

from typing import Final

from guardrails.graph import Resource
from guardrails.requirements import (
    all_of,
    must_be_at_least,
    must_be_customer_key,
    must_be_false,
    must_be_one_of,
    must_be_true,
    must_not_be_set,
    when,
)
from guardrails.rule import Findings, JudgeResource, ResourceRule, Rule, examples
from guardrails.rules.data.lists import must_not_be_empty
from guardrails.rules.data.s3_types import NAMES_OF_KEYS
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN
from guardrails.verdicts import failed, undetermined

_OPENSEARCH: Final = "aws:opensearch/domain:Domain"
_ELASTICSEARCH: Final = "aws:elasticsearch/domain:Domain"
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
_GROUP: Final = "arn:aws:logs:eu-west-1:123456789012:log-group:search"
_TLS: Final = (
    "Policy-Min-TLS-1-2-2019-07",
    "Policy-Min-TLS-1-2-PFS-2023-10",
    "Policy-Min-TLS-1-2-RFC9151-FIPS-2024-08",
)
_KINDS: Final = ("AUDIT_LOGS", "ES_APPLICATION_LOGS", "SEARCH_SLOW_LOGS", "INDEX_SLOW_LOGS")


def _in_vpc(domain: Resource, _bar: Thresholds) -> bool | None:
    return None if domain.read("vpcOptions").unknown else not domain.read("vpcOptions").absent


def _https(domain: Resource, bar: Thresholds) -> Findings:
    # The provider requires HTTPS where it has options of the endpoint at all; without them OpenSearch does not.
    default = not domain.read("domainEndpointOptions").absent
    yield from must_be_true("domainEndpointOptions.enforceHttps", default=default)(domain, bar)


def _publishes(*wanted: str) -> JudgeResource:
    def judge(domain: Resource, _bar: Thresholds) -> Findings:
        listed = domain.read("logPublishingOptions")
        unknown = listed.unknown
        for each in listed.each():
            kind, enabled = each.get("logType"), each.get("enabled").default(value=True)
            if kind.text in wanted and enabled.truth:
                return
            fits = kind.unknown or (kind.text in wanted and enabled.unknown)
            unknown = unknown or (fits and enabled.truth is not False)
        if unknown:
            yield undetermined(listed, f"what is published is not known yet; {' or '.join(wanted)} must be")
        else:
            yield failed(listed, f"logPublishingOptions publishes no {' and no '.join(wanted)}")

    return judge


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "opensearch-domain-encrypted",
        (
            _OPENSEARCH,
            _ELASTICSEARCH,
        ),
        must_be_true("encryptAtRest.enabled"),
        examples(
            _OPENSEARCH,
            good={"encryptAtRest": {"enabled": True}},
            bad={},
            unknown={"encryptAtRest": {"enabled": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "opensearch-domain-customer-key",
        (
            _OPENSEARCH,
            _ELASTICSEARCH,
        ),
        must_be_customer_key("encryptAtRest.kmsKeyId", proven_by=NAMES_OF_KEYS),
        examples(
            _OPENSEARCH,
            good={"encryptAtRest": {"kmsKeyId": _KEY}},
            bad={},
            unknown={"encryptAtRest": {"kmsKeyId": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "opensearch-domain-node-to-node",
        (
            _OPENSEARCH,
            _ELASTICSEARCH,
        ),
        must_be_true("nodeToNodeEncryption.enabled"),
        examples(
            _OPENSEARCH,
            good={"nodeToNodeEncryption": {"enabled": True}},
            bad={},
            unknown={"nodeToNodeEncryption": {"enabled": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "opensearch-domain-https",
        (
            _OPENSEARCH,
            _ELASTICSEARCH,
        ),
        _https,
        examples(
            _OPENSEARCH,
            good={"domainEndpointOptions": {"enforceHttps": True}},
            bad={},
            unknown={"domainEndpointOptions": {"enforceHttps": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "opensearch-domain-tls-version",
        (
            _OPENSEARCH,
            _ELASTICSEARCH,
        ),
        must_be_one_of("domainEndpointOptions.tlsSecurityPolicy", *_TLS),
        examples(
            _OPENSEARCH,
            good={"domainEndpointOptions": {"tlsSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10"}},
            bad={"domainEndpointOptions": {"tlsSecurityPolicy": "Policy-Min-TLS-1-0-2019-07"}},
            unknown={"domainEndpointOptions": {"tlsSecurityPolicy": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "opensearch-domain-in-vpc",
        (
            _OPENSEARCH,
            _ELASTICSEARCH,
        ),
        must_not_be_empty("vpcOptions.subnetIds"),
        examples(
            _OPENSEARCH,
            good={"vpcOptions": {"subnetIds": ["subnet-0a1b2c3d4e5f60718"]}},
            bad={},
            unknown={"vpcOptions": {"subnetIds": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "opensearch-domain-security-groups",
        (
            _OPENSEARCH,
            _ELASTICSEARCH,
        ),
        when(_in_vpc, must_not_be_empty("vpcOptions.securityGroupIds")),
        examples(
            _OPENSEARCH,
            good={
                "vpcOptions": {"subnetIds": ["subnet-0a1b2c3d4e5f60718"], "securityGroupIds": ["sg-0a1b2c3d4e5f60718"]}
            },
            bad={"vpcOptions": {"subnetIds": ["subnet-0a1b2c3d4e5f60718"]}},
            unknown={"vpcOptions": {"securityGroupIds": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "opensearch-domain-logs",
        (
            _OPENSEARCH,
            _ELASTICSEARCH,
        ),
        _publishes(*_KINDS),
        examples(
            _OPENSEARCH,
            good={"logPublishingOptions": [{"cloudwatchLogGroupArn": _GROUP, "logType": "ES_APPLICATION_LOGS"}]},
            bad={},
            unknown={
                "logPublishingOptions": [
                    {"cloudwatchLogGroupArn": _GROUP, "logType": "ES_APPLICATION_LOGS", "enabled": UNKNOWN}
                ]
            },
        ),
    ),
    ResourceRule(
        "opensearch-domain-audit-logs",
        (
            _OPENSEARCH,
            _ELASTICSEARCH,
        ),
        _publishes("AUDIT_LOGS"),
        examples(
            _OPENSEARCH,
            good={"logPublishingOptions": [{"cloudwatchLogGroupArn": _GROUP, "logType": "AUDIT_LOGS"}]},
            bad={},
            unknown={
                "logPublishingOptions": [{"cloudwatchLogGroupArn": _GROUP, "logType": "AUDIT_LOGS", "enabled": UNKNOWN}]
            },
        ),
    ),
    ResourceRule(
        "opensearch-domain-error-logs",
        (
            _OPENSEARCH,
            _ELASTICSEARCH,
        ),
        _publishes("ES_APPLICATION_LOGS"),
        examples(
            _OPENSEARCH,
            good={"logPublishingOptions": [{"cloudwatchLogGroupArn": _GROUP, "logType": "ES_APPLICATION_LOGS"}]},
            bad={},
            unknown={
                "logPublishingOptions": [
                    {"cloudwatchLogGroupArn": _GROUP, "logType": "ES_APPLICATION_LOGS", "enabled": UNKNOWN}
                ]
            },
        ),
    ),
    ResourceRule(
        "opensearch-domain-fine-grained-access",
        (
            _OPENSEARCH,
            _ELASTICSEARCH,
        ),
        must_be_true("advancedSecurityOptions.enabled"),
        examples(
            _OPENSEARCH,
            good={"advancedSecurityOptions": {"enabled": True}},
            bad={},
            unknown={"advancedSecurityOptions": {"enabled": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "opensearch-domain-no-anonymous",
        (_OPENSEARCH,),
        must_be_false("advancedSecurityOptions.anonymousAuthEnabled"),
        examples(
            _OPENSEARCH,
            good={"advancedSecurityOptions": {"anonymousAuthEnabled": False}},
            bad={"advancedSecurityOptions": {"anonymousAuthEnabled": True}},
            unknown={"advancedSecurityOptions": {"anonymousAuthEnabled": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "opensearch-domain-managed-identities",
        (
            _OPENSEARCH,
            _ELASTICSEARCH,
        ),
        must_not_be_set(
            "advancedSecurityOptions.masterUserOptions.masterUserPassword",
            because="and an IAM role is to be the master user",
        ),
        examples(
            _OPENSEARCH,
            good={},
            bad={"advancedSecurityOptions": {"masterUserOptions": {"masterUserPassword": "Correct-horse-1"}}},
            unknown=None,
        ),
    ),
    ResourceRule(
        "opensearch-domain-zones",
        (
            _OPENSEARCH,
            _ELASTICSEARCH,
        ),
        must_be_true("clusterConfig.zoneAwarenessEnabled"),
        examples(
            _OPENSEARCH,
            good={"clusterConfig": {"zoneAwarenessEnabled": True}},
            bad={},
            unknown={"clusterConfig": {"zoneAwarenessEnabled": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "opensearch-domain-masters",
        (
            _OPENSEARCH,
            _ELASTICSEARCH,
        ),
        all_of(
            must_be_true("clusterConfig.dedicatedMasterEnabled"),
            must_be_at_least("clusterConfig.dedicatedMasterCount", 3),
        ),
        examples(
            _OPENSEARCH,
            good={"clusterConfig": {"dedicatedMasterEnabled": True, "dedicatedMasterCount": 3}},
            bad={},
            unknown={"clusterConfig": {"dedicatedMasterEnabled": True, "dedicatedMasterCount": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "opensearch-domain-software-updates",
        (_OPENSEARCH,),
        must_be_true("softwareUpdateOptions.autoSoftwareUpdateEnabled"),
        examples(
            _OPENSEARCH,
            good={"softwareUpdateOptions": {"autoSoftwareUpdateEnabled": True}},
            bad={},
            unknown={"softwareUpdateOptions": {"autoSoftwareUpdateEnabled": UNKNOWN}},
        ),
    ),
)
