"""What an image pipeline is asked for."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import pulumi

from components.placement import Placement
from components.retention import check_retention

_LEAST_LOG_DAYS: Final = 90
_COMPONENT: Final = re.compile(
    r"arn:aws[a-z-]*:imagebuilder:[a-z0-9-]+:(aws|aws-marketplace|\d{12}):component/[a-z0-9_-]+/[\dx]+\.[\dx]+\.[\dx]+(/\d+)?"
)
_CRON: Final = re.compile(r"cron\(\S+( \S+){4,5}\)|rate\(\d+ days?\)")


class Architecture(StrEnum):
    """What servers of the image run on."""

    X86_64 = "x86_64"
    ARM64 = "arm64"


class Hardening(StrEnum):
    """Down to which category findings of DISA's STIG are mended; each level includes the ones above it in severity.

    ``HIGH`` is AWS's name for the whole of it: categories I, II and III.
    """

    LOW = "Low"
    MEDIUM = "Medium"
    HIGH = "High"


def image_parameter(placement: Placement, role: str) -> str:
    """The parameter that holds the newest image's id; Image Builder may write below ``/imagebuilder/`` only."""
    return f"/imagebuilder/{placement.project}/{placement.stack}/{role}"


@dataclass(frozen=True, kw_only=True)
class ImagePipelineArgs:
    """What an image is made of, where and when; errors are ValueErrors that name the field.

    ``subnet_id`` is a private subnet with a way to AWS's services. ``key_arn`` is a customer key that principals of
    the account may use through EC2, Auto Scaling's role of the farm among them. ``components`` are further components
    by whole ARN, run after the hardening: a company's own, or CIS's, which only subscribers in AWS Marketplace have.
    ``kept_images`` images stay, 2 to 100, of which those started in the last ninety days are never deleted.
    """

    placement: Placement
    role: str
    vpc_id: pulumi.Input[str]
    subnet_id: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    log_key_arn: pulumi.Input[str]
    log_days: int = 365
    architecture: Architecture = Architecture.ARM64
    instance_type: str = "m7g.large"
    hardening: Hardening = Hardening.HIGH
    components: tuple[str, ...] = ()
    volume_gib: int = 30
    schedule: str = "cron(0 2 ? * SUN *)"
    kept_images: int = 10
    protect: bool = True

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9-]*", self.role):
            raise ValueError(f"role {self.role!r} names the image: use small letters, digits and hyphens")
        for component in self.components:
            if not _COMPONENT.fullmatch(component):
                raise ValueError(f"components has {component!r}: give the whole ARN of a component, with its version")
        if not _CRON.fullmatch(self.schedule):
            raise ValueError(f"schedule {self.schedule!r} is no schedule: write it like 'cron(0 2 ? * SUN *)'")
        if not 8 <= self.volume_gib <= 16384:
            raise ValueError(f"volume_gib is {self.volume_gib}, the image needs 8 and gp3 has 16384: give one of those")
        if not 2 <= self.kept_images <= 100:
            raise ValueError(
                f"kept_images is {self.kept_images}, which keeps none to go back to, or all: give 2 to 100"
            )
        check_retention("log_days", self.log_days, _LEAST_LOG_DAYS)
