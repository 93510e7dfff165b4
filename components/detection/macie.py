"""Amazon Macie in one region: which buckets are open, and what is sensitive in those that hold customers' data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pulumi
from pulumi_aws import macie, macie2

from components.base import Component
from components.data.key_grants import RoleGrant, ServiceGrant
from components.documents import Condition, Statement
from components.placement import Placement

SERVICE: Final = "macie.amazonaws.com"
ROLE: Final = f"aws-service-role/{SERVICE}/AWSServiceRoleForAmazonMacie"
"""Macie's service-linked role, by path and name."""
_REGEX_LIMIT: Final = 512


@dataclass(frozen=True, kw_only=True)
class ClassificationResults:
    """Where results are kept beyond Macie's 90 days; ``ready`` is what the bucket needs first (its policy).

    Bucket and key are in one region. Macie refuses a bucket with a default object lock.
    """

    bucket: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    ready: tuple[pulumi.Resource, ...]


@dataclass(frozen=True, kw_only=True)
class DataIdentifier:
    """What is sensitive to this company alone, such as its contract numbers.

    ``regex`` is at most 512 characters; ``keywords`` must stand within ``distance`` characters (1 to 300) of a match.
    Raises ValueError for what Macie would refuse. Keep real data out: whoever can see Macie can see these.
    """

    regex: str
    description: str
    keywords: tuple[str, ...] = ()
    distance: int = 50

    def __post_init__(self) -> None:
        if len(self.regex) > _REGEX_LIMIT:
            raise ValueError(f"regex has {len(self.regex)} characters, Macie takes {_REGEX_LIMIT}: shorten it")
        try:
            re.compile(self.regex)
        except re.error as error:
            raise ValueError(f"regex is {self.regex!r}, which is no regular expression ({error}): mend it") from None
        if not 1 <= self.distance <= 300:
            raise ValueError(f"distance is {self.distance}, Macie takes 1 to 300 characters: choose within")


@dataclass(frozen=True, kw_only=True)
class MacieArgs:
    """What discovery needs and may vary in.

    ``results`` is where results go; None where another stack or team owns the session and with it that choice, both
    of which an account and region has once. ``customer_tag`` is the tag, key and value, by which each run finds the
    buckets that it reads. ``identifiers`` are the company's own, each under a stable key. ``weekday`` is when the job
    runs, else ValueError.
    """

    placement: Placement
    results: ClassificationResults | None
    customer_tag: tuple[str, str] = ("data", "customer")
    identifiers: Mapping[str, DataIdentifier] = field(default_factory=dict)
    weekday: str = "SUNDAY"
    protect: bool = True

    def __post_init__(self) -> None:
        if self.weekday not in _WEEKDAYS:
            raise ValueError(f"weekday is {self.weekday!r}: choose one of {', '.join(_WEEKDAYS)}")


_WEEKDAYS: Final = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")


class Macie(Component):
    """Amazon Macie: the session, its results kept under a customer key, and a weekly job over customers' buckets.

    With results of its own, it produces the session and the export of results; else neither. Both ways it produces
    the job and the company's own data identifiers. The job finds its buckets by tag at each run, so a bucket made
    later is read too. Automated discovery has no resource: AWS has it on for a new standalone session, and only the
    live account can tell. To read objects under a customer key, Macie needs ``read_grant`` in that key's own policy.
    A change of the job is a new job: AWS changes none but its status.

    Claims CF-18, BZ-51 (det.macie).
    """

    area = "detection"
    provides = ("det.macie",)

    job_id: pulumi.Output[str]

    def __init__(self, name: str, args: MacieArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        # Macie refuses every other call until its session is on, and nothing in their properties says so.
        session = [] if args.results is None else self._session(args.results, protect=args.protect)
        identifiers = [
            macie.CustomDataIdentifier(
                self.child("identifier", key),
                name=args.placement.local(key),
                description=identifier.description,
                regex=identifier.regex,
                keywords=list(identifier.keywords) or None,
                maximum_match_distance=identifier.distance,
                opts=self.inside(depends_on=session),
            )
            for key, identifier in args.identifiers.items()
        ]
        job = macie2.ClassificationJob(
            self.child("job"),
            name=args.placement.local("customer-data"),
            description="Looks for sensitive data in every bucket that holds customers' data",
            job_type="SCHEDULED",
            schedule_frequency=macie2.ClassificationJobScheduleFrequencyArgs(weekly_schedule=args.weekday),
            initial_run=True,
            sampling_percentage=100,
            s3_job_definition=_tagged(*args.customer_tag),
            custom_data_identifier_ids=[identifier.id for identifier in identifiers] or None,
            opts=self.inside(depends_on=session),
        )
        self.job_id = job.job_id
        self.register_outputs({"job_id": self.job_id})

    def _session(self, results: ClassificationResults, *, protect: bool) -> list[pulumi.Resource]:
        account = macie2.Account(
            self.child("session"),
            status="ENABLED",
            finding_publishing_frequency="FIFTEEN_MINUTES",
            opts=self.inside(protect=protect),
        )
        export = macie2.ClassificationExportConfiguration(
            self.child("results"),
            s3_destination=macie2.ClassificationExportConfigurationS3DestinationArgs(
                bucket_name=results.bucket, key_prefix="macie/", kms_key_arn=results.key_arn
            ),
            opts=self.inside(depends_on=[account, *results.ready]),
        )
        return [account, export]


def _tagged(key: str, value: str) -> macie2.ClassificationJobS3JobDefinitionArgs:
    return macie2.ClassificationJobS3JobDefinitionArgs(
        bucket_criteria=macie2.ClassificationJobS3JobDefinitionBucketCriteriaArgs(
            includes=macie2.ClassificationJobS3JobDefinitionBucketCriteriaIncludesArgs(
                ands=[
                    macie2.ClassificationJobS3JobDefinitionBucketCriteriaIncludesAndArgs(
                        tag_criterion=macie2.ClassificationJobS3JobDefinitionBucketCriteriaIncludesAndTagCriterionArgs(
                            comparator="EQ",
                            tag_values=[
                                macie2.ClassificationJobS3JobDefinitionBucketCriteriaIncludesAndTagCriterionTagValueArgs(
                                    key=key, value=value
                                )
                            ],
                        )
                    )
                ]
            )
        )
    )


def results_grant(placement: Placement) -> ServiceGrant:
    """Lets this account's Macie encrypt its results with a key.

    Source: Macie user guide, "Storing and retaining sensitive data discovery results".
    """
    return ServiceGrant(
        sid="EncryptDiscoveryResults",
        service=SERVICE,
        actions=("kms:Encrypt", "kms:GenerateDataKey"),
        condition=_from_macie(placement),
    )


def results_statements(placement: Placement, bucket: str) -> tuple[Statement, ...]:
    """Lets this account's Macie, in this region, write its results to ``bucket`` (the same page of the guide)."""
    principals = {"Service": (SERVICE,)}
    arn = placement.bucket_arn(bucket)
    return (
        Statement(
            sid="MacieLocation",
            principals=principals,
            actions=("s3:GetBucketLocation",),
            resources=(arn,),
            condition=_from_macie(placement),
        ),
        Statement(
            sid="MacieWrite",
            principals=principals,
            actions=("s3:PutObject",),
            resources=(f"{arn}/macie/*",),
            condition=_from_macie(placement),
        ),
    )


def _from_macie(placement: Placement) -> Condition:
    return {
        "StringEquals": {"aws:SourceAccount": placement.account_id},
        "ArnLike": {
            "aws:SourceArn": (
                placement.arn("macie2", "export-configuration:*"),
                placement.arn("macie2", "classification-job/*"),
            )
        },
    }


def read_grant(placement: Placement) -> RoleGrant:
    """Lets this account's Macie decrypt the objects that it reads, by the policy of the key that encrypts them.

    Without it Macie reports every object under the key as one it could not read. Macie's service-linked role need not
    exist yet. Source: Macie user guide, "Analyzing encrypted S3 objects".
    """
    return RoleGrant(
        sid="DiscoverSensitiveData",
        role_arn=(f"arn:{placement.partition}:iam::{placement.account_id}:role/{ROLE}"),
        actions=("kms:Decrypt",),
        # Not StringEquals, which the key itself takes to say which role is meant.
        condition={"StringLike": {"kms:ViaService": f"s3.{placement.region}.amazonaws.com"}},
    )
