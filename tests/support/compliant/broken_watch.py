"""Violations of what is recorded, watched and told."""

from typing import Any

from tests.support.compliant.detection import PLANS
from tests.support.compliant.model import ACCOUNT
from tests.support.compliant.violations import Violation, changed, undone

_TRAIL = {"Name": "main"}


def _trail(name: str, setting: str) -> Violation:
    return changed(name, "cloudtrail", "update_trail", _TRAIL | {setting: False}, _TRAIL | {setting: True})


def _plan(name: str, plan: str) -> Violation:
    def features(status: str) -> dict[str, Any]:
        return {
            "DetectorId": "<detector>",
            "Features": [{"Name": each, "Status": status if each == plan else "ENABLED"} for each in PLANS],
        }

    return changed(name, "guardduty", "update_detector", features("DISABLED"), features("ENABLED"))


def _group(name: str, days: int) -> Violation:
    group = {"logGroupName": "/vouch/prod/audit"}
    return changed(
        name, "logs", "put_retention_policy", group | {"retentionInDays": days}, group | {"retentionInDays": 400}
    )


def _rule(name: str, rule: str) -> Violation:
    return undone(name, "events", ("disable_rule", {"Name": rule}), ("enable_rule", {"Name": rule}))


WATCH: tuple[Violation, ...] = (
    undone("a trail that is stopped", "cloudtrail", ("stop_logging", _TRAIL), ("start_logging", _TRAIL)),
    _trail("a trail of one region", "IsMultiRegionTrail"),
    _trail("a trail that cannot be checked", "EnableLogFileValidation"),
    _trail("a trail without global services", "IncludeGlobalServiceEvents"),
    _group("an audit log kept for a month", 30),
    undone(
        "a log group kept for ever",
        "logs",
        ("create_log_group", {"logGroupName": "plain"}),
        ("delete_log_group", {"logGroupName": "plain"}),
    ),
    changed(
        "a detector that is off",
        "guardduty",
        "update_detector",
        {"DetectorId": "<detector>", "Enable": False},
        {"DetectorId": "<detector>", "Enable": True},
    ),
    changed(
        "findings that come late",
        "guardduty",
        "update_detector",
        {"DetectorId": "<detector>", "FindingPublishingFrequency": "SIX_HOURS"},
        {"DetectorId": "<detector>", "FindingPublishingFrequency": "FIFTEEN_MINUTES"},
    ),
    _plan("objects unwatched", "S3_DATA_EVENTS"),
    _plan("databases unwatched", "RDS_LOGIN_EVENTS"),
    _plan("functions unwatched", "LAMBDA_NETWORK_LOGS"),
    _plan("volumes not scanned", "EBS_MALWARE_PROTECTION"),
    _plan("clusters unwatched", "EKS_AUDIT_LOGS"),
    _plan("processes unwatched", "RUNTIME_MONITORING"),
    undone(
        "a recorder that is stopped",
        "config",
        ("stop_configuration_recorder", {"ConfigurationRecorderName": "default"}),
        ("start_configuration_recorder", {"ConfigurationRecorderName": "default"}),
    ),
    undone(
        "images not scanned",
        "inspector2",
        ("disable", {"accountIds": [ACCOUNT], "resourceTypes": ["ECR"]}),
        ("enable", {"accountIds": [ACCOUNT], "resourceTypes": ["ECR"]}),
    ),
    changed(
        "a registry with basic scanning",
        "ecr",
        "put_registry_scanning_configuration",
        {"scanType": "BASIC", "rules": []},
        {
            "scanType": "ENHANCED",
            "rules": [
                {
                    "scanFrequency": "CONTINUOUS_SCAN",
                    "repositoryFilters": [{"filter": "*", "filterType": "WILDCARD"}],
                }
            ],
        },
    ),
    _rule("findings of GuardDuty that nobody hears", "guardduty"),
    _rule("findings of Security Hub that nobody hears", "security-hub"),
    _rule("health events that nobody hears", "health"),
    _rule("alarms that nobody hears", "alarms"),
    *(
        undone(
            f"an alarm that acts on nothing: {alarm}",
            "cloudwatch",
            ("disable_alarm_actions", {"AlarmNames": [alarm]}),
            ("enable_alarm_actions", {"AlarmNames": [alarm]}),
        )
        for alarm in ("cis-root-use-alarm", "link-198.51.100.7")
    ),
    undone(
        "mail that may go in plain",
        "sesv2",
        ("create_configuration_set", {"ConfigurationSetName": "plain"}),
        ("delete_configuration_set", {"ConfigurationSetName": "plain"}),
    ),
)
