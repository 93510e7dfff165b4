"""The DNS records of the account's public hosted zones, as checks of mail ask for them."""

from typing import Any, Final

from verification.answers import Unavailable
from verification.data.requirements import value_of
from verification.live import Live
from verification.operations.calls import RECORDS, ZONES


def plain(name: str) -> str:
    """A domain name in lower case, without the root's dot."""
    return name.rstrip(".").lower()


def zone_of(live: Live, domain: str) -> str | None:
    """The id of the public zone that answers for a domain: the one with the longest name; None where none does."""
    zones = {
        plain(zone["Name"]): str(zone["Id"]).rpartition("/")[2]
        for zone in live.items(ZONES)
        if not value_of(zone, "Config.PrivateZone")
    }
    above = [name for name in zones if domain == name or domain.endswith(f".{name}")]
    return zones[max(above, key=len)] if above else None


def values(live: Live, kind: str, name: str) -> list[str]:
    """What the records of a kind at a name say. Raises Unavailable where no zone of the account answers for it."""
    zone = zone_of(live, name)
    if zone is None:
        raise Unavailable(f"no public hosted zone of the account answers for {name}, so its {kind} record is not seen")
    return [
        _unquoted(each["Value"])
        for record in live.items(RECORDS, {"HostedZoneId": zone})
        if record["Type"] == kind and plain(record["Name"]) == name
        for each in record.get("ResourceRecords") or ()
    ]


def _unquoted(value: str) -> str:
    """A text as its reader sees it: of several strings, one."""
    return value.replace('" "', "").replace('""', "").strip('"')


PAGE: Final = {"Marker": "", "IsTruncated": False, "MaxItems": "100"}
"""What Route 53 says with every page, in examples."""


def zone(*records: tuple[str, str, str]) -> dict[Any, Any]:
    """The zone ``example.com`` with records, each a name, a type and a value: for examples."""
    listed: list[dict[str, Any]] = [
        {"Name": name, "Type": kind, "ResourceRecords": [{"Value": value}]} for name, kind, value in records
    ]
    return {
        ZONES: {"HostedZones": [{"Id": "/hostedzone/Z0A", "Name": "example.com.", "CallerReference": "a"}], **PAGE},
        RECORDS: {"ResourceRecordSets": listed, "IsTruncated": False, "MaxItems": "100"},
    }
