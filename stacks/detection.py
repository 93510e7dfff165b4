"""The detection layer: what is watched for threats, misconfiguration, vulnerabilities and sensitive data, and where."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.data.bucket import Bucket, BucketArgs, BucketPurpose
from components.data.key import Key, KeyArgs
from components.detection import macie
from components.detection.configuration import (
    ConfigDelivery,
    ConfigurationRecorder,
    ConfigurationRecorderArgs,
    ExistingRecorder,
    ManagedRecorder,
)
from components.detection.detective import Detective, DetectiveArgs
from components.detection.guardduty import ExistingDetector, FindingsExport, GuardDuty, GuardDutyArgs, ManagedDetector
from components.detection.inspector import Inspector, InspectorArgs
from components.detection.macie import ClassificationResults, Macie, MacieArgs
from components.detection.packs import packs_of
from components.detection.relay import FindingsRelay, FindingsRelayArgs
from components.detection.security_hub import SecurityHub, SecurityHubArgs
from stacks.account import Account
from stacks.sections.base import Ownership
from stacks.sections.detection import Coverage
from stacks.settings import Settings
from stacks.site import Site, Sites


@dataclass(frozen=True, kw_only=True)
class Detection:
    """What watches the account; mappings are by region, home first, and empty where the settings say off.

    ``relays`` stand in for GuardDuty in the regions whose detectors another stack owns.
    """

    guardduty: GuardDuty
    elsewhere: Mapping[str, GuardDuty]
    relays: Mapping[str, FindingsRelay]
    recorders: Mapping[str, ConfigurationRecorder]
    security_hubs: Mapping[str, SecurityHub]
    inspectors: Mapping[str, Inspector]
    macie: Macie | None
    detective: Detective | None

    @property
    def recorder_ready(self) -> tuple[pulumi.Resource, ...]:
        """What rules of AWS Config wait for at home; empty where another stack records."""
        return next(iter(self.recorders.values())).ready


def detection_layer(settings: Settings, sites: Sites, account: Account) -> Detection:
    """Detection in every watched region. Everything that it finds is told at home."""
    home = sites.home
    others = {region: site for region, site in sites.watched.items() if region != home.placement.region}
    guardduty, elsewhere, relays = _threats(settings, home, others, account)
    recorders = _recorders(settings, home, others, account)
    given = settings.detection
    hubs, inspectors = {}, {}
    if given.security_hub is Coverage.MANAGED:
        hubs = {
            region: SecurityHub(
                site.named("security-hub"),
                SecurityHubArgs(
                    placement=site.placement,
                    recorder_ready=recorders[region].ready,
                    cis=given.cis,
                    gathers=tuple(others) if site.at_home else (),
                    protect=settings.protect,
                ),
                site.opts,
            )
            for region, site in sites.watched.items()
        }
    if given.inspector is Coverage.MANAGED:
        inspectors = {
            region: Inspector(site.named("inspector"), InspectorArgs(placement=site.placement), site.opts)
            for region, site in sites.watched.items()
        }
    return Detection(
        guardduty=guardduty,
        elsewhere=elsewhere,
        relays=relays,
        recorders=recorders,
        security_hubs=hubs,
        inspectors=inspectors,
        macie=_macie(settings, home, account) if given.macie is not Coverage.OFF else None,
        detective=(
            Detective("detective", DetectiveArgs(protect=settings.protect), home.opts)
            if given.detective is Coverage.MANAGED
            else None
        ),
    )


def _threats(
    settings: Settings, home: Site, others: Mapping[str, Site], account: Account
) -> tuple[GuardDuty, dict[str, GuardDuty], dict[str, FindingsRelay]]:
    bucket = account.archive.archive
    managed = ManagedDetector(
        export=FindingsExport(bucket_arn=bucket.arn, key_arn=account.archive_key.arn, ready=tuple(bucket.ready))
    )
    given = settings.detection.guardduty
    owned = given == Ownership.MANAGED
    guardduty = GuardDuty(
        "guardduty",
        GuardDutyArgs(
            placement=home.placement,
            detector=managed if owned else ExistingDetector(detector_id=given),
            # People hear of findings from the incidents topic; this one is for tools.
            alert_key_arn=account.alerts_key.arn,
            protect=settings.protect,
        ),
        home.opts,
    )
    if not owned:
        relays = {
            region: FindingsRelay(
                f"findings-relay-{region}",
                FindingsRelayArgs(placement=site.placement, home=home.placement.region),
                site.opts,
            )
            for region, site in others.items()
        }
        return guardduty, {}, relays
    elsewhere = {
        region: GuardDuty(
            site.named("guardduty"),
            GuardDutyArgs(
                placement=site.placement, detector=managed, home=home.placement.region, protect=settings.protect
            ),
            site.opts,
        )
        for region, site in others.items()
    }
    return guardduty, elsewhere, {}


def _recorders(
    settings: Settings, home: Site, others: Mapping[str, Site], account: Account
) -> dict[str, ConfigurationRecorder]:
    first = _recorder(settings, home, account, role_ready=())
    return {home.placement.region: first} | {
        region: _recorder(settings, site, account, role_ready=first.role) for region, site in others.items()
    }


def _recorder(
    settings: Settings, site: Site, account: Account, *, role_ready: tuple[pulumi.Resource, ...]
) -> ConfigurationRecorder:
    given, bucket = settings.detection, account.archive.config
    recorder: ManagedRecorder | ExistingRecorder = ExistingRecorder()
    if given.config is Ownership.MANAGED:
        recorder = ManagedRecorder(
            delivery=ConfigDelivery(bucket=bucket.name, key_arn=account.archive_key.arn, ready=tuple(bucket.ready)),
            home=site.at_home,
            role=given.config_role if site.at_home else Ownership.EXISTING,
            role_ready=role_ready,
            frequency=given.recording,
            retention_days=given.config_days,
            protect=settings.protect,
        )
    return ConfigurationRecorder(
        site.named("config"),
        ConfigurationRecorderArgs(placement=site.placement, recorder=recorder, packs=packs_of(home=site.at_home)),
        site.opts,
    )


def _macie(settings: Settings, home: Site, account: Account) -> Macie:
    return Macie(
        "macie",
        MacieArgs(
            placement=home.placement,
            results=_results(settings, home, account) if settings.detection.macie is Coverage.MANAGED else None,
            identifiers={name: each.identifier() for name, each in settings.detection.data_identifiers.items()},
            protect=settings.protect,
        ),
        home.opts,
    )


def _results(settings: Settings, home: Site, account: Account) -> ClassificationResults:
    """A bucket and key of their own: results say where sensitive data lies, and Macie refuses the archive's lock."""
    placement = home.placement
    key = Key(
        "discovery",
        KeyArgs(
            placement=placement,
            data_class="discovery",
            description="What Macie found in customers' buckets, and where",
            via_services=("s3",),
            grants=(macie.results_grant(placement),),
            deletion_window_days=settings.keys.deletion_days,
            protect=settings.protect,
        ),
        home.opts,
    )
    bucket = Bucket(
        "discovery",
        BucketArgs(
            placement=placement,
            role="discovery",
            purpose=BucketPurpose.CONFIG,
            key_arn=key.arn,
            access_logs=account.archive.access_logs.id,
            access_logs_ready=tuple(account.archive.access_logs.ready),
            statements=macie.results_statements(placement, placement.physical("discovery")),
            protect=settings.protect,
            disposable=settings.disposable,
        ),
        home.opts,
    )
    return ClassificationResults(bucket=bucket.name, key_arn=key.arn, ready=tuple(bucket.ready))
