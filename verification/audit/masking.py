"""Personal data is masked in the logs that customers' data can reach."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from guardrails.rules.audit.masking import STATEMENT_LOGS, masking_faults, statements_of
from guardrails.thresholds import Thresholds
from guardrails.values import read
from verification.answers import Broken, broken
from verification.audit.apis import STAGE_CALLS, access_log, stages
from verification.audit.calls import (
    ACCOUNT_LOG_POLICIES,
    DATA_PROTECTION,
    HTTP_APIS,
    HTTP_STAGES,
    REST_APIS,
    REST_STAGES,
)
from verification.audit.groups import group, log_groups, tagged_groups
from verification.audit.tags import answer
from verification.check import Check, Examples, Found
from verification.data.calls import LOG_GROUPS, TAGGED
from verification.live import Live

_ACCOUNT_WIDE: Final = {"policyType": "DATA_PROTECTION_POLICY"}
_OF_DATABASES: Final = "/aws/rds/"


def _own_policy(group_: Any) -> bool:
    return bool(group_.get("dataProtectionStatus") == "ACTIVATED")


def _masked(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    inherited = "ACCOUNT_DATA_PROTECTION" in (found.facts.get("inheritedProperties") or ())
    if not inherited and not _own_policy(found.facts):
        status = found.facts.get("dataProtectionStatus") or "not set"
        yield broken("dataProtectionStatus", f"dataProtectionStatus is {status}, so nothing is masked in the log group")


def _of_customers(live: Live) -> Iterator[Found]:
    return tagged_groups(live, "data", "customer")


def _of_databases_and_apis(live: Live) -> Iterator[Found]:
    """The log groups that hold statements of databases or calls of APIs, whatever their tags say."""
    logged = {access_log(stage.facts) for stage in stages(live)}
    for found in log_groups(live):
        name: str = found.facts["logGroupName"]
        statements = name.startswith(_OF_DATABASES) and name.rpartition("/")[2] in STATEMENT_LOGS
        if statements or found.arn in logged:
            yield found


def _policies(live: Live) -> Iterator[Found]:
    """Every data protection policy: the account's of the region, and those of log groups."""
    for policy in live.items(ACCOUNT_LOG_POLICIES, _ACCOUNT_WIDE):
        yield Found(live.arn("logs", f"account-policy:{policy['policyName']}"), policy)
    for found in log_groups(live):
        if _own_policy(found.facts):
            yield found


def _masks(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    text = found.facts.get("policyDocument")
    if text is None:
        asked = {"logGroupIdentifier": found.facts["logGroupName"]}
        text = (live.one(DATA_PROTECTION, asked) or {}).get("policyDocument")
    for fault in masking_faults(statements_of(read("policyDocument", text))):
        yield broken("policyDocument", fault)


_NAME: Final = "/aws/rds/instance/main/postgresql"
_MASKED: Final = group(_NAME, dataProtectionStatus="ACTIVATED")
_OPEN: Final = group(_NAME)
_CUSTOMERS: Final = answer({_OPEN["logGroupArn"]: {"data": "customer"}})
_API_LOG: Final = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/apigateway/main"
_STAGES: Final[dict[Any, Any]] = {
    HTTP_APIS: {
        "Items": [{"ApiId": "a1b2c3d4e5", "Name": "main", "ProtocolType": "HTTP", "RouteSelectionExpression": ""}]
    },
    HTTP_STAGES: {"Items": [{"StageName": "$default", "AccessLogSettings": {"DestinationArn": _API_LOG}}]},
    REST_APIS: {"items": [{"id": "f6g7h8i9j0", "name": "old"}]},
    REST_STAGES: {"item": [{"stageName": "prod"}]},
}


def _policy(*operations: str) -> str:
    names = ("AwsSecretKey", "CreditCardNumber", "EmailAddress", "Name")
    identifiers = [f"arn:aws:dataprotection::aws:data-identifier/{each}" for each in names]
    bodies: dict[str, dict[str, Any]] = {"Audit": {"FindingsDestination": {}}, "Deidentify": {"MaskConfig": {}}}
    statements = [{"DataIdentifier": identifiers, "Operation": {each: bodies[each]}} for each in operations]
    return json.dumps({"Name": "mask", "Version": "2021-06-01", "Statement": statements})


_BOTH: Final = _policy("Audit", "Deidentify")
_ACCOUNT: Final = {
    "accountPolicies": [{"policyName": "mask", "policyType": "DATA_PROTECTION_POLICY", "policyDocument": _BOTH}]
}

CHECKS: tuple[Check, ...] = (
    Check(
        id="cloudwatch-log-group-masked",
        calls=(LOG_GROUPS, TAGGED),
        finds=_of_customers,
        judge=_masked,
        examples=Examples(
            holds={LOG_GROUPS: {"logGroups": [_MASKED]}, TAGGED: _CUSTOMERS},
            broken={LOG_GROUPS: {"logGroups": [_OPEN]}, TAGGED: _CUSTOMERS},
        ),
    ),
    Check(
        id="log-masking-present",
        calls=(LOG_GROUPS, *STAGE_CALLS),
        finds=_of_databases_and_apis,
        judge=_masked,
        examples=Examples(
            holds=_STAGES
            | {
                LOG_GROUPS: {
                    "logGroups": [
                        group("/aws/apigateway/main", inheritedProperties=["ACCOUNT_DATA_PROTECTION"]),
                        _MASKED,
                        group("/vouch/prod/app"),
                    ]
                }
            },
            broken=_STAGES | {LOG_GROUPS: {"logGroups": [group("/aws/apigateway/main"), _MASKED]}},
        ),
    ),
    Check(
        id="cloudwatch-data-protection-masks",
        calls=(ACCOUNT_LOG_POLICIES, LOG_GROUPS, DATA_PROTECTION),
        finds=_policies,
        judge=_masks,
        examples=Examples(
            holds={
                ACCOUNT_LOG_POLICIES: _ACCOUNT,
                LOG_GROUPS: {"logGroups": [_MASKED, group("/vouch/prod/app")]},
                DATA_PROTECTION: {"logGroupIdentifier": _NAME, "policyDocument": _BOTH},
            },
            broken={
                ACCOUNT_LOG_POLICIES: _ACCOUNT,
                LOG_GROUPS: {"logGroups": [_MASKED]},
                DATA_PROTECTION: {"logGroupIdentifier": _NAME, "policyDocument": _policy("Audit")},
            },
        ),
    ),
)
