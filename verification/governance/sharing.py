"""Nothing is given to accounts that are not ours: policies, snapshots, images, copies and shares (pv.share)."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from guardrails.graph import Resource
from guardrails.rules.audit import logs
from guardrails.rules.governance import deputies, sharing
from guardrails.rules.governance.types import LOG_RESOURCE_POLICY, VPC_ENDPOINT
from guardrails.thresholds import Thresholds
from guardrails.tokens import (
    BACKUP_VAULT_POLICY,
    FILE_SYSTEM_POLICY,
    SECRET_POLICY,
)
from verification.answers import Broken, broken
from verification.as_declared import owners
from verification.by_rule import JudgingRule, asked, resource, the_rule
from verification.calls import Call
from verification.check import Check, Examples, Found, Judges
from verification.data import calls as stores
from verification.data.backup_plans import plans, rules_of
from verification.data.secrets import secrets
from verification.governance.calls import ENDPOINTS, LOG_POLICIES, SHARES
from verification.live import Live
from verification.operations.graphs import whole

_TYPE, _TEXT = "type", "text"


def _with_policies(live: Live) -> Iterator[Found]:
    """What has a resource policy of its own, beside buckets, keys, topics and queues, which have their own checks."""
    yield from _log_policies(live)
    for found in secrets(live):
        yield Found(found.arn, {_TYPE: SECRET_POLICY})
    for each in live.items(stores.VAULTS):
        yield Found(each["BackupVaultArn"], {_TYPE: BACKUP_VAULT_POLICY, "name": each["BackupVaultName"]})
    for each in live.items(stores.FILE_SYSTEMS):
        yield Found(each["FileSystemArn"], {_TYPE: FILE_SYSTEM_POLICY, "id": each["FileSystemId"]})


def _text_of(found: Found, live: Live) -> str | None:
    """The text of the policy, if there is one."""
    answer: Any
    match found.facts[_TYPE]:
        case t if t == SECRET_POLICY:
            answer = (live.one(stores.SECRET_POLICY, {"SecretId": found.arn}) or {}).get("ResourcePolicy")
        case t if t == BACKUP_VAULT_POLICY:
            answer = (live.one(stores.VAULT_POLICY, {"BackupVaultName": found.facts["name"]}) or {}).get("Policy")
        case t if t == FILE_SYSTEM_POLICY:
            answer = (live.one(stores.FILE_SYSTEM_POLICY, {"FileSystemId": found.facts["id"]}) or {}).get("Policy")
        case _:
            answer = found.facts[_TEXT]
    return answer or None


def _policy_of(found: Found, live: Live) -> Resource:
    path = {LOG_RESOURCE_POLICY: "policyDocument"}.get(found.facts[_TYPE], "policy")
    return resource(found.facts[_TYPE], {path: _text_of(found, live)}, id_=found.arn)


def _by_policy(rule: JudgingRule) -> Judges:
    def judge(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
        yield from asked(rule, _policy_of(found, live), bar, owners(live), at="Policy")

    return judge


def _log_policies(live: Live) -> Iterator[Found]:
    for each in live.items(LOG_POLICIES):
        arn = each.get("resourceArn") or live.arn("logs", f"resource-policy:{each.get('policyName')}")
        yield Found(arn, {_TYPE: LOG_RESOURCE_POLICY, _TEXT: each.get("policyDocument")})


def _shares(live: Live) -> Iterator[Found]:
    for each in live.items(SHARES, {"resourceOwner": "SELF"}):
        if each.get("status") not in ("DELETING", "DELETED"):
            yield Found(each["resourceShareArn"], each)


def _internal(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if found.facts.get("allowExternalPrincipals") is not False:
        yield broken("allowExternalPrincipals", "allowExternalPrincipals is true, so that strangers may be let in")


def _copies_stay(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    owned = {live.account, *live.accounts}
    for rule in rules_of(found, live):
        for copy in rule.get("CopyActions") or ():
            account = str(copy.get("DestinationBackupVaultArn", "")).split(":")[4:5]
            if account and account[0] not in owned:
                path = "Rules.CopyActions.DestinationBackupVaultArn"
                yield broken(path, f"rule {rule.get('RuleName')} copies to account {account[0]}, which is not ours")


def _endpoint_policies(live: Live) -> Iterator[Resource]:
    for each in live.items(ENDPOINTS):
        yield resource(VPC_ENDPOINT, {"policy": each.get("PolicyDocument")}, id_=each["VpcEndpointId"])


def _document(account: str | None = None, *, service: str | None = None, condition: Any = None) -> str:
    principal: Any = {"Service": service} if service else {"AWS": f"arn:aws:iam::{account}:root"} if account else "*"
    statement = {"Effect": "Allow", "Principal": principal, "Action": "logs:PutLogEvents", "Resource": "*"}
    if condition:
        statement["Condition"] = condition
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


_OWN, _STRANGER = "123456789012", "210987654321"
_NAMED: Final = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-AbCdEf"
_VAULT: Final = "arn:aws:backup:eu-west-1:123456789012:backup-vault:main"
_FILES: Final = "arn:aws:elasticfilesystem:eu-west-1:123456789012:file-system/fs-0a1b"
_POLICIES: Final[tuple[Call, ...]] = (
    LOG_POLICIES,
    stores.SECRETS,
    stores.SECRET_POLICY,
    stores.VAULTS,
    stores.VAULT_POLICY,
    stores.FILE_SYSTEMS,
    stores.FILE_SYSTEM_POLICY,
)


def _log_policy(text: str) -> dict[Any, Any]:
    return {LOG_POLICIES: {"resourcePolicies": [{"policyName": "delivery", "policyDocument": text}]}}


def _policies(text: str) -> dict[Any, Any]:
    files = {"FileSystemId": "fs-0a1b", "FileSystemArn": _FILES, "OwnerId": _OWN, "CreationToken": "a"}
    return _log_policy(_document(service="delivery.logs.amazonaws.com", condition=_PINNED)) | {
        stores.SECRETS: {"SecretList": [{"ARN": _NAMED, "Name": "orders"}]},
        stores.SECRET_POLICY: {"ARN": _NAMED, "Name": "orders", "ResourcePolicy": text},
        stores.VAULTS: {"BackupVaultList": [{"BackupVaultArn": _VAULT, "BackupVaultName": "main"}]},
        stores.VAULT_POLICY: {"BackupVaultName": "main", "Policy": text},
        stores.FILE_SYSTEMS: {"FileSystems": [files | _FILES_REST]},
        stores.FILE_SYSTEM_POLICY: {"FileSystemId": "fs-0a1b", "Policy": text},
    }


_PINNED: Final = {"StringEquals": {"aws:SourceAccount": _OWN}}
_FILES_REST: Final[dict[str, Any]] = {
    "CreationTime": 0,
    "LifeCycleState": "available",
    "NumberOfMountTargets": 0,
    "SizeInBytes": {"Value": 0},
    "PerformanceMode": "generalPurpose",
    "Tags": [],
}


def _plan(account: str) -> dict[Any, Any]:
    arn = "arn:aws:backup:eu-west-1:123456789012:backup-plan:daily"
    vault = f"arn:aws:backup:eu-central-1:{account}:backup-vault:copies"
    rule = {"RuleName": "daily", "TargetBackupVaultName": "main", "CopyActions": [{"DestinationBackupVaultArn": vault}]}
    return {
        stores.BACKUP_PLANS: {"BackupPlansList": [{"BackupPlanArn": arn, "BackupPlanId": "a"}]},
        stores.BACKUP_PLAN: {"BackupPlan": {"BackupPlanName": "daily", "Rules": [rule]}},
    }


def _share(*, external: bool) -> dict[Any, Any]:
    share = {
        "resourceShareArn": "arn:aws:ram:eu-west-1:123456789012:resource-share/0a1b",
        "status": "ACTIVE",
        "allowExternalPrincipals": external,
    }
    return {SHARES: {"resourceShares": [share]}}


def _endpoint(key: str) -> dict[Any, Any]:
    policy = _document(condition={"StringEquals": {key: _OWN}})
    return {ENDPOINTS: {"VpcEndpoints": [{"VpcEndpointId": "vpce-0a1b", "PolicyDocument": policy}]}}


CHECKS: tuple[Check, ...] = (
    Check(
        id="resource-policy-own-accounts",
        calls=_POLICIES,
        finds=_with_policies,
        judge=_by_policy(the_rule(sharing.RULES, "resource-policy-own-accounts")),
        examples=Examples(holds=_policies(_document(_OWN)), broken=_policies(_document(_STRANGER))),
    ),
    Check(
        id="resource-policy-source-pinned",
        calls=_POLICIES,
        finds=_with_policies,
        judge=_by_policy(the_rule(deputies.RULES, "resource-policy-source-pinned")),
        examples=Examples(
            holds=_policies(_document(service="backup.amazonaws.com", condition=_PINNED)),
            broken=_policies(_document(service="backup.amazonaws.com")),
        ),
    ),
    Check(
        id="cloudwatch-log-policy-not-public",
        calls=(LOG_POLICIES,),
        finds=_log_policies,
        judge=_by_policy(the_rule(logs.RULES, "cloudwatch-log-policy-not-public")),
        examples=Examples(holds=_log_policy(_document(_OWN)), broken=_log_policy(_document())),
    ),
    Check(
        id="copies-stay-in-own-accounts",
        calls=(stores.BACKUP_PLANS, stores.BACKUP_PLAN),
        finds=plans,
        judge=_copies_stay,
        examples=Examples(holds=_plan(_OWN), broken=_plan(_STRANGER)),
    ),
    Check(
        id="resource-share-internal",
        calls=(SHARES,),
        finds=_shares,
        judge=_internal,
        examples=Examples(holds=_share(external=False), broken=_share(external=True)),
    ),
    whole(
        sharing.RULES,
        "data-perimeter-present",
        calls=(ENDPOINTS,),
        parts=_endpoint_policies,
        of=("ec2", "vpc-endpoint/*"),
        at="PolicyDocument",
        holds=_endpoint("aws:ResourceAccount"),
        bad=_endpoint("aws:PrincipalAccount"),
    ),
)
