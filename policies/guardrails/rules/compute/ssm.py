"""Rules on patching: approved in time, looked for, installed in a window; and on documents that nobody else reads."""

from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_true, must_not_be
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, ResourceRule, Rule, examples
from guardrails.rules.compute.types import (
    DEFAULT_PATCH_BASELINE,
    MAINTENANCE_TASK,
    MAINTENANCE_WINDOW,
    PATCH_BASELINE,
    RUNTIME_MANAGEMENT,
    SSM_ASSOCIATION,
    SSM_DOCUMENT,
    SSM_SETTING,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, not_applicable, undetermined

_SEVERITIES: Final = ("SEVERITY", "MSRC_SEVERITY")
_CRITICAL: Final = frozenset({"Critical", "*"})
_SECURITY: Final = frozenset({"Security", "SecurityUpdates", "CriticalUpdates", "*"})
_RUN_PATCHES: Final = "RunPatchBaseline"
_SHARING: Final = "/ssm/documents/console/public-sharing-permission"


def _for_critical(rule: Reading) -> bool | None:
    """Whether an approval rule is for critical security patches; None where its filters are not known."""
    filters = rule.get("patchFilters")
    if filters.unknown:
        return None
    uncertain = False
    for each in filters.each():
        key = each.get("key")
        wanted = _CRITICAL if key.text in _SEVERITIES else _SECURITY if key.text == "CLASSIFICATION" else None
        values = each.get("values")
        if key.unknown or (wanted is not None and values.unknown):
            uncertain = True
        elif wanted is not None and not any(value.text in wanted for value in values.each()):
            if any(value.unknown for value in values.each()):
                uncertain = True
            else:
                return False
    return None if uncertain else True


def _approves_in_time(baseline: Resource, bar: Thresholds) -> Findings:
    rules = baseline.read("approvalRules")
    latest = rules
    uncertain = rules.unknown
    for rule in rules.each():
        critical, days = _for_critical(rule), rule.get("approveAfterDays")
        if critical is False:
            continue
        # A date approves nothing that comes out after it.
        in_time = days.number is not None and days.number <= bar.patch_days
        if critical and in_time:
            return
        latest = days if critical else latest
        uncertain = uncertain or days.unknown or (critical is None and in_time)
    if uncertain:
        yield undetermined(
            latest, f"{latest.path} is not known yet; critical patches must be approved within {bar.patch_days} days"
        )
    else:
        yield failed(
            latest, f"no rule in approvalRules approves critical security patches within {bar.patch_days} days"
        )


def _not_public(document: Resource, _bar: Thresholds) -> Findings:
    # The keys of a map are not translated: the provider takes account_ids, whatever the language of the program.
    permissions = document.read("permissions")
    accounts = permissions.get("account_ids")
    if accounts.absent:
        accounts = permissions.get("accountIds")
    if accounts.unknown:
        yield undetermined(accounts, f"{accounts.path} is not known yet; it must not be All")
    elif "all" in {account.strip().lower() for account in (accounts.text or "").split(",")}:
        yield failed(accounts, f"{accounts.path} is {accounts.shown}, so every AWS account reads the document")


def _no_public_documents(setting: Resource, _bar: Thresholds) -> Findings:
    named, value = setting.read("settingId"), setting.read("settingValue")
    if named.known and not str(named.text).endswith(_SHARING):
        yield not_applicable("the setting is of something else")
    elif named.unknown or value.unknown:
        unknown = named if named.unknown else value
        yield undetermined(unknown, f"{unknown.path} is not known yet; public sharing of documents must be disabled")
    elif value.text != "Disable":
        yield failed(value, f"{value.path} is {value.shown}, it must be Disable")


def _default_baseline(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(DEFAULT_PATCH_BASELINE):
        yield failed(None, "the stack has no DefaultPatchBaseline, so AWS's own approves patches for servers")


def _sharing_blocked(graph: Graph, _bar: Thresholds) -> Findings:
    names = [setting.read("settingId") for setting in graph.of(SSM_SETTING)]
    if any(str(name.text).endswith(_SHARING) for name in names):
        return
    if any(name.unknown for name in names):
        yield undetermined(None, "what an ssm.ServiceSetting sets is not known yet; one must block public documents")
    else:
        yield failed(None, "the stack has no ssm.ServiceSetting that blocks public documents")


def _operation(resource: Resource) -> str | None:
    """What a task or association does with patches: Scan, Install, nothing (""), or None where it is not known."""
    if resource.type == SSM_ASSOCIATION:
        named, operation = resource.read("name"), resource.read("parameters").get("Operation")
        # Without a schedule it runs once.
        if resource.read("scheduleExpression").absent:
            return ""
    else:
        named = resource.read("taskArn")
        given = resource.read("taskInvocationParameters.runCommandParameters.parameters")
        values = [each.get("values") for each in given.each() if each.get("name").text == "Operation"]
        operation = values[0] if values else given
        operation = next(operation.each(), operation)
    if named.unknown:
        return None
    if _RUN_PATCHES not in str(named.text):
        return ""
    return None if operation.unknown else operation.text or ""


def _patches(types: tuple[str, ...], operations: tuple[str, ...], message: str) -> CompletenessRule:
    def judge(graph: Graph, _bar: Thresholds) -> Findings:
        found = [_operation(each) for each in graph.of(*types)]
        if any(each in operations for each in found):
            return
        if None in found:
            yield undetermined(None, f"what a task or association runs is not known yet; else {message}")
        else:
            yield failed(None, message)

    wanted = operations[0]
    return CompletenessRule(
        f"ssm-patch-{wanted.lower()}-scheduled",
        types,
        judge,
        Examples(good=(_association(wanted),), bad=(_association("None"),), unknown=(_association(UNKNOWN),)),
    )


def _association(operation: Value) -> Declared:
    return Declared(
        type=SSM_ASSOCIATION,
        name="patches",
        properties={
            "name": "AWS-RunPatchBaseline",
            "parameters": {"Operation": operation},
            "scheduleExpression": "rate(1 day)",
        },
    )


def _baseline(days: Value) -> dict[str, Value]:
    return {
        "operatingSystem": "AMAZON_LINUX_2023",
        "approvalRules": [
            {
                "approveAfterDays": days,
                "patchFilters": [
                    {"key": "CLASSIFICATION", "values": ["Security"]},
                    {"key": "SEVERITY", "values": ["Critical", "Important"]},
                ],
            }
        ],
    }


def _setting(value: Value) -> dict[str, Value]:
    return {"settingId": f"arn:aws:ssm:eu-west-1:123456789012:servicesetting{_SHARING}", "settingValue": value}


_WINDOW: Final = {"schedule": "cron(0 3 ? * SUN *)", "duration": 3, "cutoff": 1}
_DOCUMENT: Final = {"documentType": "Command", "content": "{}"}

RULES: tuple[Rule, ...] = (
    ResourceRule(
        "ssm-patch-approval-in-time",
        (PATCH_BASELINE,),
        _approves_in_time,
        examples(PATCH_BASELINE, good=_baseline(7), bad=_baseline(14), unknown=_baseline(UNKNOWN)),
    ),
    ResourceRule(
        "ssm-maintenance-window-enabled",
        (MAINTENANCE_WINDOW,),
        must_be_true("enabled", default=True),
        examples(
            MAINTENANCE_WINDOW,
            good={**_WINDOW, "enabled": True},
            bad={**_WINDOW, "enabled": False},
            unknown={**_WINDOW, "enabled": UNKNOWN},
        ),
    ),
    ResourceRule(
        "lambda-runtime-updates",
        (RUNTIME_MANAGEMENT,),
        must_not_be("updateRuntimeOn", "Manual", default="Auto"),
        examples(
            RUNTIME_MANAGEMENT,
            good={"functionName": "web", "updateRuntimeOn": "Auto"},
            bad={"functionName": "web", "updateRuntimeOn": "Manual"},
            unknown={"functionName": "web", "updateRuntimeOn": UNKNOWN},
        ),
    ),
    ResourceRule(
        "ssm-document-not-public",
        (SSM_DOCUMENT,),
        _not_public,
        examples(
            SSM_DOCUMENT,
            good={**_DOCUMENT, "permissions": {"type": "Share", "account_ids": "123456789012"}},
            bad={**_DOCUMENT, "permissions": {"type": "Share", "account_ids": "All"}},
            unknown={**_DOCUMENT, "permissions": {"type": "Share", "account_ids": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "ssm-document-sharing-blocked",
        (SSM_SETTING,),
        _no_public_documents,
        examples(SSM_SETTING, good=_setting("Disable"), bad=_setting("Enable"), unknown=_setting(UNKNOWN)),
    ),
    CompletenessRule(
        "ssm-document-sharing-block-present",
        (SSM_SETTING,),
        _sharing_blocked,
        Examples(
            good=(Declared(type=SSM_SETTING, properties=_setting("Disable")),),
            bad=(Declared(type=SSM_DOCUMENT, properties=_DOCUMENT),),
            unknown=(Declared(type=SSM_SETTING, properties={"settingId": UNKNOWN, "settingValue": "Disable"}),),
        ),
    ),
    CompletenessRule(
        "ssm-default-patch-baseline-present",
        (DEFAULT_PATCH_BASELINE,),
        _default_baseline,
        Examples(
            good=(
                Declared(
                    type=DEFAULT_PATCH_BASELINE,
                    properties={"baselineId": "pb-0123456789abcdef0", "operatingSystem": "AMAZON_LINUX_2023"},
                ),
            ),
            bad=(Declared(type=PATCH_BASELINE, properties=_baseline(7)),),
            unknown=None,
        ),
    ),
    _patches((SSM_ASSOCIATION,), ("Scan", "Install"), "the stack has no association that looks for missing patches"),
    _patches(
        (MAINTENANCE_TASK, SSM_ASSOCIATION),
        ("Install",),
        "the stack has no maintenance window task or association that installs patches",
    ),
)
