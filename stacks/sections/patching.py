"""The settings of patching, of machine images and of what an account does by default."""

from typing import Annotated

from pydantic import Field

from components.compute.account_defaults import AllowedImages, InternetBlock
from components.compute.image_pipeline_args import Architecture, Hardening
from components.compute.patching import APPROVAL_DAYS, OperatingSystem
from stacks.sections.base import Ownership, Section

_COMPONENT = r"^arn:aws[a-z-]*:imagebuilder:[a-z0-9-]+:(aws|aws-marketplace|\d{12}):component/[a-z0-9_-]+/[\dx./]+$"


class DefaultsSettings(Section):
    """What an account and region have once: ``managed`` here, or ``existing`` where another stack or team sets it."""

    public_buckets: Ownership = Field(Ownership.MANAGED, description="the account's S3 public access block")
    volume_encryption: Ownership = Field(Ownership.MANAGED, description="encryption of EBS volumes and its key")
    snapshot_sharing: Ownership = Field(Ownership.MANAGED, description="the block on public EBS snapshots")
    image_sharing: Ownership = Field(Ownership.MANAGED, description="the block on public machine images")
    instance_metadata: Ownership = Field(Ownership.MANAGED, description="IMDSv2 for servers that say nothing of it")
    serial_console: Ownership = Field(Ownership.MANAGED, description="the EC2 serial console, off")
    document_sharing: Ownership = Field(Ownership.MANAGED, description="the block on public Systems Manager documents")
    allowed_images: AllowedImages = Field(
        AllowedImages.OFF,
        description="start servers from images of Amazon and of the account only: off, audit-mode or enabled; concerns "
        "the whole account",
    )
    internet_elsewhere: InternetBlock = Field(
        InternetBlock.OFF,
        description="what internet gateways let through in the other regions: off, block-ingress (nothing in) or "
        "block-bidirectional; concerns the whole account",
    )


class PatchingSettings(Section):
    """When servers are patched. It costs nothing until there are servers."""

    account: Ownership = Field(
        Ownership.MANAGED,
        description="default baselines, search for patches, inventory and agent updates of the home region",
    )
    operating_systems: tuple[OperatingSystem, ...] = Field(
        (OperatingSystem.AMAZON_LINUX_2023,), min_length=1, description="what servers run"
    )
    approval_days: int = Field(
        APPROVAL_DAYS, ge=0, le=APPROVAL_DAYS, description="days from a critical patch's release to its approval"
    )
    schedule: str = Field("cron(0 3 ? * SUN *)", description="when the window opens, in UTC")
    hours: int = Field(3, ge=2, le=24, description="how long the window is open")


class ImageSettings(Section):
    """The pipeline of the servers' hardened image; it must have run once before servers can name its image."""

    architecture: Architecture = Field(Architecture.ARM64, description="x86_64 or arm64")
    instance_type: str = Field("m7g.large", description="what builds the image, of the same architecture")
    hardening: Hardening = Field(Hardening.HIGH, description="level of AWS's STIG component: Low, Medium or High")
    components: tuple[Annotated[str, Field(pattern=_COMPONENT)], ...] = Field(
        (), description="further components by ARN, such as CIS's from AWS Marketplace"
    )
    volume_gib: int = Field(30, ge=8, le=16384, description="root volume, GiB")
    schedule: str = Field("cron(0 2 ? * SUN *)", description="when it is built, in UTC")
