"""Which resources carry a tag: asked of the tagging API once a tag and region, not of each resource.

It lists what is tagged or was (Resource Groups Tagging API reference, GetResources); what was never tagged has none.
"""

from collections.abc import Mapping
from typing import Any

from verification.data.calls import TAGGED
from verification.live import Live


def tagged(live: Live, key: str, service: str) -> Mapping[str, str]:
    """The value of the tag ``key`` of the region's resources of a service (``logs``, ``s3``), by ARN."""
    return {
        arn: tag["Value"]
        for each in live.items(TAGGED, {"TagFilters": [{"Key": key}]})
        if (arn := each["ResourceARN"].removesuffix(":*")).split(":")[2] == service
        for tag in each.get("Tags") or ()
        if tag["Key"] == key
    }


def answer(resources: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """What the tagging API says of resources with these tags: for examples."""
    return {
        "ResourceTagMappingList": [
            {"ResourceARN": arn, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}
            for arn, tags in resources.items()
        ]
    }
