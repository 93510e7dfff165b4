"""What a bucket's policy always refuses, and which statements may be added to it."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from components.documents import Statement, deny_insecure_transport, deny_old_tls, pins_source

_OWN_SIDS: Final = ("DenyInsecureTransport", "DenyOldTls", "DenyOtherEncryption", "DenyRecordRemoval")


def statements(
    bucket_arn: str,
    *,
    deny_other_encryption: bool,
    deny_removal: bool,
    extra: Sequence[Statement],
) -> list[Statement]:
    """The statements of a bucket's policy: its refusals first, then ``extra``.

    ``deny_other_encryption`` refuses uploads that ask for anything but KMS. ``deny_removal`` refuses what could
    shorten the life of a locked object (controls log.integrity, tls.internal, rest.files).
    """
    everything = (bucket_arn, f"{bucket_arn}/*")
    refusals = [deny_insecure_transport(*everything), deny_old_tls(*everything)]
    if deny_other_encryption:
        refusals.append(
            Statement(
                sid="DenyOtherEncryption",
                effect="Deny",
                principals="*",
                actions=("s3:PutObject",),
                resources=(f"{bucket_arn}/*",),
                # An upload that names no algorithm gets the bucket's own, which is the customer key.
                condition={
                    "Null": {"s3:x-amz-server-side-encryption": "false"},
                    "StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"},
                },
            )
        )
    if deny_removal:
        refusals.append(
            Statement(
                sid="DenyRecordRemoval",
                effect="Deny",
                principals="*",
                # Nobody is excepted: a standing exemption is what an intruder would take. The deployer can still
                # change this policy, in a reviewed change that CloudTrail records, and the account's root user can
                # remove it; S3's own lifecycle is not bound by it.
                actions=(
                    "s3:BypassGovernanceRetention",
                    "s3:DeleteObjectVersion",
                    "s3:PutBucketObjectLockConfiguration",
                ),
                resources=everything,
            )
        )
    return [*refusals, *extra]


def refuse_loose(extra: Sequence[Statement], *, bucket: str, bucket_arn: str, account_id: str) -> None:
    """Raises ValueError for a statement that would open the bucket.

    An added statement names single actions on this bucket only; it allows nothing to everybody; and it lets an AWS
    service in only for a pinned source, or on a path ``AWSLogs/<account>/`` that the service itself keeps to one
    account (the load balancers' log delivery has no other).
    """
    repeated = [sid for sid, count in Counter([*_OWN_SIDS, *(each.sid for each in extra)]).items() if count > 1]
    if repeated:
        raise ValueError(
            f"statements of the bucket {bucket!r} use the sid {repeated[0]!r} more than once or take a sid of the "
            "bucket's own: give each statement a name of its own"
        )
    for statement in extra:
        _refuse_foreign_resources(statement, bucket, bucket_arn)
        if statement.effect == "Allow":
            _refuse_open_allow(statement, bucket, bucket_arn, account_id)


def _refuse_foreign_resources(statement: Statement, bucket: str, bucket_arn: str) -> None:
    for resource in statement.resources:
        if resource != bucket_arn and not resource.startswith(f"{bucket_arn}/"):
            raise ValueError(
                f"statement {statement.sid!r} of the bucket {bucket!r} is on {resource!r}, which is not in this "
                f"bucket: use {bucket_arn} or a path under it"
            )


def _refuse_open_allow(statement: Statement, bucket: str, bucket_arn: str, account_id: str) -> None:
    wild = [action for action in statement.actions if "*" in action or "?" in action]
    if wild:
        raise ValueError(
            f"statement {statement.sid!r} of the bucket {bucket!r} allows {wild[0]!r}: "
            "name each action without wildcards"
        )
    if statement.principals == "*" or not statement.principals or "*" in statement.principals.get("AWS", ()):
        raise ValueError(
            f"statement {statement.sid!r} of the bucket {bucket!r} allows everybody: "
            "name the service, or the account's root with a condition"
        )
    own_path = f"{bucket_arn}/AWSLogs/{account_id}/"
    if "Service" in statement.principals and not (
        pins_source(statement.condition) or all(resource.startswith(own_path) for resource in statement.resources)
    ):
        raise ValueError(
            f"statement {statement.sid!r} of the bucket {bucket!r} does not pin the source of its service: "
            "compare aws:SourceArn or aws:SourceAccount with a positive operator"
        )
