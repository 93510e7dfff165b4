"""The identity layer: who signs in, through what, and what each role may do."""

from collections.abc import Mapping
from dataclasses import dataclass

from components.data import grants
from components.data.bucket import Bucket, BucketArgs, BucketPurpose
from components.data.key import Key, KeyArgs
from components.identity.app_client import AppClient, AppClientArgs, ClientKind
from components.identity.delivery import sign_in_events
from components.identity.policy_store import PolicyStore, PolicyStoreArgs
from components.identity.sender import SesSender
from components.identity.user_pool import UserPool
from components.identity.user_pool_args import CustomDomain, EventDelivery, UserPoolArgs
from stacks.account import Account
from stacks.edge import Edge
from stacks.sections.identity import IdentitySettings
from stacks.settings import Settings
from stacks.site import Sites

_EVENTS = "sign-ins"


@dataclass(frozen=True, kw_only=True)
class Identity:
    """The people's directory, its clients by name (``app`` and the machines) and the policy store.

    Without a callback address there is no ``app`` and, without machines too, no policy store.
    """

    user_pool: UserPool
    clients: Mapping[str, AppClient]
    policy_store: PolicyStore | None
    events: Bucket


def identity_layer(settings: Settings, sites: Sites, account: Account, edge: Edge) -> Identity:
    """Customers' sign-in in the home region, behind the web ACL of the edge."""
    given, home = settings.identity, sites.home
    events = _events(settings, sites, account)
    user_pool = UserPool(
        "customers",
        UserPoolArgs(
            placement=home.placement,
            web_acl_arn=edge.web_acl.arn,
            events=EventDelivery(bucket_arn=events.arn, ready=tuple(events.ready)),
            mfa=given.mfa,
            sign_up=given.sign_up,
            sender=_sender(given),
            custom_domain=_domain(given),
            deletion_protection=settings.protect,
            protect=settings.protect,
        ),
        home.opts,
    )
    clients = _clients(settings, sites, user_pool)
    policy_store = None
    if clients:
        policy_store = PolicyStore(
            "roles",
            PolicyStoreArgs(
                placement=home.placement,
                user_pool_id=user_pool.user_pool_id,
                user_pool_arn=user_pool.arn,
                client_ids={name: client.client_id for name, client in clients.items()},
                deletion_protection=settings.protect,
                protect=settings.protect,
            ),
            home.opts,
        )
    return Identity(user_pool=user_pool, clients=clients, policy_store=policy_store, events=events)


def _events(settings: Settings, sites: Sites, account: Account) -> Bucket:
    """The bucket of sign-in events: Cognito can deliver to no log group under a customer key."""
    home = sites.home
    key = Key(
        _EVENTS,
        KeyArgs(
            placement=home.placement,
            data_class=_EVENTS,
            description="Sign-in events of the user pool",
            via_services=("s3",),
            grants=(grants.log_delivery(home.placement),),
            deletion_window_days=settings.keys.deletion_days,
            protect=settings.protect,
        ),
        home.opts,
    )
    access_logs = account.archive.access_logs
    return Bucket(
        _EVENTS,
        BucketArgs(
            placement=home.placement,
            role=_EVENTS,
            # AWS documents no delivery of vended logs to a bucket with default retention, as for AWS Config.
            purpose=BucketPurpose.CONFIG,
            key_arn=key.arn,
            access_logs=access_logs.id,
            access_logs_ready=tuple(access_logs.ready),
            statements=sign_in_events(home.placement, home.placement.physical(_EVENTS)),
            expire_days=settings.logs.audit_days,
            protect=settings.protect,
            disposable=settings.disposable,
        ),
        home.opts,
    )


def callback_urls(settings: Settings) -> tuple[str, ...]:
    """Where sign-in may return to: as the settings say, or to the edge's domain."""
    domain = settings.edge.domain
    return settings.identity.callback_urls or ((f"https://{domain}/signed-in",) if domain else ())


def _clients(settings: Settings, sites: Sites, user_pool: UserPool) -> dict[str, AppClient]:
    given, home = settings.identity, sites.home
    domain = settings.edge.domain
    callbacks = callback_urls(settings)
    clients = {}
    if callbacks:
        clients["app"] = AppClient(
            "app",
            AppClientArgs(
                placement=home.placement,
                user_pool_id=user_pool.user_pool_id,
                role="app",
                kind=ClientKind(given.client),
                scopes=user_pool.scopes,
                callback_urls=callbacks,
                logout_urls=given.logout_urls or ((f"https://{domain}/",) if domain else ()),
                token_minutes=given.token_minutes,
                refresh_days=given.refresh_days,
                ready=user_pool.scopes_ready,
            ),
            home.opts,
        )
    for name, scopes in sorted(given.machines.items()):
        clients[name] = AppClient(
            name,
            AppClientArgs(
                placement=home.placement,
                user_pool_id=user_pool.user_pool_id,
                role=name,
                kind=ClientKind.MACHINE,
                scopes=scopes,
                token_minutes=given.token_minutes,
                refresh_days=1,
                ready=user_pool.scopes_ready,
            ),
            home.opts,
        )
    return clients


def _sender(given: IdentitySettings) -> SesSender | None:
    if given.sender is None:
        return None
    return SesSender(
        identity_arn=given.sender.identity_arn, address=given.sender.address, reply_to=given.sender.reply_to
    )


def _domain(given: IdentitySettings) -> CustomDomain | None:
    if given.domain is None:
        return None
    return CustomDomain(
        name=given.domain.name, certificate_arn=given.domain.certificate_arn, zone_id=given.domain.hosted_zone_id
    )
