"""The company's directory, in two zones at home and two of another region."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import cloudwatch, directoryservice

from components.base import Component
from components.documents import Statement, document
from components.placement import Placement
from components.retention import check_retention

_DOMAIN: Final = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_SHORT: Final = re.compile(r"[A-Z][A-Z0-9-]{0,14}")
_LOG_GROUP_LIMIT: Final = 512
_CONTROLLERS: Final = 2


@dataclass(frozen=True, kw_only=True)
class DirectoryPlace:
    """Where domain controllers are: a VPC, and two of its subnets by zone, as AWS demands; else ValueError."""

    vpc_id: pulumi.Input[str]
    subnet_ids: Mapping[str, pulumi.Input[str]]

    def __post_init__(self) -> None:
        if len(self.subnet_ids) != _CONTROLLERS:
            raise ValueError(
                f"subnet_ids has length {len(self.subnet_ids)}, AWS takes two: name a subnet in each of two zones"
            )


@dataclass(frozen=True, kw_only=True)
class DirectoryArgs:
    """What the directory is called and where it is; errors are ValueErrors that name the field.

    ``domain`` is its full name, ``short_name`` its NetBIOS name. ``password`` is the first one of the user Admin, an
    Output marked secret and no plain text. ``replica_region`` is another region than the placement's, ``replica`` a
    place there whose range does not overlap the home VPC's. ``controllers`` is how many there are in each region.
    """

    placement: Placement
    domain: str
    short_name: str
    password: pulumi.Output[str]
    home: DirectoryPlace
    replica_region: str
    replica: DirectoryPlace
    log_key_arn: pulumi.Input[str]
    controllers: int = _CONTROLLERS
    retention_days: int = 365
    protect: bool = True

    def __post_init__(self) -> None:
        check_retention("retention_days", self.retention_days, floor=90)
        if not _DOMAIN.fullmatch(self.domain):
            raise ValueError(f"domain is {self.domain!r}: write it in full and in lower case, as corp.example.com")
        if not _SHORT.fullmatch(self.short_name):
            raise ValueError(f"short_name is {self.short_name!r}: write up to 15 capitals, digits and hyphens, as CORP")
        if self.replica_region == self.placement.region:
            raise ValueError(
                f"replica_region is {self.replica_region}, the directory's own: name another, so that the directory "
                "survives the loss of the first"
            )
        if self.controllers < _CONTROLLERS:
            raise ValueError(f"controllers is {self.controllers}: AWS and control dr.directory ask two or more")
        if not isinstance(self.password, pulumi.Output):
            raise TypeError("password is plain text, which a program must not hold: give a secret Output")


class Directory(Component):
    """An AWS Managed Microsoft AD, replicated to a second region, its security log kept.

    Produces the directory (Enterprise: the edition that can be in many regions), its replica, the encrypted log group,
    the resource policy that lets Directory Service write to it, and the subscription. The SDK wants the first password
    of the user Admin, which then is in the state, as a secret: give Admin another with ``aws ds reset-user-password``
    afterwards. A later change of it here is ignored, for AWS could only follow it by making the directory anew. AWS
    backs the directory up daily by itself, and encrypts it under a key of its own that nobody can choose. Events of
    its health need ``aws ds register-event-topic``, which the SDK has not.

    Claim BZ-59 (dr.directory). Source: AWS Directory Service administration guide, "Multi-Region replication".
    """

    area = "operations"
    provides = ("dr.directory",)

    directory_id: pulumi.Output[str]
    dns_addresses: pulumi.Output[list[str]]
    security_group_id: pulumi.Output[str]
    log_group_name: str

    def __init__(self, name: str, args: DirectoryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        directory = directoryservice.Directory(
            self.child("directory"),
            name=args.domain,
            short_name=args.short_name,
            description=f"Directory of {args.domain}",
            type="MicrosoftAD",
            edition="Enterprise",
            password=args.password,
            desired_number_of_domain_controllers=args.controllers,
            vpc_settings=directoryservice.DirectoryVpcSettingsArgs(
                vpc_id=args.home.vpc_id, subnet_ids=list(args.home.subnet_ids.values())
            ),
            tags={"data": "internal"},
            opts=self.inside(protect=args.protect or None, ignore_changes=["password"]),
        )
        self.log_group_name = args.placement.local(self.child("security"), limit=_LOG_GROUP_LIMIT)
        subscription = self._log(directory, args)
        directoryservice.ServiceRegion(
            self.child("replica"),
            directory_id=directory.id,
            region_name=args.replica_region,
            desired_number_of_domain_controllers=args.controllers,
            vpc_settings=directoryservice.ServiceRegionVpcSettingsArgs(
                vpc_id=args.replica.vpc_id, subnet_ids=list(args.replica.subnet_ids.values())
            ),
            tags={"data": "internal"},
            # While a region is added, for hours, the directory takes no other change.
            opts=self.inside(protect=args.protect or None, depends_on=[subscription]),
        )
        self.directory_id = directory.id
        self.dns_addresses = directory.dns_ip_addresses.apply(list)
        self.security_group_id = directory.security_group_id
        self.register_outputs(
            {
                "directory_id": self.directory_id,
                "dns_addresses": self.dns_addresses,
                "security_group_id": self.security_group_id,
                "log_group_name": self.log_group_name,
            }
        )

    def _log(self, directory: directoryservice.Directory, args: DirectoryArgs) -> directoryservice.LogSubscription:
        """The security events of the domain controllers at home; AWS forwards none of a replica's."""
        group = cloudwatch.LogGroup(
            self.child("security"),
            name=self.log_group_name,
            kms_key_id=args.log_key_arn,
            retention_in_days=args.retention_days,
            deletion_protection_enabled=args.protect,
            tags={"data": "logs", "stream": "audit", "retention": str(args.retention_days)},
            opts=self.inside(protect=args.protect or None),
        )
        policy = cloudwatch.LogResourcePolicy(
            self.child("security"),
            policy_name=args.placement.local(self.child("security")),
            policy_document=document(
                Statement(
                    sid="Forward",
                    # Directory Service states no source that a condition could be compared with.
                    principals={"Service": ("ds.amazonaws.com",)},
                    actions=("logs:CreateLogStream", "logs:PutLogEvents"),
                    resources=(args.placement.arn("logs", f"log-group:{self.log_group_name}:log-stream:*"),),
                )
            ),
            opts=self.inside(),
        )
        return directoryservice.LogSubscription(
            self.child("security"),
            directory_id=directory.id,
            log_group_name=group.name,
            # AWS refuses a subscription that cannot write.
            opts=self.inside(depends_on=[policy]),
        )
