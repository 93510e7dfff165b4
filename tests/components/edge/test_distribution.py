"""The browser app: what CloudFront serves, how, and what it says about it."""

import json
from typing import Any

import pytest

from components.edge import web_origin
from components.edge.distribution import Distribution, DistributionArgs
from components.edge.entry import AliasRecords
from components.edge.response_headers import BrowserHeaders
from components.edge.web_acl import Scope, WebAcl, WebAclArgs
from tests.components.edge.building import (
    CERTIFICATE_ARN,
    DISTRIBUTIONS,
    GLOBAL,
    GLOBAL_KEY,
    HOME,
    KEY,
    WEB_ACL_ARN,
)
from tests.support.recording import Recorded, record

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
ORIGIN = "vouch-prod-123456789012-eu-west-1-web.s3.eu-west-1.amazonaws.com"


def args(**changes: Any) -> DistributionArgs:
    return DistributionArgs(
        **{
            "placement": GLOBAL,
            "domain": "www.example.com",
            "origin": ORIGIN,
            "certificate_arn": CERTIFICATE_ARN,
            "web_acl_arn": WEB_ACL_ARN,
            "log_key_arn": GLOBAL_KEY,
            **changes,
        }
    )


def build(**changes: Any) -> Recorded:
    return record(lambda: Distribution("web", args(**changes)))


def test_viewers_are_answered_over_modern_tls_only_behind_the_web_acl() -> None:
    properties = build().one(DISTRIBUTION, "web-distribution").properties
    assert properties["viewerCertificate"] == {
        "acmCertificateArn": CERTIFICATE_ARN,
        "minimumProtocolVersion": "TLSv1.2_2025",
        "sslSupportMethod": "sni-only",
    }
    assert properties["webAclId"] == WEB_ACL_ARN
    assert properties["aliases"] == ["www.example.com"]
    assert properties["restrictions"] == {"geoRestriction": {"restrictionType": "none"}}
    behaviour = properties["defaultCacheBehavior"]
    assert behaviour["viewerProtocolPolicy"] == "redirect-to-https"
    assert behaviour["allowedMethods"] == ["GET", "HEAD"]
    assert behaviour["cachePolicyId"] == "658327ea-f89d-4fab-a63d-7e88639e58f6"


def test_the_bucket_is_read_by_signed_requests_only() -> None:
    built = build()
    control = built.one("aws:cloudfront/originAccessControl:OriginAccessControl").properties
    assert (control["originAccessControlOriginType"], control["signingBehavior"], control["signingProtocol"]) == (
        "s3",
        "always",
        "sigv4",
    )
    distribution = built.one(DISTRIBUTION)
    assert [origin["domainName"] for origin in distribution.properties["origins"]] == [ORIGIN]
    assert built.graph.depends_on(distribution, "origins", "aws:cloudfront/originAccessControl:OriginAccessControl")


def test_a_missing_file_is_the_apps_own_path_and_a_refusal_stays_a_refusal() -> None:
    responses = build().one(DISTRIBUTION).properties["customErrorResponses"]
    assert responses == [
        {"errorCode": 404, "responseCode": 200, "responsePagePath": "/index.html", "errorCachingMinTtl": 0}
    ]
    assert "customErrorResponses" not in build(app=False).one(DISTRIBUTION).properties


def test_answers_carry_security_headers_over_whatever_the_origin_says() -> None:
    policy = build(headers=BrowserHeaders(connect_to=("https://api.example.com",))).one(
        "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"
    )
    headers = policy.properties["securityHeadersConfig"]
    assert headers["strictTransportSecurity"] == {
        "accessControlMaxAgeSec": 63_072_000,
        "includeSubdomains": True,
        "preload": True,
        "override": True,
    }
    assert headers["contentSecurityPolicy"] == {
        "contentSecurityPolicy": (
            "default-src 'self'; connect-src 'self' https://api.example.com; img-src 'self' data:; object-src 'none'; "
            "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; upgrade-insecure-requests"
        ),
        "override": True,
    }
    assert headers["frameOptions"] == {"frameOption": "DENY", "override": True}
    assert headers["contentTypeOptions"] == {"override": True}
    assert headers["referrerPolicy"] == {"referrerPolicy": "strict-origin-when-cross-origin", "override": True}


def test_access_logs_go_to_an_encrypted_group_without_cookies_or_queries() -> None:
    built = build()
    group = built.one("aws:cloudwatch/logGroup:LogGroup").properties
    assert (group["name"], group["kmsKeyId"], group["retentionInDays"]) == (
        "/aws/vendedlogs/vouch-prod-web",
        GLOBAL_KEY,
        365,
    )
    source = built.one("aws:cloudwatch/logDeliverySource:LogDeliverySource")
    assert source.properties["logType"] == "ACCESS_LOGS"
    assert built.graph.depends_on(source, "resourceArn", DISTRIBUTION)
    fields = built.one("aws:cloudwatch/logDelivery:LogDelivery").properties["recordFields"]
    assert {"ssl-protocol", "ssl-cipher", "c-ip"} <= set(fields)
    assert not {"cs(Cookie)", "cs-uri-query", "cs(Referer)"} & set(fields)


def test_only_this_accounts_deliveries_write_the_log() -> None:
    policy = build().one("aws:cloudwatch/logResourcePolicy:LogResourcePolicy").properties
    statement = json.loads(policy["policyDocument"])["Statement"][0]
    assert statement["Resource"] == (
        "arn:aws:logs:us-east-1:123456789012:log-group:/aws/vendedlogs/vouch-prod-web:log-stream:*"
    )
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnLike": {"aws:SourceArn": "arn:aws:logs:us-east-1:123456789012:*"},
    }


def test_alias_records_lead_there_for_both_protocols() -> None:
    built = build(alias=AliasRecords(zone_id="Z1", names=("www.example.com",)))
    assert {(each.name, each.properties["type"]) for each in built.all("aws:route53/record:Record")} == {
        ("web-alias-www.example.com-a", "A"),
        ("web-alias-www.example.com-aaaa", "AAAA"),
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"placement": HOME}, "placement is in eu-west-1"),
        ({"origin": "www.example.com"}, "origin is 'www.example.com'"),
        ({"root_object": "/index.html"}, "root_object is '/index.html'"),
        ({"log_retention_days": 30}, "log_retention_days is 30"),
    ],
)
def test_arguments_that_aws_would_refuse_are_refused_first(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        args(**changes)


@pytest.mark.parametrize("origin", ["http://api.example.com", "https://api.example.com/", "https://*.example.com"])
def test_a_script_may_call_whole_origins_over_https_only(origin: str) -> None:
    with pytest.raises(ValueError, match="connect_to"):
        BrowserHeaders(connect_to=(origin,))


def test_only_this_accounts_distributions_read_the_bucket_and_its_key() -> None:
    read, find = web_origin.read_statements(HOME, "example-web")
    assert (read.actions, read.resources) == (("s3:GetObject",), ("arn:aws:s3:::example-web/*",))
    assert (find.actions, find.resources) == (("s3:ListBucket",), ("arn:aws:s3:::example-web",))
    grant = web_origin.decrypt_grant(HOME)
    assert (grant.service, grant.actions) == ("cloudfront.amazonaws.com", ("kms:Decrypt",))
    assert read.condition == find.condition == grant.condition == DISTRIBUTIONS


def test_a_web_acl_for_cloudfront_lives_in_us_east_1() -> None:
    given = WebAclArgs(placement=GLOBAL, log_key_arn=GLOBAL_KEY, role="web", scope=Scope.CLOUDFRONT)
    built = record(lambda: WebAcl("web", given))
    assert built.one("aws:wafv2/webAcl:WebAcl").properties["scope"] == "CLOUDFRONT"
    assert built.one("aws:wafv2/webAcl:WebAcl").properties["name"] == "vouch-prod-web"
    assert built.one("aws:cloudwatch/logGroup:LogGroup").properties["name"] == "aws-waf-logs-vouch-prod-web"
    with pytest.raises(ValueError, match="scope is CLOUDFRONT in eu-west-1"):
        WebAclArgs(placement=HOME, log_key_arn=KEY, scope=Scope.CLOUDFRONT)
