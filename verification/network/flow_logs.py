"""net.flowlog: each VPC's traffic is recorded, all of it, and the records arrive."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found
from verification.live import Live
from verification.network.calls import FLOW_LOGS, VPCS
from verification.network.vpcs import ALL_VPCS, VPC_ID, own_vpcs

# What AWS does where the interval is not said.
_DEFAULT_SECONDS: Final = 600
# For transit gateways AWS fixes the interval at 60 seconds and knows no traffic type.
_TRANSIT: Final = "tgw-"


def _logs(live: Live) -> Iterator[Found]:
    for each in live.items(FLOW_LOGS):
        if not (each.get("ResourceId") or "").startswith(_TRANSIT):
            yield Found(live.arn("ec2", f"vpc-flow-log/{each['FlowLogId']}"), each)


def _logged(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    logs = [each for each in live.items(FLOW_LOGS) if each.get("ResourceId") == found.facts["VpcId"]]
    if not logs:
        yield broken("FlowLogs", "no flow log records the traffic of the VPC")
        return
    if any(_works(each) for each in logs):
        return
    first = logs[0]
    if first.get("FlowLogStatus") != "ACTIVE":
        yield broken("FlowLogStatus", f"FlowLogStatus is {first.get('FlowLogStatus') or 'not set'}, it must be ACTIVE")
    else:
        said = first.get("DeliverLogsErrorMessage")
        yield broken("DeliverLogsStatus", f"DeliverLogsStatus is FAILED{f': {said}' if said else ''}")


def _works(log: Mapping[str, Any]) -> bool:
    return log.get("FlowLogStatus") == "ACTIVE" and log.get("DeliverLogsStatus") != "FAILED"


def _all_traffic(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    kind = found.facts.get("TrafficType")
    if kind != "ALL":
        yield broken("TrafficType", f"TrafficType is {kind or 'not set'}, it must be ALL")


def _often(found: Found, _live: Live, bar: Thresholds) -> Iterable[Broken]:
    seconds = found.facts.get("MaxAggregationInterval", _DEFAULT_SECONDS)
    if seconds > bar.flow_log_seconds:
        message = f"MaxAggregationInterval is {seconds} seconds, it must be at most {bar.flow_log_seconds}"
        yield broken("MaxAggregationInterval", message)


def _log(**facts: Any) -> Mapping[str, Any]:
    log = {
        "FlowLogId": "fl-0a1b2c3d4e5f60718",
        "ResourceId": VPC_ID,
        "FlowLogStatus": "ACTIVE",
        "DeliverLogsStatus": "SUCCESS",
        "TrafficType": "ALL",
        "MaxAggregationInterval": 60,
    }
    return {"FlowLogs": [log | facts]}


CHECKS: tuple[Check, ...] = (
    Check(
        id="vpc-flow-log",
        calls=(VPCS, FLOW_LOGS),
        finds=own_vpcs,
        judge=_logged,
        examples=Examples(
            holds={VPCS: ALL_VPCS, FLOW_LOGS: _log()},
            broken={
                VPCS: ALL_VPCS,
                FLOW_LOGS: _log(DeliverLogsStatus="FAILED", DeliverLogsErrorMessage="Access error"),
            },
        ),
    ),
    Check(
        id="vpc-flow-log-all-traffic",
        calls=(FLOW_LOGS,),
        finds=_logs,
        judge=_all_traffic,
        examples=Examples(holds={FLOW_LOGS: _log()}, broken={FLOW_LOGS: _log(TrafficType="REJECT")}),
    ),
    Check(
        id="vpc-flow-log-interval",
        calls=(FLOW_LOGS,),
        finds=_logs,
        judge=_often,
        examples=Examples(holds={FLOW_LOGS: _log()}, broken={FLOW_LOGS: _log(MaxAggregationInterval=600)}),
    ),
)
