"""Servers as they run: their credentials, their way in, the image that they started from, and their hardening.

(vm.harden, vm.image.)
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.check import Check, Examples, Facts, Found, Responses
from verification.compute.calls import CIS_SCANS, IMAGES, INSTANCES, METADATA_DEFAULTS, SERIAL_CONSOLE
from verification.live import Live

_GONE: Final = ("shutting-down", "terminated")
_TOKENS: Final = "MetadataOptions.HttpTokens"
# By these tags Image Builder says that it made an image (Image Builder user guide, "Tag resources").
_MADE_BY_BUILDER: Final = "Ec2ImageBuilderArn"
_BUILT: Final = ("CreatedBy", "EC2 Image Builder")
# Bottlerocket is hardened as it comes (control vm.harden).
_BOTTLEROCKET: Final = ("amazon", "bottlerocket-")
_MONTH: Final = timedelta(days=30)


def servers(live: Live) -> Iterator[Found]:
    """Every instance that is not gone, but for those that an AWS service keeps."""
    for reservation in live.items(INSTANCES):
        for each in reservation.get("Instances") or ():
            kept = (each.get("Operator") or {}).get("Managed")
            if (each.get("State") or {}).get("Name") not in _GONE and not kept:
                yield Found(live.arn("ec2", f"instance/{each['InstanceId']}"), each)


def _imdsv2(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    options = found.facts.get("MetadataOptions") or {}
    if options.get("HttpEndpoint") != "disabled" and options.get("HttpTokens") != "required":
        yield broken(_TOKENS, f"HttpTokens is {options.get('HttpTokens') or 'not set'}, it must be required")


def _near(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    options = found.facts.get("MetadataOptions") or {}
    hops = options.get("HttpPutResponseHopLimit", 1)
    if options.get("HttpEndpoint") != "disabled" and hops != 1:
        yield broken(
            "MetadataOptions.HttpPutResponseHopLimit",
            f"HttpPutResponseHopLimit is {hops}, it must be 1: further hops reach containers and proxies",
        )


def _no_key_pair(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if name := found.facts.get("KeyName"):
        yield broken("KeyName", f"KeyName is {name}, a key that never expires and that nobody can take back")


def _has_profile(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not found.facts.get("IamInstanceProfile"):
        yield broken("IamInstanceProfile", "IamInstanceProfile is not set, so the server has no identity of its own")


def _watched(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    state = (found.facts.get("Monitoring") or {}).get("State")
    if state not in ("enabled", "pending"):
        yield broken("Monitoring.State", f"Monitoring.State is {state or 'not set'}, it must be enabled")


def _from_recipe(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    image = found.facts.get("ImageId", "")
    stated = live.items(IMAGES, {"ImageIds": [image]})
    if not any(_is_hardened(each) for each in stated):
        what = "which no Image Builder recipe made" if stated else "an image that is not there any more"
        yield broken("ImageId", f"ImageId is {image}, {what}")


def _is_hardened(image: Facts) -> bool:
    tags = {each["Key"]: each.get("Value") for each in image.get("Tags") or ()}
    owner, name = _BOTTLEROCKET
    bottlerocket = image.get("ImageOwnerAlias") == owner and str(image.get("Name", "")).startswith(name)
    return bottlerocket or _MADE_BY_BUILDER in tags or _BUILT in tags.items()


def _images(live: Live) -> Iterator[Found]:
    for each in live.items(IMAGES, {"Owners": ["self"]}):
        yield Found(live.arn("ec2", f"image/{each['ImageId']}", account=""), each)


def _not_public(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if found.facts.get("Public"):
        yield broken("Public", "Public is true, so every AWS account starts the image")


def _metadata_defaults(live: Live) -> Iterator[Found]:
    facts = (live.one(METADATA_DEFAULTS) or {}).get("AccountLevel") or {}
    yield Found(live.arn("ec2", "instance-metadata-defaults"), facts)


def _required_by_default(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    tokens = found.facts.get("HttpTokens")
    if tokens != "required":
        yield broken("AccountLevel.HttpTokens", f"HttpTokens is {tokens or 'not set'}, it must be required")


def _serial_console(live: Live) -> Iterator[Found]:
    yield Found(live.arn("ec2", "serial-console-access"), live.one(SERIAL_CONSOLE) or {})


def _closed(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if found.facts.get("SerialConsoleAccessEnabled"):
        yield broken("SerialConsoleAccessEnabled", "SerialConsoleAccessEnabled is true")


def _region_with_servers(live: Live) -> Iterator[Found]:
    if any(True for _ in servers(live)):
        yield Found(live.arn("inspector2", "cis-scan/*"))


def _hardened(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    """The newest scan of each configuration in the last month counts: an older one says nothing of today."""
    del found
    done = [each for each in live.items(CIS_SCANS) if each.get("status") == "COMPLETED" and each.get("scanDate")]
    recent = [each for each in done if live.now - each["scanDate"] <= _MONTH]
    if not recent:
        last = max((each["scanDate"] for each in done), default=None)
        when = f"the last one is of {last:%Y-%m-%d}" if last else "there is none"
        yield broken("scans", f"no CIS scan was completed in the last {_MONTH.days} days: {when}")
    newest: dict[str, Facts] = {}
    for each in sorted(recent, key=lambda scan: scan["scanDate"]):
        newest[each["scanConfigurationArn"]] = each
    for each in newest.values():
        if failed := each.get("failedChecks", 0):
            name = each.get("scanName") or each["scanArn"]
            yield broken("failedChecks", f"failedChecks is {failed} of {each.get('totalChecks', 0)} in scan {name}")


_IMAGE: Final = "ami-0123456789abcdef0"


def _server(**facts: Any) -> Responses:
    one = {
        "InstanceId": "i-0a1b2c3d4e5f60718",
        "ImageId": _IMAGE,
        "State": {"Name": "running"},
        "MetadataOptions": {"HttpTokens": "required", "HttpPutResponseHopLimit": 1, "HttpEndpoint": "enabled"},
        "IamInstanceProfile": {"Arn": "arn:aws:iam::123456789012:instance-profile/web"},
        "Monitoring": {"State": "enabled"},
        **facts,
    }
    gone = {"InstanceId": "i-0f1e2d3c4b5a69788", "State": {"Name": "terminated"}}
    return {INSTANCES: {"Reservations": [{"Instances": [one, gone]}]}}


def _started_from(key: str, value: str) -> Responses:
    image = {"ImageId": _IMAGE, "Tags": [{"Key": key, "Value": value}]}
    return {**_server(), IMAGES: {"Images": [image]}}


def _an_image(*, public: bool) -> Responses:
    return {IMAGES: {"Images": [{"ImageId": _IMAGE, "Public": public}]}}


def _cis(failed: int, month: int = 11) -> Responses:
    scan = {
        "scanArn": "arn:aws:inspector2:eu-west-1:123456789012:owner/123456789012/cis-scan/0a1b2c3d",
        "scanConfigurationArn": "arn:aws:inspector2:eu-west-1:123456789012:owner/123456789012/cis-configuration/0a1b",
        "status": "COMPLETED",
        "scanName": "servers",
        "scanDate": datetime(2026, month, 15, tzinfo=UTC),
        "failedChecks": failed,
        "totalChecks": 230,
    }
    return {**_server(), CIS_SCANS: {"scans": [scan]}}


def _check(id_: str, judge: Any, **bad: Any) -> Check:
    return Check(
        id=id_,
        calls=(INSTANCES,),
        finds=servers,
        judge=judge,
        examples=Examples(holds=_server(), broken=_server(**bad)),
    )


CHECKS: tuple[Check, ...] = (
    _check("ec2-imdsv2-required", _imdsv2, MetadataOptions={"HttpTokens": "optional", "HttpEndpoint": "enabled"}),
    _check("ec2-metadata-hop-limit", _near, MetadataOptions={"HttpPutResponseHopLimit": 2}),
    _check("ec2-no-key-pair", _no_key_pair, KeyName="admin"),
    _check("ec2-instance-profile", _has_profile, IamInstanceProfile={}),
    _check("ec2-detailed-monitoring", _watched, Monitoring={"State": "disabled"}),
    Check(
        id="server-image-from-recipe",
        calls=(INSTANCES, IMAGES),
        finds=servers,
        judge=_from_recipe,
        examples=Examples(
            holds=_started_from("CreatedBy", "EC2 Image Builder"), broken=_started_from("CreatedBy", "somebody")
        ),
    ),
    Check(
        id="ec2-ami-not-public",
        calls=(IMAGES,),
        finds=_images,
        judge=_not_public,
        examples=Examples(
            holds=_an_image(public=False), broken=_an_image(public=True), absent={IMAGES: {"Images": []}}
        ),
    ),
    Check(
        id="ec2-metadata-defaults-imdsv2",
        calls=(METADATA_DEFAULTS,),
        finds=_metadata_defaults,
        judge=_required_by_default,
        examples=Examples(
            holds={METADATA_DEFAULTS: {"AccountLevel": {"HttpTokens": "required"}}},
            broken={METADATA_DEFAULTS: {"AccountLevel": {}}},
            absent=None,
        ),
    ),
    Check(
        id="ec2-serial-console-off",
        calls=(SERIAL_CONSOLE,),
        finds=_serial_console,
        judge=_closed,
        examples=Examples(
            holds={SERIAL_CONSOLE: {"SerialConsoleAccessEnabled": False}},
            broken={SERIAL_CONSOLE: {"SerialConsoleAccessEnabled": True}},
            absent=None,
        ),
    ),
    Check(
        id="inspector-cis-scan-passed",
        calls=(INSTANCES, CIS_SCANS),
        finds=_region_with_servers,
        judge=_hardened,
        examples=Examples(holds=_cis(0), broken=_cis(3)),
        info=RuleInfo(
            id="inspector-cis-scan-passed",
            control="vm.harden",
            title="Servers passed a CIS scan in the last month",
            severity=Severity.HIGH,
            fix="Schedule a CIS scan in Inspector, and mend the image's recipe where checks fail.",
        ),
    ),
)
