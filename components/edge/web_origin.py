"""What CloudFront needs to read a private bucket: the bucket's statements and the key's grant, known at preview.

The distribution's id is AWS's choice and the bucket comes before it, so every distribution of this account is meant:
no other account's can read. Source: CloudFront developer guide, "Restrict access to an Amazon S3 origin".
"""

from typing import Final

from components.data.key_grants import ServiceGrant
from components.documents import Condition, Statement
from components.placement import Placement

_CLOUDFRONT: Final = "cloudfront.amazonaws.com"


def read_statements(placement: Placement, bucket: str) -> tuple[Statement, ...]:
    """Lets this account's distributions read ``bucket``.

    ``s3:ListBucket`` makes a missing file a 404 and not a 403, so that the error page of a single-page app never
    stands in for what the web ACL refused. Nobody can list by it: no query string reaches S3, and ``/`` is the
    default root object.
    """
    principals = {"Service": (_CLOUDFRONT,)}
    return (
        Statement(
            sid="DistributionsRead",
            principals=principals,
            actions=("s3:GetObject",),
            resources=(f"{placement.bucket_arn(bucket)}/*",),
            condition=_own_distributions(placement),
        ),
        Statement(
            sid="DistributionsFind",
            principals=principals,
            actions=("s3:ListBucket",),
            resources=(placement.bucket_arn(bucket),),
            condition=_own_distributions(placement),
        ),
    )


def decrypt_grant(placement: Placement) -> ServiceGrant:
    """Lets this account's distributions decrypt what they read."""
    return ServiceGrant(
        sid="DistributionsDecrypt",
        service=_CLOUDFRONT,
        actions=("kms:Decrypt",),
        condition=_own_distributions(placement),
    )


def origin_domain(placement: Placement, bucket: str) -> str:
    """The regional name of a bucket, which never redirects a reader to another region."""
    return f"{bucket}.s3.{placement.region}.amazonaws.com"


def _own_distributions(placement: Placement) -> Condition:
    return {
        "StringLike": {
            "aws:SourceArn": f"arn:{placement.partition}:cloudfront::{placement.account_id}:distribution/*",
        }
    }
