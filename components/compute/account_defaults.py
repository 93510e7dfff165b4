"""What an account and region do by default: encrypt volumes, share nothing, ask for tokens, open no console."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import pulumi
from pulumi_aws import ebs, ec2, s3, ssm

from components.base import Component
from components.ownership import Ownership
from components.placement import Placement

_DOCUMENT_SHARING: Final = "servicesetting/ssm/documents/console/public-sharing-permission"
# Images of the own account are always allowed; a restored server starts from an image of AWS Backup.
_PROVIDERS: Final = ("amazon", "aws-backup-vault")


class AllowedImages(StrEnum):
    """Whether servers start only from images of Amazon, of AWS Backup and of the own account; the values are AWS's."""

    OFF = "off"
    AUDIT = "audit-mode"
    ENFORCED = "enabled"


class InternetBlock(StrEnum):
    """What internet gateways of a region let through (VPC Block Public Access); the values are AWS's."""

    OFF = "off"
    INGRESS = "block-ingress"
    ALL = "block-bidirectional"


@dataclass(frozen=True, kw_only=True)
class AccountDefaultsArgs:
    """Which of the defaults of a region this stack makes; each is ``managed`` by it or ``existing``.

    ``home`` makes what an account has once for all regions too. ``volume_key_arn`` is a key of the region that this
    account's principals may use through EC2; it is the key of volumes that name none. ``allowed_images`` and
    ``internet`` are off unless asked for: they concern every server and every VPC of the account, not this stack's
    alone.
    """

    placement: Placement
    volume_key_arn: pulumi.Input[str]
    home: bool = True
    public_buckets: Ownership = Ownership.MANAGED
    volume_encryption: Ownership = Ownership.MANAGED
    snapshot_sharing: Ownership = Ownership.MANAGED
    image_sharing: Ownership = Ownership.MANAGED
    instance_metadata: Ownership = Ownership.MANAGED
    serial_console: Ownership = Ownership.MANAGED
    document_sharing: Ownership = Ownership.MANAGED
    allowed_images: AllowedImages = AllowedImages.OFF
    internet: InternetBlock = InternetBlock.OFF


class AccountDefaults(Component):
    """The defaults of an account in one region, so that what is made by hand is as hard as what the program makes.

    Produces, where managed: the account's S3 public access block (at home); encryption of every new volume, under a
    customer key; a block on public snapshots, machine images and Systems Manager documents; IMDSv2, one hop far, for
    servers that say nothing of it; no serial console. Where asked for: the providers whose images may be started, and
    VPC Block Public Access.

    For vm.harden (BZ-20), det.analyzer (OB-21, BZ-51) and rest.files (CF-08, OC-04, BZ-12). Volumes and snapshots that
    are there already stay as they are: AWS encrypts none of them later. An image that is public already stays so too,
    as the block is on new sharing; snapshots are unshared at once. Destroying the stack takes the defaults back.
    """

    area = "compute"
    provides = ("vm.harden", "det.analyzer", "rest.files")

    def __init__(self, name: str, args: AccountDefaultsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        if args.home and args.public_buckets is Ownership.MANAGED:
            s3.AccountPublicAccessBlock(
                self.child("buckets"),
                account_id=args.placement.account_id,
                block_public_acls=True,
                block_public_policy=True,
                ignore_public_acls=True,
                restrict_public_buckets=True,
                opts=self.inside(),
            )
        self._volumes(args)
        self._sharing(args)
        self._servers(args)
        if args.internet is not InternetBlock.OFF:
            ec2.VpcBlockPublicAccessOptions(
                self.child("internet"), internet_gateway_block_mode=args.internet.value, opts=self.inside()
            )
        self.register_outputs({})

    def _volumes(self, args: AccountDefaultsArgs) -> None:
        if args.volume_encryption is Ownership.EXISTING:
            return
        key = ebs.DefaultKmsKey(self.child("volume-key"), key_arn=args.volume_key_arn, opts=self.inside())
        # The key first: a volume made in between would be encrypted under AWS's key for good.
        ebs.EncryptionByDefault(self.child("volumes"), enabled=True, opts=self.inside(depends_on=[key]))

    def _sharing(self, args: AccountDefaultsArgs) -> None:
        if args.snapshot_sharing is Ownership.MANAGED:
            ebs.SnapshotBlockPublicAccess(self.child("snapshots"), state="block-all-sharing", opts=self.inside())
        if args.image_sharing is Ownership.MANAGED:
            # AWS has no block on images that are public already.
            ec2.ImageBlockPublicAccess(self.child("images"), state="block-new-sharing", opts=self.inside())
        if args.document_sharing is Ownership.MANAGED:
            ssm.ServiceSetting(
                self.child("documents"),
                setting_id=args.placement.arn("ssm", _DOCUMENT_SHARING),
                setting_value="Disable",
                opts=self.inside(),
            )

    def _servers(self, args: AccountDefaultsArgs) -> None:
        if args.instance_metadata is Ownership.MANAGED:
            ec2.InstanceMetadataDefaults(
                self.child("metadata"),
                http_endpoint="enabled",
                http_tokens="required",
                http_put_response_hop_limit=1,
                instance_metadata_tags="disabled",
                opts=self.inside(),
            )
        if args.serial_console is Ownership.MANAGED:
            ec2.SerialConsoleAccess(self.child("serial-console"), enabled=False, opts=self.inside())
        if args.allowed_images is not AllowedImages.OFF:
            ec2.AllowedImagesSettings(
                self.child("allowed-images"),
                state=args.allowed_images.value,
                image_criterions=[ec2.AllowedImagesSettingsImageCriterionArgs(image_providers=list(_PROVIDERS))],
                opts=self.inside(),
            )
