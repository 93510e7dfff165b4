"""The subtle ones among the rules on stores and streams: defaults of the provider, lists, parameters and documents."""

import json
from dataclasses import replace
from typing import Any

import pytest

from guardrails.judge import RuleBook, judge
from guardrails.profiles import profile
from guardrails.rule import Declared
from guardrails.rules import RULES, book
from guardrails.values import UNKNOWN
from guardrails.verdicts import Verdict
from tests.support.examples import graph

_BOOK = book()
_BY_ID = {rule.id: rule for rule in RULES}
FAILED, PASSED, OPEN, ASIDE = Verdict.FAILED, Verdict.PASSED, Verdict.UNDETERMINED, Verdict.NOT_APPLICABLE


def _verdict(rule: str, properties: dict[str, Any], *, of: int = 0, bar: str = "prod") -> Verdict:
    chosen = _BY_ID[rule]
    stack = graph((Declared(type=chosen.types[of], properties=properties),))
    (result,) = judge(stack, RuleBook((chosen,), _BOOK.infos), replace(profile(bar), required=frozenset()))
    return result.verdict


def _parameter(name: Any, value: Any) -> dict[str, Any]:
    return {"parameters": [{"name": name, "value": value}]}


@pytest.mark.parametrize(
    ("rule", "properties", "verdict"),
    [
        ("redshift-cluster-encrypted", {}, PASSED),
        ("redshift-cluster-encrypted", {"encrypted": "false"}, FAILED),
        ("redshift-cluster-private", {}, PASSED),
        ("memorydb-cluster-tls", {}, PASSED),
        ("transfer-server-private", {}, FAILED),
        ("transfer-server-encrypted", {}, PASSED),
        ("msk-cluster-encrypted-in-transit", {}, PASSED),
        ("eks-cluster-endpoint-private", {"vpcConfig": {"subnetIds": []}}, FAILED),
        ("qldb-ledger-deletion-protection", {}, PASSED),
        ("codebuild-logs", {}, PASSED),
    ],
)
def test_what_a_program_leaves_out_reads_as_the_provider_default(
    rule: str, properties: dict[str, Any], verdict: Verdict
) -> None:
    assert _verdict(rule, properties) is verdict


def test_https_is_the_default_of_endpoint_options_but_not_of_a_domain() -> None:
    assert _verdict("opensearch-domain-https", {}) is FAILED
    assert _verdict("opensearch-domain-https", {"domainEndpointOptions": {}}) is PASSED
    assert _verdict("opensearch-domain-https", {"domainEndpointOptions": {"enforceHttps": False}}, of=1) is FAILED


def test_a_log_that_is_published_and_not_enabled_is_none() -> None:
    kept = {"cloudwatchLogGroupArn": "group", "logType": "AUDIT_LOGS"}
    assert _verdict("opensearch-domain-logs", {"logPublishingOptions": [kept]}) is PASSED
    assert _verdict("opensearch-domain-logs", {"logPublishingOptions": [{**kept, "enabled": False}]}) is FAILED
    assert _verdict("opensearch-domain-error-logs", {"logPublishingOptions": [kept]}) is FAILED
    assert _verdict("opensearch-domain-error-logs", {"logPublishingOptions": [{**kept, "logType": UNKNOWN}]}) is OPEN


def test_a_parameter_is_judged_by_its_value_and_by_what_the_engine_does_without_it() -> None:
    assert _verdict("docdb-cluster-tls", {"family": "docdb5.0"}) is PASSED
    assert _verdict("docdb-cluster-tls", _parameter("tls", "disabled")) is FAILED
    assert _verdict("docdb-cluster-tls", _parameter("tls", UNKNOWN)) is OPEN
    assert _verdict("docdb-cluster-tls", _parameter(UNKNOWN, "disabled")) is OPEN
    assert _verdict("docdb-cluster-audit-on", {"family": "docdb5.0"}) is FAILED


def test_redshift_2_requires_tls_by_itself() -> None:
    assert _verdict("redshift-cluster-tls", {"family": "redshift-1.0"}) is FAILED
    assert _verdict("redshift-cluster-tls", {"family": "redshift-2.0"}) is PASSED
    assert _verdict("redshift-cluster-tls", {"family": "redshift-2.0", **_parameter("require_ssl", "false")}) is FAILED


def test_a_list_with_an_unknown_element_is_not_known_to_lack_anything() -> None:
    logs = "enabledCloudwatchLogsExports"
    assert _verdict("docdb-cluster-audit-exported", {logs: ["profiler", UNKNOWN]}) is OPEN
    assert _verdict("docdb-cluster-audit-exported", {logs: ["profiler"]}) is FAILED
    assert _verdict("docdb-cluster-logs-exported", {logs: ["profiler", UNKNOWN]}) is PASSED


@pytest.mark.parametrize(
    ("configuration", "verdict"),
    [
        ('{"EncryptionConfiguration": {"EnableInTransitEncryption": true}}', PASSED),
        ('{"EncryptionConfiguration": {"EnableInTransitEncryption": false}}', FAILED),
        ("{}", FAILED),
        ("[]", FAILED),
        ("no JSON", FAILED),
        (UNKNOWN, OPEN),
    ],
)
def test_a_security_configuration_of_emr_is_read_as_json(configuration: Any, verdict: Verdict) -> None:
    assert _verdict("emr-configuration-encrypts-in-transit", {"configuration": configuration}) is verdict


def test_rabbitmq_has_no_audit_log_to_turn_on() -> None:
    assert _verdict("mq-broker-audit-log", {"engineType": "RabbitMQ"}) is ASIDE
    assert _verdict("mq-broker-audit-log", {"engineType": "ActiveMQ"}) is FAILED
    assert _verdict("mq-broker-audit-log", {"engineType": UNKNOWN}) is OPEN


def test_scratch_file_systems_take_neither_key_nor_backup() -> None:
    lustre = _BY_ID["fsx-backup-retention"].types.index("aws:fsx/lustreFileSystem:LustreFileSystem")
    assert _verdict("fsx-backup-retention", {"deploymentType": "SCRATCH_2"}, of=lustre) is ASIDE
    assert _verdict("fsx-backup-retention", {"deploymentType": "PERSISTENT_2"}, of=lustre) is FAILED


def test_memcached_and_members_of_a_group_make_no_snapshots() -> None:
    assert _verdict("elasticache-snapshots", {"engine": "memcached"}) is ASIDE
    assert _verdict("elasticache-snapshots", {"engine": "redis", "replicationGroupId": "sessions"}) is ASIDE
    assert _verdict("elasticache-snapshots", {"engine": "redis"}) is FAILED


def test_results_that_athena_keeps_itself_are_encrypted() -> None:
    managed = {"configuration": {"managedQueryResultsConfiguration": {"enabled": True}}}
    assert _verdict("athena-workgroup-results-encrypted", managed) is ASIDE
    assert _verdict("athena-workgroup-enforced", {}) is FAILED
    assert _verdict("athena-workgroup-enforced", {"configuration": {}}) is PASSED


def test_an_endpoint_of_migration_that_knows_no_ssl_mode_is_not_asked_for_one() -> None:
    assert _verdict("dms-endpoint-tls", {"engineName": "dynamodb"}) is ASIDE
    assert _verdict("dms-endpoint-tls", {"engineName": "postgres", "sslMode": "none"}) is FAILED


@pytest.mark.parametrize(
    ("vpc", "verdict"),
    [
        ({"endpointPublicAccess": True}, FAILED),
        ({"endpointPublicAccess": True, "publicAccessCidrs": ["192.0.2.0/24", "0.0.0.0/0"]}, FAILED),
        ({"endpointPublicAccess": True, "publicAccessCidrs": ["192.0.2.0/24"]}, PASSED),
        ({"endpointPublicAccess": False, "publicAccessCidrs": ["0.0.0.0/0"]}, PASSED),
        ({"endpointPublicAccess": UNKNOWN}, OPEN),
    ],
)
def test_the_endpoint_of_a_cluster_is_open_where_no_addresses_are_named(vpc: Any, verdict: Verdict) -> None:
    assert _verdict("eks-cluster-endpoint-for-few", {"vpcConfig": vpc}) is verdict


def test_versions_of_kubernetes_are_compared_as_numbers() -> None:
    assert _verdict("eks-cluster-version", {"version": "1.9"}) is FAILED
    assert _verdict("eks-cluster-version", {"version": "1.31"}) is PASSED
    assert _verdict("eks-cluster-version", {}) is PASSED


def test_a_container_of_batch_is_judged_by_its_json() -> None:
    assert _verdict("batch-job-not-privileged", {"containerProperties": json.dumps({"privileged": True})}) is FAILED
    assert _verdict("batch-job-not-privileged", {"containerProperties": json.dumps({"image": "orders"})}) is PASSED


def test_nothing_is_asked_of_tags_where_nobody_knows_the_policy() -> None:
    assert _verdict("resource-tagged", {"tags": {}}, bar="none") is ASIDE
    assert _verdict("resource-tagged", {"tags": {}}) is FAILED
