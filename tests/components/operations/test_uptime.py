"""Public names are asked from outside, by health checks and by a canary that works."""

import io
import json
from typing import Any, Self

import pytest

from components.data.bucket import Bucket, BucketArgs, BucketPurpose
from components.operations.canary import heartbeat
from components.operations.probe import RUNTIME, Canary, CanaryArgs, canary_document
from components.operations.uptime import Uptime, UptimeArgs
from components.placement import Placement
from guardrails.values import UNKNOWN
from tests.support.recording import Recorded, record
from vouch.preview.record import ProgramError

HOME = Placement(project="vouch", stack="prod", account_id="123456789012", region="eu-west-1")
GLOBAL = HOME.at("us-east-1")
TOPIC = "arn:aws:sns:us-east-1:123456789012:vouch-prod-uptime"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/incidents"
CHECK = "aws:route53/healthCheck:HealthCheck"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
CANARY = "aws:synthetics/canary:Canary"
OBJECT = "aws:s3/bucketObject:BucketObject"
ROLE = "aws:iam/role:Role"


def uptime(**changes: Any) -> Recorded:
    given: dict[str, Any] = {"placement": GLOBAL, "pages": {"app.example.com": "/"}, "topic_arn": TOPIC}
    args = UptimeArgs(**(given | changes))
    return record(lambda: Uptime("uptime", args))


def test_a_name_is_asked_over_tls_with_sni_every_thirty_seconds_from_three_regions() -> None:
    assert uptime(pages={"app.example.com": "/health"}).one(CHECK, "uptime-check-app.example.com").properties == {
        "type": "HTTPS",
        "fqdn": "app.example.com",
        "port": 443,
        "resourcePath": "/health",
        "enableSni": True,
        "requestInterval": 30,
        "failureThreshold": 3,
        "regions": ["eu-west-1", "us-east-1", "us-west-2"],
        "measureLatency": True,
        "disabled": False,
        "tags": {"Name": "app.example.com"},
    }


def test_the_alarm_takes_silence_for_an_outage_and_sets_no_region_of_its_own() -> None:
    recorded = uptime()
    alarm = recorded.one(ALARM, "uptime-alarm-app.example.com")
    assert alarm.properties == {
        "name": "vouch-prod-uptime-app.example.com",
        "alarmDescription": "app.example.com does not answer",
        "namespace": "AWS/Route53",
        "metricName": "HealthCheckStatus",
        "dimensions": {"HealthCheckId": UNKNOWN},
        "statistic": "Minimum",
        "period": 60,
        "evaluationPeriods": 2,
        "threshold": 1,
        "comparisonOperator": "LessThanThreshold",
        "treatMissingData": "breaching",
        "actionsEnabled": True,
        "alarmActions": [TOPIC],
        "okActions": [TOPIC],
    }
    assert alarm.property_dependencies["dimensions"] == (recorded.one(CHECK).urn,)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"placement": HOME}, "Route 53 reports health to us-east-1 only"),
        ({"pages": {}}, "pages is empty"),
        ({"pages": {"https://app.example.com": "/"}}, "fully qualified"),
        ({"pages": {"app.example.com": "health"}}, "begin the path with a slash"),
        ({"regions": ("eu-west-1", "us-east-1")}, "three or more"),
        ({"regions": ("eu-west-1", "us-east-1", "eu-central-1")}, "three or more"),
        ({"failures": 11}, "1 to 10"),
    ],
)
def test_a_check_that_route_53_would_not_make_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        uptime(**changes)


def canary(**changes: Any) -> Recorded:
    def program() -> None:
        bucket = Bucket(
            "canary",
            BucketArgs(
                placement=HOME, role="canary", purpose=BucketPurpose.CONFIG, key_arn=KEY, access_logs="access-logs"
            ),
        )
        given: dict[str, Any] = {
            "placement": HOME,
            "urls": ("https://app.example.com/",),
            "bucket": bucket,
            "key_arn": KEY,
            "key_alias": "alias/vouch-prod-incidents",
            "topic_arn": TOPIC,
        }
        Canary("canary", CanaryArgs(**(given | changes)))

    return record(program)


def test_the_canary_is_started_and_runs_every_five_minutes() -> None:
    recorded = canary()
    found = recorded.one(CANARY, "canary-canary")
    bucket = "vouch-prod-123456789012-eu-west-1-canary"
    assert {key: value for key, value in found.properties.items() if value is not UNKNOWN} == {
        "name": "vouch-prod-entry",
        "runtimeVersion": RUNTIME,
        "handler": "heartbeat.handler",
        "s3Bucket": bucket,
        "s3Key": "canary/heartbeat.zip",
        "artifactS3Location": f"s3://{bucket}/results",
        "artifactConfig": {"s3Encryption": {"encryptionMode": "SSE_KMS", "kmsKeyArn": KEY}},
        "schedule": {"expression": "rate(5 minutes)"},
        "runConfig": {
            "environmentVariables": {"URLS": "https://app.example.com/", "TIMEOUT_SECONDS": "10"},
            "memoryInMb": 960,
            "timeoutInSeconds": 60,
        },
        "startCanary": True,
        "deleteLambda": True,
        "successRetentionPeriod": 31,
        "failureRetentionPeriod": 31,
    }
    assert found.property_dependencies["s3Version"] == (recorded.one(OBJECT).urn,)
    assert found.property_dependencies["executionRoleArn"] == (recorded.one(ROLE).urn,)


def test_every_minute_is_spelled_as_aws_spells_it() -> None:
    assert canary(minutes=1).one(CANARY).properties["schedule"] == {"expression": "rate(1 minute)"}


def test_the_script_is_encrypted_with_the_customer_key() -> None:
    script = canary().one(OBJECT, "canary-script").properties
    assert (script["kmsKeyId"], script["serverSideEncryption"]) == (KEY, "aws:kms")


def test_a_canary_that_reports_nothing_or_fails_raises_an_alarm() -> None:
    alarm = canary().one(ALARM, "canary-alarm").properties
    assert alarm["dimensions"] == {"CanaryName": "vouch-prod-entry"}
    assert (alarm["metricName"], alarm["comparisonOperator"], alarm["threshold"]) == (
        "SuccessPercent",
        "LessThanThreshold",
        100,
    )
    assert alarm["treatMissingData"] == "breaching"


def test_the_role_keeps_results_and_nothing_else() -> None:
    statements = json.loads(canary_document(HOME, "vouch-prod-entry", "results", "alias/vouch-prod-incidents"))
    by_sid = {each["Sid"]: each for each in statements["Statement"]}
    assert by_sid["KeepResults"]["Resource"] == "arn:aws:s3:::results/results/*"
    assert by_sid["WriteLog"]["Resource"] == [
        "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/cwsyn-vouch-prod-entry-*",
        "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/cwsyn-vouch-prod-entry-*:*",
    ]
    assert [sid for sid, each in by_sid.items() if each["Resource"] == "*"] == ["ReportRuns"]
    assert by_sid["ReportRuns"]["Condition"] == {"StringEquals": {"cloudwatch:namespace": "CloudWatchSynthetics"}}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"urls": ()}, "urls is empty"),
        ({"urls": ("http://app.example.com/",)}, "begins with https://"),
        ({"minutes": 10}, "at least every five minutes"),
        ({"timeout_seconds": 60}, "at most 50 seconds"),
    ],
)
def test_a_canary_that_would_see_too_little_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ProgramError, match=message):
        canary(**changes)


class _Answer(io.BytesIO):
    """A page, as urlopen gives it."""

    def __init__(self, url: str) -> None:
        super().__init__(b"page")
        self._url = url

    def geturl(self) -> str:
        return self._url

    def __enter__(self) -> Self:
        return self


def test_the_heartbeat_passes_where_every_page_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, float]] = []

    def answer(request: Any, *, timeout: float, context: Any) -> _Answer:
        assert context.check_hostname
        asked.append((request.full_url, timeout))
        return _Answer(request.full_url)

    monkeypatch.setattr("urllib.request.urlopen", answer)
    monkeypatch.setenv("URLS", "https://app.example.com/ https://api.example.com/health")
    monkeypatch.setenv("TIMEOUT_SECONDS", "7")
    assert heartbeat.handler({}, None) == "every page answered"
    assert asked == [("https://app.example.com/", 7.0), ("https://api.example.com/health", 7.0)]


def test_the_heartbeat_fails_and_names_every_page_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError("certificate has expired")

    monkeypatch.setattr("urllib.request.urlopen", refuse)
    monkeypatch.setenv("URLS", "https://app.example.com/ http://api.example.com/")
    with pytest.raises(RuntimeError) as raised:
        heartbeat.handler({}, None)
    assert str(raised.value) == (
        "https://app.example.com/ failed: certificate has expired; http://api.example.com/ is not asked over TLS"
    )


def test_the_heartbeat_refuses_a_page_that_leads_away_from_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("urllib.request.urlopen", lambda *_, **__: _Answer("http://app.example.com/"))
    assert heartbeat.probe("https://app.example.com/", 1) == (
        "https://app.example.com/ leads to http://app.example.com/, which is not TLS"
    )
