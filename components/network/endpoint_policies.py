"""Policies of VPC endpoints: a boundary around what may pass, which grants nothing by itself.

Each names a service's actions as a whole: what a principal may do is its own policy's business, whose requests may
pass at all is this one's. ``aws:PrincipalAccount`` keeps foreign credentials from being used inside the VPC, to carry
data out to somebody else's account; ``aws:ResourceAccount`` keeps our own from being used on foreign resources.
"""

from components.documents import Condition, Statement, document
from components.network.aws_buckets import aws_buckets
from components.network.services import Service
from components.placement import Placement


def interface_policy(service: Service, placement: Placement) -> str:
    """The policy of an interface endpoint: this account's principals, and its own resources where that is all."""
    return document(_own(service.action_prefix, placement, own_resources=service.own_resources_only))


def dynamodb_policy(placement: Placement) -> str:
    """The policy of the DynamoDB gateway endpoint: this account's principals and tables."""
    return document(_own("dynamodb", placement, own_resources=True))


def s3_policy(placement: Placement, readable_buckets: tuple[str, ...]) -> str:
    """The policy of the S3 gateway endpoint: this account's principals and buckets, and objects read from AWS's own.

    ``readable_buckets`` are further foreign buckets by name, whose objects anyone in the VPC may read.
    """
    foreign = (*aws_buckets(placement.region), *readable_buckets)
    return document(
        _own("s3", placement, own_resources=True),
        Statement(
            sid="ReadNamedForeignBuckets",
            principals="*",
            # Only reading, and only these: layers are fetched with ECR's signature and packages with none, so that a
            # condition on the account would refuse both.
            actions=("s3:GetObject",),
            resources=tuple(f"{placement.bucket_arn(name)}/*" for name in foreign),
        ),
    )


def _own(prefix: str, placement: Placement, *, own_resources: bool) -> Statement:
    accounts = {"aws:PrincipalAccount": placement.account_id}
    if own_resources:
        accounts["aws:ResourceAccount"] = placement.account_id
    condition: Condition = {"StringEquals": accounts}
    # Principal and resource are "*" because the condition bounds both, for resources not yet made as well.
    return Statement(sid="OwnAccount", principals="*", actions=(f"{prefix}:*",), condition=condition)
