"""What reaches a browser: clients without secrets, and files in which no key is."""

import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final

from guardrails.rules.data.secret_values import shape_of
from guardrails.rules.data.web_client import BROWSER_NAME
from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.calls import Call
from verification.check import Check, Examples, Facts, Found, Scope
from verification.data.calls import USER_POOL_CLIENT, USER_POOL_CLIENTS, USER_POOLS
from verification.live import Live

POOLS: Final = {"MaxResults": 60}
"""The parameters by which user pools are listed: Cognito asks for the most of a page."""

# CloudFront is global, and asked where AWS keeps it.
DISTRIBUTIONS: Final = Call(
    service="cloudfront", operation="list_distributions", key="DistributionList.Items", region="us-east-1"
)
# Without a key: the first page is enough for a sample.
OBJECTS: Final = Call(service="s3", operation="list_objects_v2", absent=("NoSuchBucket",), actions=("s3:ListBucket",))
# What a browser loads, and nothing else of what buckets hold.
OBJECT: Final = Call(
    service="s3",
    operation="get_object",
    absent=("NoSuchKey", "InvalidRange"),
    resources=tuple(
        f"arn:*:s3:::*/{name}" for name in ("*.css", "*.htm", "*.html", "*.js", "*.map", "*.mjs", "*config.json")
    ),
)

_SAMPLE: Final = 20
"""How many files of a bucket are read."""
_BYTES: Final = 1_048_576
"""How much of each is read."""
_FIRST: Final = 1000
# As ``OBJECT`` says to IAM, which tells capitals apart too.
_SCRIPT: Final = re.compile(r".*(?:\.(?:css|html?|m?js|map)|config\.json)")
# The names of an S3 origin: regional, global, or dual-stack (S3 guide, "Methods for accessing a bucket").
_ORIGIN: Final = re.compile(r"(?P<bucket>.+)\.s3(?:[.-][a-z0-9.-]+)?\.amazonaws\.com(?:\.cn)?")


def _clients(live: Live) -> Iterator[Found]:
    for pool in live.items(USER_POOLS, POOLS):
        arn = live.arn("cognito-idp", f"userpool/{pool['Id']}")
        for client in live.items(USER_POOL_CLIENTS, {"UserPoolId": pool["Id"], "MaxResults": 60}):
            yield Found(f"{arn}/client/{client['ClientId']}", client)


def _in_a_browser(client: Facts) -> bool:
    """As the rule has it: by the client's name, or since people sign in at it by SRP and come back by a code."""
    by_srp = "ALLOW_USER_SRP_AUTH" in (client.get("ExplicitAuthFlows") or ())
    return bool(BROWSER_NAME.search(str(client.get("ClientName", "")))) or (
        by_srp and "code" in (client.get("AllowedOAuthFlows") or ())
    )


def _without_secret(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    asked = {"UserPoolId": found.facts["UserPoolId"], "ClientId": found.facts["ClientId"]}
    client = (live.one(USER_POOL_CLIENT, asked) or {}).get("UserPoolClient") or {}
    # The secret itself is never said.
    if _in_a_browser(client) and client.get("ClientSecret"):
        yield broken("ClientSecret", "the client has a secret, and a browser cannot keep one")


def _web_buckets(live: Live) -> Iterable[Found]:
    """The buckets that a distribution serves."""
    served = set()
    for distribution in live.items(DISTRIBUTIONS):
        for origin in (distribution.get("Origins") or {}).get("Items") or ():
            if named := _ORIGIN.fullmatch(str(origin.get("DomainName", ""))):
                served.add(named["bucket"])
    for name in sorted(served):
        yield Found(live.arn("s3", name, region="", account=""), {"Name": name})


def _no_key(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    bucket = found.facts["Name"]
    listed = (live.one(OBJECTS, {"Bucket": bucket, "MaxKeys": _FIRST}) or {}).get("Contents") or ()
    scripts = sorted(str(each["Key"]) for each in listed if each.get("Key") and _SCRIPT.fullmatch(each["Key"]))
    for key in scripts[:_SAMPLE]:
        answer = live.one(OBJECT, {"Bucket": bucket, "Key": key, "Range": f"bytes=0-{_BYTES - 1}"})
        if answer is not None and (kind := shape_of(_text(answer))) is not None:
            yield broken(key, f"the file {key} holds {kind}")


def _text(answer: Facts) -> str:
    """The text of a file, as far as it was read."""
    body: bytes = answer.get("Body") or b""
    if answer.get("ContentEncoding") == "gzip":
        # What says gzip and is not is read as it is.
        with suppress(zlib.error):
            body = zlib.decompressobj(wbits=31).decompress(body, _BYTES * 8)
    return body.decode("utf-8", errors="replace")


def _client(**facts: Any) -> dict[str, Any]:
    return {"UserPoolClient": {"ClientId": "client", "ClientName": "browser", **facts}}


_LISTED: Final = {
    USER_POOLS: {"UserPools": [{"Id": "eu-west-1_EXAMPLE", "Name": "people"}]},
    USER_POOL_CLIENTS: {
        "UserPoolClients": [{"UserPoolId": "eu-west-1_EXAMPLE", "ClientId": "client", "ClientName": "browser"}]
    },
}
# Put together here, so that nobody takes this file for one that holds a key.
_LEAKED: Final = b'const key = "-----BEGIN RSA ' + b'PRIVATE KEY-----"'


_NONE: Final = {"Quantity": 0}
_DISTRIBUTION: Final[dict[str, Any]] = {
    "Id": "EXAMPLE",
    "ARN": "arn:aws:cloudfront::123456789012:distribution/EXAMPLE",
    "Status": "Deployed",
    "LastModifiedTime": datetime(2026, 1, 1, tzinfo=UTC),
    "DomainName": "example.cloudfront.net",
    "Aliases": _NONE,
    "Origins": {"Quantity": 1, "Items": [{"Id": "web", "DomainName": "example-web.s3.eu-west-1.amazonaws.com"}]},
    "DefaultCacheBehavior": {"TargetOriginId": "web", "ViewerProtocolPolicy": "redirect-to-https"},
    "CacheBehaviors": _NONE,
    "CustomErrorResponses": _NONE,
    "Comment": "",
    "PriceClass": "PriceClass_100",
    "Enabled": True,
    "ViewerCertificate": {},
    "Restrictions": {"GeoRestriction": {"RestrictionType": "none", "Quantity": 0}},
    "WebACLId": "",
    "HttpVersion": "http2",
    "IsIPV6Enabled": True,
    "Staging": False,
}
_PAGE: Final = {"Marker": "", "MaxItems": 100, "IsTruncated": False, "Quantity": 1}


def _served(body: bytes) -> dict[Call, Any]:
    return {
        DISTRIBUTIONS: {"DistributionList": {**_PAGE, "Items": [_DISTRIBUTION]}},
        OBJECTS: {"Contents": [{"Key": "index.html"}, {"Key": "uploads/photo.jpg"}]},
        OBJECT: {"Body": body},
    }


CHECKS: tuple[Check, ...] = (
    Check(
        id="cognito-browser-client-no-secret",
        calls=(USER_POOLS, USER_POOL_CLIENTS, USER_POOL_CLIENT),
        finds=_clients,
        judge=_without_secret,
        examples=Examples(
            holds={**_LISTED, USER_POOL_CLIENT: _client()},
            broken={**_LISTED, USER_POOL_CLIENT: _client(ClientSecret="x" * 24)},
        ),
    ),
    Check(
        id="s3-object-no-key",
        calls=(DISTRIBUTIONS, OBJECTS, OBJECT),
        finds=_web_buckets,
        judge=_no_key,
        scope=Scope.ACCOUNT,
        examples=Examples(
            holds=_served(b"<!doctype html>"),
            broken=_served(_LEAKED),
            absent={DISTRIBUTIONS: {"DistributionList": {**_PAGE, "Quantity": 0}}},
        ),
    ),
)
