"""Which buckets may do without a customer key, and whose region a key is asked for in."""

from typing import Any

import pytest

from tests.support.asking import messages, the_check
from verification.data.calls import BUCKET_ENCRYPTION, BUCKET_LOCATION, BUCKET_POLICY, BUCKETS, KEY
from verification.data.requirements import CUSTOMER_KEY, KEY_ARN
from verification.data.web_client import DISTRIBUTIONS, OBJECT, OBJECTS
from verification.permissions import policy

CHECK = "s3-bucket-customer-key"


def _bucket(default: dict[str, str], statement: str = "") -> dict[Any, Any]:
    rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}
    found: dict[Any, Any] = {
        BUCKETS: {"Buckets": [{"Name": "orders"}]},
        BUCKET_ENCRYPTION: {"ServerSideEncryptionConfiguration": rules},
        BUCKET_LOCATION: {"LocationConstraint": "EU"},
        KEY: CUSTOMER_KEY,
    }
    if statement:
        found[BUCKET_POLICY] = {"Policy": f'{{"Version": "2012-10-17", "Statement": [{statement}]}}'}
    return found


def _delivery(principal: str, action: str = "s3:PutObject") -> str:
    return f'{{"Effect": "Allow", "Principal": {principal}, "Action": "{action}", "Resource": "arn:aws:s3:::orders/*"}}'


@pytest.mark.parametrize(
    "principal",
    [
        '{"Service": "logging.s3.amazonaws.com"}',
        '{"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}',
        '{"AWS": "arn:aws:iam::156460612806:root"}',
    ],
    ids=["access logs", "load balancers", "load balancers of old"],
)
def test_a_bucket_that_takes_access_logs_may_be_under_the_key_of_s3(principal: str) -> None:
    assert messages(CHECK, _bucket({"SSEAlgorithm": "AES256"}, _delivery(principal))) == []


@pytest.mark.parametrize(
    "statement",
    [
        "",
        _delivery('{"Service": "delivery.logs.amazonaws.com"}'),
        _delivery('{"Service": "logging.s3.amazonaws.com"}', "s3:GetBucketAcl"),
    ],
    ids=["no policy", "can use a key", "does not deliver"],
)
def test_any_other_bucket_may_not(statement: str) -> None:
    assert messages(CHECK, _bucket({"SSEAlgorithm": "AES256"}, statement)) == [
        "SSEAlgorithm is AES256, it must be aws:kms"
    ]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (KEY_ARN, []),
        ("alias/files", []),
        ("alias/aws/s3", ["ApplyServerSideEncryptionByDefault.KMSMasterKeyID is alias/aws/s3, a key that AWS manages"]),
        ("", ["ApplyServerSideEncryptionByDefault.KMSMasterKeyID is not set, so no customer key is used"]),
    ],
    ids=["ARN", "alias", "alias of AWS", "none"],
)
def test_the_key_of_a_bucket_is_judged(key: str, said: list[str]) -> None:
    default = {"SSEAlgorithm": "aws:kms"} | ({"KMSMasterKeyID": key} if key else {})
    assert messages(CHECK, _bucket(default)) == said


def _web(origin: str, keys: list[str], body: bytes, **more: str) -> dict[Any, Any]:
    holds: Any = the_check("s3-object-no-key").examples.holds
    listed = holds[DISTRIBUTIONS]["DistributionList"]
    distribution = listed["Items"][0] | {"Origins": {"Quantity": 1, "Items": [{"Id": "web", "DomainName": origin}]}}
    return {
        DISTRIBUTIONS: {"DistributionList": {**listed, "Items": [distribution]}},
        OBJECTS: {"Contents": [{"Key": key} for key in keys]},
        OBJECT: {"Body": body, **more},
    }


LEAKED = b"-----BEGIN RSA " + b"PRIVATE KEY-----"


@pytest.mark.parametrize("key", ["app.js", "assets/main.css", "index.html", "app.js.map", "assets/config.json"])
def test_a_key_in_what_a_browser_loads_is_found_and_not_said(key: str) -> None:
    responses = _web("web.s3.eu-west-1.amazonaws.com", [key], LEAKED)
    assert messages("s3-object-no-key", responses) == [f"the file {key} holds a private key"]


def test_a_compressed_file_is_read() -> None:
    import gzip

    responses = _web("web.s3.amazonaws.com", ["app.js"], gzip.compress(LEAKED), ContentEncoding="gzip")
    assert messages("s3-object-no-key", responses) == ["the file app.js holds a private key"]


def test_what_people_uploaded_is_not_read() -> None:
    assert messages("s3-object-no-key", _web("web.s3.amazonaws.com", ["uploads/notes.txt"], LEAKED)) == []


def test_an_origin_that_is_no_bucket_is_none() -> None:
    assert messages("s3-object-no-key", _web("api.example.org", ["app.js"], LEAKED)) == []


def test_verification_may_read_no_object_but_what_a_browser_loads() -> None:
    statements = policy([the_check("s3-object-no-key")])["Statement"]
    assert [(each["Action"], each["Resource"]) for each in statements] == [
        (["cloudfront:ListDistributions", "s3:ListBucket"], "*"),
        (
            ["s3:GetObject"],
            [
                "arn:*:s3:::*/*.css",
                "arn:*:s3:::*/*.htm",
                "arn:*:s3:::*/*.html",
                "arn:*:s3:::*/*.js",
                "arn:*:s3:::*/*.map",
                "arn:*:s3:::*/*.mjs",
                "arn:*:s3:::*/*config.json",
            ],
        ),
    ]
