"""A public hosted zone: signed, its queries logged, its certificates issued by Amazon alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import cloudwatch, kms, route53

from components.base import Component
from components.data.grants import cloudwatch_logs
from components.data.key import Key, KeyArgs, administration
from components.documents import Statement, document
from components.placement import Placement

_DOMAIN: Final = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_REGION: Final = "us-east-1"
_SIGNING: Final = "dnssec-route53.amazonaws.com"
_CAA_SECONDS: Final = 3600


@dataclass(frozen=True, kw_only=True)
class HostedZoneArgs:
    """Which domain, and who sets up its signing; errors are ValueErrors.

    ``placement`` is us-east-1: Route 53 takes signing keys and log groups from there only. ``signers`` are the ARNs of
    the roles, wildcards allowed, that may hand the key to Route 53. ``authorities`` are the certificate authorities
    that the domain and all under it admit. ``log_days`` is how long queries are kept.
    """

    placement: Placement
    domain: str
    signers: tuple[str, ...]
    authorities: tuple[str, ...] = ("amazon.com",)
    log_days: int = 365
    protect: bool = True

    def __post_init__(self) -> None:
        if self.placement.region != _REGION:
            raise ValueError(
                f"placement of the zone {self.domain!r} is {self.placement.region}, Route 53 takes keys and log groups "
                f"from {_REGION} only: give the placement at {_REGION}"
            )
        if not _DOMAIN.fullmatch(self.domain):
            raise ValueError(f"domain is {self.domain!r}: write it in small letters, like 'example.com'")
        if not self.signers:
            raise ValueError(f"signers of the zone {self.domain!r} is empty: name the roles that set up the zone")
        if not self.authorities or any(not _DOMAIN.fullmatch(each) for each in self.authorities):
            raise ValueError(
                f"authorities of the zone {self.domain!r} is {self.authorities}: name at least one, like 'amazon.com'"
            )
        if self.log_days < 90:
            raise ValueError(f"log_days is {self.log_days}, queries are kept 90 days or more: raise it")

    @property
    def log_group_name(self) -> str:
        """The name of the query log, known before it exists."""
        return f"/aws/route53/{self.domain}"


class HostedZone(Component):
    """A Route 53 zone for one domain, with DNSSEC, a query log and a CAA record.

    Produces the zone; its signing key (a KMS key that AWS cannot rotate), the key-signing key and the signing itself;
    an encrypted log group, the policy that lets Route 53 write there, and the query log; and the CAA record.

    ``name_servers`` and ``ds_record`` are for whoever owns the parent: first the name servers, then, once the zone
    answers signed, the DS record. To give the zone up, the DS record goes first, and signing only when its TTL is over:
    the other way round the domain is gone for everybody who validates (Route 53 guide, "Disabling DNSSEC signing").

    Part of what tls.edge rests on (OB-02, CF-04): certificates are proven in this zone, and by Amazon only.
    """

    area = "edge"

    zone_id: pulumi.Output[str]
    name_servers: pulumi.Output[Sequence[str]]
    ds_record: pulumi.Output[str]

    def __init__(self, name: str, args: HostedZoneArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        zone = route53.Zone(
            self.child("zone"),
            name=args.domain,
            comment=f"Public zone of {args.placement.project}",
            force_destroy=False,
            opts=self.inside(protect=args.protect),
        )
        self.zone_id = zone.zone_id
        self.name_servers = zone.name_servers
        self.ds_record = self._sign(args)
        self._log(args)
        route53.Record(
            self.child("authorities"),
            zone_id=zone.zone_id,
            name=args.domain,
            type="CAA",
            ttl=_CAA_SECONDS,
            records=[f'0 issue "{authority}"' for authority in args.authorities],
            opts=self.inside(),
        )
        self.register_outputs({"zone_id": self.zone_id, "name_servers": self.name_servers, "ds_record": self.ds_record})

    def _sign(self, args: HostedZoneArgs) -> pulumi.Output[str]:
        key = kms.Key(
            self.child("signing-key"),
            description=f"Signs the DNS zone {args.domain}",
            customer_master_key_spec="ECC_NIST_P256",
            key_usage="SIGN_VERIFY",
            deletion_window_in_days=30,
            policy=_signing_policy(args),
            opts=self.inside(protect=args.protect),
        )
        kms.Alias(
            self.child("signing-alias"),
            name=f"alias/{args.placement.local('zone-signing')}",
            target_key_id=key.key_id,
            opts=self.inside(),
        )
        signing_key = route53.KeySigningKey(
            self.child("signing"),
            # Route 53 takes letters, digits and underscores.
            name=args.placement.local("zone").replace("-", "_"),
            hosted_zone_id=self.zone_id,
            key_management_service_arn=key.arn,
            status="ACTIVE",
            opts=self.inside(protect=args.protect),
        )
        route53.HostedZoneDnsSec(
            self.child("signed"),
            hosted_zone_id=self.zone_id,
            signing_status="SIGNING",
            # Route 53 signs nothing without an active key, and lets none go while it signs.
            opts=self.inside(protect=args.protect, depends_on=[signing_key]),
        )
        return signing_key.ds_record

    def _log(self, args: HostedZoneArgs) -> None:
        placement = args.placement
        key = Key(
            self.child("log-key"),
            KeyArgs(
                placement=placement,
                data_class="zone-logs",
                description=f"Query log of the DNS zone {args.domain}",
                grants=(cloudwatch_logs(placement, args.log_group_name),),
                protect=args.protect,
            ),
            opts=self.inside(),
        )
        log_group = cloudwatch.LogGroup(
            self.child("queries"),
            name=args.log_group_name,
            kms_key_id=key.arn,
            retention_in_days=args.log_days,
            deletion_protection_enabled=args.protect,
            tags={"data": "logs", "retention": str(args.log_days)},
            opts=self.inside(protect=args.protect),
        )
        delivery = cloudwatch.LogResourcePolicy(
            self.child("query-delivery"),
            policy_name=placement.local("zone-queries"),
            policy_document=document(
                Statement(
                    sid="Deliver",
                    principals={"Service": ("route53.amazonaws.com",)},
                    actions=("logs:CreateLogStream", "logs:PutLogEvents"),
                    resources=(placement.arn("logs", f"log-group:{args.log_group_name}:*"),),
                    condition=_from_zones(placement),
                )
            ),
            opts=self.inside(),
        )
        route53.QueryLog(
            self.child("query-log"),
            zone_id=self.zone_id,
            cloudwatch_log_group_arn=log_group.arn,
            # Route 53 tries to write before it accepts the log.
            opts=self.inside(depends_on=[delivery]),
        )


def _from_zones(placement: Placement) -> dict[str, dict[str, str]]:
    # The zone's id is AWS's choice, so its ARN is known up to the id only.
    return {
        "StringEquals": {"aws:SourceAccount": placement.account_id},
        "ArnLike": {"aws:SourceArn": f"arn:{placement.partition}:route53:::hostedzone/*"},
    }


def _signing_policy(args: HostedZoneArgs) -> str:
    """Route 53 guide, "Working with customer managed keys for DNSSEC"."""
    service = {"Service": (_SIGNING,)}
    signing = ("kms:DescribeKey", "kms:GetPublicKey", "kms:Sign")
    return document(
        administration(args.placement),
        # Route 53 also looks at the key as whoever sets up the signing.
        Statement(
            sid="SetUpSigning",
            principals={"AWS": (args.placement.root_arn,)},
            actions=signing,
            condition={
                "StringEquals": {"kms:CallerAccount": args.placement.account_id},
                "ArnLike": {"aws:PrincipalArn": args.signers},
            },
        ),
        Statement(sid="Sign", principals=service, actions=signing, condition=_from_zones(args.placement)),
        Statement(
            sid="GrantSigning",
            principals=service,
            actions=("kms:CreateGrant",),
            # AWS documents no source for this call; a grant for anything but an AWS resource is refused.
            condition={"Bool": {"kms:GrantIsForAWSResource": "true"}},
        ),
    )
