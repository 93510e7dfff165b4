"""The account's trails, as each region sees them, and what they record.

A trail of every region shows in all of them; it is judged once, at home where its home is asked about, and else in
the first region asked (CloudTrail user guide, "Understanding multi-Region trails").
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from verification.audit.calls import EVENT_SELECTORS, TRAILS
from verification.check import Facts, Found
from verification.live import Live

_OBJECT: Final = "AWS::S3::Object"


def trails(live: Live) -> Iterator[Found]:
    """Each trail once; those of the organisation too."""
    for trail in seen_trails(live):
        home = trail.get("HomeRegion", live.region)
        if home == live.region or (home not in live.regions and live.region == live.regions[0]):
            yield Found(trail["TrailARN"], trail)


def seen_trails(live: Live) -> list[Any]:
    """Every trail that records the region, wherever its home is."""
    return live.items(TRAILS)


def selectors(live: Live, arn: str) -> Facts:
    """The event selectors of a trail, in either form."""
    return live.one(EVENT_SELECTORS, {"TrailName": arn}) or {}


def takes_management(stated: Facts) -> bool:
    """Whether a selector takes reads and writes of management events, of all sources but those that it excludes."""
    basic = (
        each.get("IncludeManagementEvents", True) and each.get("ReadWriteType", "All") == "All"
        for each in stated.get("EventSelectors") or ()
    )
    return any(basic) or any(map(_takes_every, management_selectors(stated)))


def management_selectors(stated: Facts) -> Iterator[Mapping[str, Any]]:
    """The advanced selectors of management events."""
    for each in stated.get("AdvancedEventSelectors") or ():
        if _is(each, "eventCategory", "Management"):
            yield each


def left_out(stated: Facts) -> Iterator[str]:
    """The services whose management events a trail leaves out (KMS and the RDS Data API can be)."""
    for each in stated.get("EventSelectors") or ():
        yield from each.get("ExcludeManagementEventSources") or ()
    for each in management_selectors(stated):
        for field in each.get("FieldSelectors") or ():
            if field["Field"] == "eventSource":
                yield from field.get("NotEquals") or ()


def takes_objects(stated: Facts) -> bool:
    """Whether a selector takes reads and writes of objects in S3: of every bucket, or of those that it names."""
    basic = (
        each.get("ReadWriteType", "All") == "All"
        and any(resource.get("Type") == _OBJECT for resource in each.get("DataResources") or ())
        for each in stated.get("EventSelectors") or ()
    )
    return any(basic) or any(
        _is(each, "eventCategory", "Data") and _is(each, "resources.type", _OBJECT) and _reads_and_writes(each)
        for each in stated.get("AdvancedEventSelectors") or ()
    )


def _reads_and_writes(selector: Mapping[str, Any]) -> bool:
    fields = {field["Field"] for field in selector.get("FieldSelectors") or ()}
    return fields <= {"eventCategory", "resources.type", "resources.ARN"}


def _takes_every(selector: Mapping[str, Any]) -> bool:
    return all(
        field["Field"] == "eventCategory" or (field["Field"] == "eventSource" and not field.get("Equals"))
        for field in selector.get("FieldSelectors") or ()
    )


def _is(selector: Mapping[str, Any], name: str, value: str) -> bool:
    return any(
        field["Field"] == name and value in (field.get("Equals") or ())
        for field in selector.get("FieldSelectors") or ()
    )
