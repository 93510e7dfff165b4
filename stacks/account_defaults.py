"""What the account does by default, in every region that is watched; a part of the account layer."""

from collections.abc import Mapping
from dataclasses import dataclass

from components.compute.account_defaults import AccountDefaults, AccountDefaultsArgs, InternetBlock
from components.data.key import Key, KeyArgs
from stacks.settings import Settings
from stacks.site import Site, Sites


@dataclass(frozen=True, kw_only=True)
class Defaults:
    """The defaults by region, home first, and the keys of volumes that name none."""

    keys: Mapping[str, Key]
    regions: Mapping[str, AccountDefaults]


def account_defaults(settings: Settings, sites: Sites) -> Defaults:
    """Sets the defaults before anything is made that could go without them."""
    keys = {region: _key(settings, site, site.named("volumes")) for region, site in sites.watched.items()}
    given = settings.defaults
    regions = {
        region: AccountDefaults(
            site.named("defaults"),
            AccountDefaultsArgs(
                placement=site.placement,
                volume_key_arn=keys[region].arn,
                home=site.at_home,
                public_buckets=given.public_buckets,
                volume_encryption=given.volume_encryption,
                snapshot_sharing=given.snapshot_sharing,
                image_sharing=given.image_sharing,
                instance_metadata=given.instance_metadata,
                serial_console=given.serial_console,
                document_sharing=given.document_sharing,
                allowed_images=given.allowed_images,
                internet=InternetBlock.OFF if site.at_home else given.internet_elsewhere,
            ),
            site.opts,
        )
        for region, site in sites.watched.items()
    }
    return Defaults(keys=keys, regions=regions)


def _key(settings: Settings, site: Site, name: str) -> Key:
    return Key(
        name,
        KeyArgs(
            placement=site.placement,
            data_class="volumes",
            description="Volumes that name no key of their own",
            via_services=("ec2",),
            deletion_window_days=settings.keys.deletion_days,
            protect=settings.protect,
        ),
        site.opts,
    )
