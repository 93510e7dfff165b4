"""The compute layer: the registry of images, the cluster and its service, and servers where asked for."""

from collections.abc import Mapping
from dataclasses import dataclass

from components.audit import audit_log
from components.audit.sessions import server_statements
from components.compute.cluster import Cluster, ClusterArgs, cluster_name
from components.compute.container import Container
from components.compute.patching import patch_group
from components.compute.registry import Registry, RegistryArgs, RegistryScanning, RegistryScanningArgs
from components.compute.server_farm import ServerFarm, ServerFarmArgs, autoscaling_suffix
from components.compute.service import Scaling, Service, ServiceArgs
from components.compute.ways import ANYWHERE, Entry, Way
from components.data import grants
from components.data.key import Key, KeyArgs
from components.network.cidr import Tier
from components.network.vpc import Vpc
from stacks.account import Account
from stacks.api import PublicApi
from stacks.data import Data
from stacks.edge import Edge
from stacks.sections.base import Ownership
from stacks.sections.compute import ServerSettings, ServiceSettings
from stacks.settings import Settings
from stacks.site import Site, Sites

_SERVICE = "web"
_SERVERS = "servers"


@dataclass(frozen=True, kw_only=True)
class Compute:
    """What runs the product. ``service`` is None without an image or an entry, ``servers`` where not asked for."""

    key: Key
    registry: Registry
    scanning: RegistryScanning | None
    cluster: Cluster
    service: Service | None
    servers: ServerFarm | None


def compute_layer(
    settings: Settings,
    sites: Sites,
    account: Account,
    network: Vpc,
    data: Data,
    edge: Edge,
    api: PublicApi | None,
) -> Compute:
    """Images, containers and servers, under one key of their own."""
    site, given = sites.home, settings.compute
    key = _key(settings, site)
    registry = Registry(
        "images",
        RegistryArgs(
            placement=site.placement,
            role=_SERVICE,
            key_arn=key.arn,
            protect=settings.protect,
            disposable=settings.disposable,
        ),
        site.opts,
    )
    scanning = (
        RegistryScanning("image-scanning", RegistryScanningArgs(), site.opts)
        if given.registry_scanning is Ownership.MANAGED
        else None
    )
    cluster = Cluster(
        "services",
        ClusterArgs(
            placement=site.placement,
            key_arn=key.arn,
            log_key_arn=account.logs_key.arn,
            log_days=settings.logs.audit_days,
            protect=settings.protect,
        ),
        site.opts,
    )
    ways = _ways(network, data)
    service = (
        None
        if given.service is None
        else _service(settings, site, given.service, account, cluster, network, data, _entries(edge, api), ways)
    )
    servers = None if given.servers is None else _servers(settings, site, given.servers, key, network, ways)
    return Compute(key=key, registry=registry, scanning=scanning, cluster=cluster, service=service, servers=servers)


def _key(settings: Settings, site: Site) -> Key:
    placement, servers = site.placement, settings.compute.servers is not None
    return Key(
        "compute",
        KeyArgs(
            placement=placement,
            data_class="compute",
            description="Images, the storage of tasks and the volumes of servers",
            via_services=("ecr", "ec2") if servers else ("ecr",),
            grants=(
                *grants.fargate_storage(placement, cluster_name(placement)),
                *(grants.autoscaling(placement, autoscaling_suffix(placement, _SERVERS)) if servers else ()),
            ),
            deletion_window_days=settings.keys.deletion_days,
            protect=settings.protect,
        ),
        site.opts,
    )


def _ways(network: Vpc, data: Data) -> Mapping[str, Way]:
    """HTTPS to AWS's services and through NAT, and the database's port in the isolated tier."""
    return {
        "https": Way(port=443, cidr=ANYWHERE),
        "database": Way(port=data.database.port, cidr=network.plan.tier(Tier.ISOLATED)),
    }


def _entries(edge: Edge, api: PublicApi | None) -> dict[str, Entry]:
    """The load balancers that the service is behind: the public one, and the API's own."""
    entries = {}
    balancer = edge.load_balancer
    if balancer is not None and balancer.target_group_arn is not None:
        entries["load-balancer"] = Entry(
            target_group_arn=balancer.target_group_arn,
            load_balancer_arn_suffix=balancer.arn_suffix,
            security_group_id=balancer.security_group_id,
            ready=(balancer,),
        )
    if api is not None:
        entries["api"] = Entry(
            target_group_arn=api.entry.target_group_arn,
            load_balancer_arn_suffix=api.entry.arn_suffix,
            security_group_id=api.entry.security_group_id,
            ready=tuple(api.entry.ready),
        )
    return entries


def _service(
    settings: Settings,
    site: Site,
    given: ServiceSettings,
    account: Account,
    cluster: Cluster,
    network: Vpc,
    data: Data,
    entries: Mapping[str, Entry],
    ways: Mapping[str, Way],
) -> Service:
    placement = site.placement
    return Service(
        _SERVICE,
        ServiceArgs(
            placement=placement,
            role=_SERVICE,
            cluster_name=cluster.name,
            cluster_arn=cluster.arn,
            container=Container(
                image=given.image,
                cpu=given.cpu,
                memory_mib=given.memory_mib,
                architecture=given.architecture,
                environment={"AUDIT_LOG_GROUP": audit_log.audit_log_name(placement), **given.environment},
                secrets=given.secrets,
            ),
            vpc_id=network.vpc_id,
            subnet_ids=network.private_subnet_ids,
            entries=entries,
            scaling=Scaling(
                least=settings.compute.least_tasks,
                most=settings.compute.most_tasks,
                requests_per_task=settings.compute.requests_per_task,
            ),
            log_key_arn=account.logs_key.arn,
            log_days=settings.logs.days,
            ways_out=ways,
            statements=(data.tenant_access.assume, audit_log.append(placement)),
            database_user=f"{placement.project}_{placement.stack}_{_SERVICE}".replace("-", "_"),
            secret_key_aliases=(f"alias/{placement.local('customer')}",),
            protect=settings.protect,
        ),
        site.opts,
    )


def _servers(
    settings: Settings, site: Site, given: ServerSettings, key: Key, network: Vpc, ways: Mapping[str, Way]
) -> ServerFarm:
    placement = site.placement
    return ServerFarm(
        _SERVERS,
        ServerFarmArgs(
            placement=placement,
            role=_SERVERS,
            image=given.image,
            instance_type=given.instance_type,
            vpc_id=network.vpc_id,
            subnet_ids=network.private_subnet_ids,
            key_arn=key.arn,
            least=given.least,
            most=given.most,
            volume_gib=given.volume_gib,
            lifetime_days=given.lifetime_days,
            ways_out=ways,
            statements=server_statements(placement, f"alias/{placement.local('sessions')}"),
            tags={
                "project": placement.project,
                "stack": placement.stack,
                "owner": settings.owner,
                "managed-by": "pulumi",
                "data": "internal",
                "retention": "none",
                "PatchGroup": patch_group(placement),
                "critical": "true",
            },
        ),
        site.opts,
    )
