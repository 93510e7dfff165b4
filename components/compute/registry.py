"""Where images come from: repositories whose tags never move, and what scans them."""

import json
import re
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import ecr

from components.base import Component
from components.documents import Statement, document
from components.placement import Placement

_UNTAGGED_DAYS: Final = 14


@dataclass(frozen=True, kw_only=True)
class RegistryArgs:
    """What a repository needs; errors are ValueErrors that name the field.

    ``role`` names what the images are of (``web``); the repository is ``<project>-<stack>-<role>``. ``key_arn`` is a
    customer key that this account may use through ECR. ``kept_images`` is how many of the newest images are kept: more
    than are ever deployed or rolled back to, for ECR does not know which are in use.
    """

    placement: Placement
    role: str
    key_arn: pulumi.Input[str]
    kept_images: int = 200
    protect: bool = True
    disposable: bool = False

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9-]*", self.role):
            raise ValueError(f"role {self.role!r} names the repository: use small letters, digits and hyphens")
        if not 50 <= self.kept_images <= 10_000:
            raise ValueError(
                f"kept_images is {self.kept_images}, which could expire an image in use or never expire one: "
                "give 50 to 10000"
            )
        if self.protect and self.disposable:
            raise ValueError("disposable is true while protect is true: set one of them to false")


class Registry(Component):
    """An ECR repository: immutable tags, scanned on push, under a customer key, closed to other accounts.

    Produces the repository, its policy, which refuses every principal of another account, and its lifecycle policy.
    Who of this account pulls and pushes is said by their own policies (``Service`` pulls). For vm.image (CF-31, BZ-20,
    BZ-31).

    Pushing comes first: a ``Service`` takes an image that is there, by its digest.
    """

    area = "compute"
    provides = ("vm.image",)

    repository_name: str
    arn: str
    url: pulumi.Output[str]

    def __init__(self, name: str, args: RegistryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.repository_name = args.placement.local(args.role)
        self.arn = args.placement.arn("ecr", f"repository/{self.repository_name}")
        repository = ecr.Repository(
            self.child("repository"),
            name=self.repository_name,
            image_tag_mutability="IMMUTABLE",
            image_scanning_configuration=ecr.RepositoryImageScanningConfigurationArgs(scan_on_push=True),
            encryption_configurations=[
                ecr.RepositoryEncryptionConfigurationArgs(encryption_type="KMS", kms_key=args.key_arn)
            ],
            force_delete=args.disposable,
            opts=self.inside(protect=args.protect or None),
        )
        ecr.RepositoryPolicy(
            self.child("policy"),
            repository=repository.name,
            policy=_own_account_only(args.placement),
            opts=self.inside(),
        )
        ecr.LifecyclePolicy(
            self.child("lifecycle"),
            repository=repository.name,
            policy=_lifecycle(args.kept_images),
            opts=self.inside(),
        )
        self.url = repository.repository_url
        self.register_outputs({"repository_name": self.repository_name, "arn": self.arn, "url": self.url})


@dataclass(frozen=True, kw_only=True)
class RegistryScanningArgs:
    """Which repositories of the registry are scanned, by name; ``*`` stands for any part of one."""

    repositories: tuple[str, ...] = ("*",)

    def __post_init__(self) -> None:
        if not self.repositories:
            raise ValueError("repositories is empty, so nothing would be scanned: give ('*',) for all")


class RegistryScanning(Component):
    """Enhanced scanning (Amazon Inspector) of every image in the region's registry, again whenever a flaw is published.

    Produces the registry's scanning configuration, of which a region has one. It switches Inspector's scanning of ECR
    on, and goes back to basic scanning when it is destroyed. For vm.image (CF-31, BZ-20, BZ-31).
    """

    area = "compute"
    provides = ("vm.image",)

    registry_id: pulumi.Output[str]

    def __init__(self, name: str, args: RegistryScanningArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        scanning = ecr.RegistryScanningConfiguration(
            self.child("scanning"),
            scan_type="ENHANCED",
            rules=[
                ecr.RegistryScanningConfigurationRuleArgs(
                    scan_frequency="CONTINUOUS_SCAN",
                    repository_filters=[
                        ecr.RegistryScanningConfigurationRuleRepositoryFilterArgs(filter=name, filter_type="WILDCARD")
                        for name in args.repositories
                    ],
                )
            ],
            opts=self.inside(),
        )
        self.registry_id = scanning.registry_id
        self.register_outputs({"registry_id": self.registry_id})


def _own_account_only(placement: Placement) -> str:
    return document(
        Statement(
            sid="DenyOtherAccounts",
            effect="Deny",
            principals="*",
            actions=("ecr:*",),
            # The resource of a repository's policy is the repository: ECR takes no Resource element.
            resources=(),
            condition={
                "StringNotEquals": {"aws:PrincipalAccount": placement.account_id},
                # AWS's own services have no account to compare.
                "Bool": {"aws:PrincipalIsAWSService": "false"},
            },
        )
    )


def _lifecycle(kept_images: int) -> str:
    rules = (
        ("Untagged images go", {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days"}),
        ("The newest stay", {"tagStatus": "any", "countType": "imageCountMoreThan"}),
    )
    numbers = (_UNTAGGED_DAYS, kept_images)
    return json.dumps(
        {
            "rules": [
                {
                    "rulePriority": priority,
                    "description": description,
                    "selection": {**selection, "countNumber": number},
                    "action": {"type": "expire"},
                }
                for priority, ((description, selection), number) in enumerate(zip(rules, numbers, strict=True), start=1)
            ]
        },
        separators=(",", ":"),
    )
