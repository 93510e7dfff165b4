"""The patching layer: patches of servers, and the pipeline of their image where asked for."""

from dataclasses import dataclass

from components.compute.image_pipeline import ImagePipeline
from components.compute.image_pipeline_args import ImagePipelineArgs
from components.compute.patching import Patching, PatchingArgs
from components.compute.server_farm import autoscaling_suffix
from components.data import grants
from components.data.key import Key, KeyArgs
from components.network.vpc import Vpc
from stacks.account import Account
from stacks.sections.patching import ImageSettings
from stacks.settings import Settings
from stacks.site import Sites

SERVERS = "servers"
"""The role of the stack's servers, and so of their image."""


@dataclass(frozen=True, kw_only=True)
class Images:
    """The pipeline of the servers' image, and the key of what it makes."""

    key: Key
    pipeline: ImagePipeline


@dataclass(frozen=True, kw_only=True)
class Patches:
    """How servers are kept up to date. ``images`` is None where no pipeline is asked for."""

    patching: Patching
    images: Images | None


def patching_layer(settings: Settings, sites: Sites, account: Account, network: Vpc) -> Patches:
    """Patching is there before the first server is; the image's pipeline before servers can be started from it."""
    site, given = sites.home, settings.patching
    patching = Patching(
        "patching",
        PatchingArgs(
            placement=site.placement,
            log_key_arn=account.logs_key.arn,
            log_days=settings.logs.days,
            operating_systems=given.operating_systems,
            approval_days=given.approval_days,
            schedule=given.schedule,
            hours=given.hours,
            account=given.account,
            protect=settings.protect,
        ),
        site.opts,
    )
    images = None if settings.images is None else _images(settings, sites, settings.images, account, network)
    return Patches(patching=patching, images=images)


def _images(settings: Settings, sites: Sites, given: ImageSettings, account: Account, network: Vpc) -> Images:
    placement, opts = sites.home.placement, sites.home.opts
    key = Key(
        "server-images",
        KeyArgs(
            placement=placement,
            data_class="server-images",
            description="The images of servers",
            via_services=("ec2",),
            # Servers start from a snapshot under this key, whatever key their own volumes are under.
            grants=grants.autoscaling(placement, autoscaling_suffix(placement, SERVERS)),
            deletion_window_days=settings.keys.deletion_days,
            protect=settings.protect,
        ),
        opts,
    )
    pipeline = ImagePipeline(
        "server-image",
        ImagePipelineArgs(
            placement=placement,
            role=SERVERS,
            vpc_id=network.vpc_id,
            subnet_id=network.private_subnet_ids[settings.zones[0]],
            key_arn=key.arn,
            log_key_arn=account.logs_key.arn,
            log_days=settings.logs.days,
            architecture=given.architecture,
            instance_type=given.instance_type,
            hardening=given.hardening,
            components=given.components,
            volume_gib=given.volume_gib,
            schedule=given.schedule,
            protect=settings.protect,
        ),
        opts,
    )
    return Images(key=key, pipeline=pipeline)
