"""What looks for attacks and for mistakes."""

from tests.support.prod_mutations import tokens as aws
from tests.support.prod_mutations.make import all_dropped, changed, dropped, several, stated, unprotected

GUARDDUTY = (
    dropped("detector removed", aws.DETECTOR, "guardduty-detector", "guardduty-detector-where-data-is"),
    changed("detector off", aws.DETECTOR, "guardduty-detector", "enable", False, "guardduty-detector-enabled"),
    changed(
        "findings every six hours",
        aws.DETECTOR,
        "guardduty-detector",
        "findingPublishingFrequency",
        "SIX_HOURS",
        "guardduty-detector-fifteen-minutes",
    ),
    dropped(
        "a detector feature removed",
        aws.DETECTOR_FEATURE,
        "guardduty-feature-rds-login-events",
        "guardduty-rds-protection",
    ),
    changed(
        "a detector feature off",
        aws.DETECTOR_FEATURE,
        "guardduty-feature-s3-data-events",
        "status",
        "DISABLED",
        "guardduty-feature-enabled",
        "guardduty-s3-protection",
    ),
    all_dropped("no detector anywhere", aws.DETECTOR, "guardduty-detector-present", "guardduty-detector-where-data-is"),
    dropped(
        "no detector in the backup region",
        aws.DETECTOR,
        "guardduty-eu-central-1-detector",
        "guardduty-detector-where-data-is",
    ),
    dropped(
        "malware in volumes not looked for",
        aws.DETECTOR_FEATURE,
        "guardduty-feature-ebs-malware-protection",
        "guardduty-malware-protection",
    ),
    dropped(
        "processes not watched",
        aws.DETECTOR_FEATURE,
        "guardduty-feature-runtime-monitoring",
        "guardduty-runtime-monitoring",
    ),
    all_dropped(
        "findings go nowhere",
        aws.EVENT_RULE,
        "events-route-alarms",
        "events-route-guardduty",
        "events-route-health",
        "events-route-security-hub",
        "guardduty-findings-routed",
        "rds-event-subscription",
    ),
    all_dropped("no malware scan of uploads", aws.MALWARE_PLAN, "s3-upload-bucket-scanned"),
    changed(
        "uploads scanned and not marked",
        aws.MALWARE_PLAN,
        "files-malware-plan",
        "actions.0.taggings.0.status",
        "DISABLED",
        "malware-plan-tags-objects",
    ),
    stated(
        "uploads read before they are scanned",
        aws.BUCKET_POLICY,
        "files-policy",
        "policy",
        None,
        "s3-upload-bucket-unread-until-clean",
        sid="DenyReadUntilClean",
    ),
    several(
        "no scan for malware",
        [all_dropped("", aws.MALWARE_PLAN), all_dropped("", aws.DETECTOR_FEATURE)],
        "guardduty-eks-audit-logs",
        "guardduty-lambda-protection",
        "guardduty-malware-protection",
        "guardduty-rds-protection",
        "guardduty-runtime-monitoring",
        "guardduty-s3-protection",
        "malware-scanning-present",
        "s3-upload-bucket-scanned",
    ),
)

CONFIGURATION = (
    all_dropped("no configuration recorder", aws.RECORDER, "config-recorder-present"),
    dropped("a recorder that nobody starts", aws.RECORDER_STATUS, "config-status", "config-recorder-has-status"),
    changed(
        "the recorder stopped", aws.RECORDER_STATUS, "config-status", "isEnabled", False, "config-recorder-started"
    ),
    all_dropped(
        "a recorder that delivers nowhere",
        aws.DELIVERY_CHANNEL,
        "config-recorder-delivers",
        "config-recorder-present",
        "s3-object-reads-recorded",
        "s3-object-writes-recorded",
    ),
    changed(
        "some types of resource not recorded",
        aws.RECORDER,
        "config-recorder",
        "recordingGroup.allSupported",
        False,
        "config-recorder-all-types",
    ),
    all_dropped("no conformance packs", aws.CONFORMANCE_PACK, "audit-evidence-collected", "config-rules-cover-claims"),
    several(
        "conformance packs that check nothing",
        [
            changed("", aws.CONFORMANCE_PACK, f"config-{region}pack-{pack}", "templateBody", '{"Resources":{}}')
            for region in ("", "eu-central-1-", "us-east-1-")
            for pack in ("encryption", "evidence", "exposure", "resilience", "access")
            if pack != "access" or not region
        ],
        "audit-evidence-collected",
        "config-rules-cover-claims",
    ),
)

HUB = (
    all_dropped("no Security Hub", aws.SECURITY_HUB, "securityhub-account-present"),
    several(
        "standards of resource tags alone",
        [
            changed(
                "",
                aws.STANDARD,
                f"security-hub-{region}standard-{name}",
                "standardsArn",
                "arn:aws:securityhub:eu-west-1::standards/aws-resource-tagging-standard/v/1.0.0",
            )
            for region in ("", "eu-central-1-", "us-east-1-")
            for name in ("cis", "foundational")
        ],
        "audit-evidence-collected",
        "securityhub-standards-subscribed",
    ),
    all_dropped("no standards", aws.STANDARD, "audit-evidence-collected", "securityhub-standards-subscribed"),
    dropped("no CIS standard", aws.STANDARD, "security-hub-standard-cis", "securityhub-standards-subscribed"),
    changed(
        "new controls off",
        aws.SECURITY_HUB,
        "security-hub-hub",
        "autoEnableControls",
        False,
        "securityhub-new-controls-enabled",
    ),
    changed(
        "obsolete standards on",
        aws.SECURITY_HUB,
        "security-hub-hub",
        "enableDefaultStandards",
        True,
        "securityhub-no-default-standards",
    ),
)

SCANNERS = (
    all_dropped("no Inspector", aws.INSPECTOR, "inspector-enabler-present"),
    changed(
        "servers not scanned",
        aws.INSPECTOR,
        "inspector-enabler",
        "resourceTypes",
        ["ECR", "LAMBDA", "LAMBDA_CODE"],
        "inspector-scans-instances",
    ),
    changed(
        "images scanned once",
        aws.REGISTRY_SCANNING,
        "image-scanning-scanning",
        "scanType",
        "BASIC",
        "ecr-registry-scanning-enhanced",
    ),
    all_dropped("no Macie", aws.MACIE, "macie-session-present"),
    changed("Macie paused", aws.MACIE, "macie-session", "status", "PAUSED", "macie-session-enabled"),
    changed(
        "customer files read once",
        aws.MACIE_JOB,
        "macie-job",
        "jobType",
        "ONE_TIME",
        "macie-customer-buckets-read",
        "macie-session-present",
    ),
    dropped(
        "customer files never read", aws.MACIE_JOB, "macie-job", "macie-customer-buckets-read", "macie-session-present"
    ),
    dropped("results of Macie not kept", aws.MACIE_EXPORT, "macie-results", "macie-results-exported"),
    all_dropped("no Detective", aws.DETECTIVE, "detective-graph-present"),
    unprotected("Detective deletable", aws.DETECTIVE, "detective-graph", "detective-graph-protected"),
)

ACCESS = (
    all_dropped(
        "no access analyzers",
        aws.ANALYZER,
        "accessanalyzer-external-access-present",
        "accessanalyzer-unused-access-present",
        "accessanalyzer-where-data-is",
    ),
    dropped("no analyzer of unused access", aws.ANALYZER, "analyzers-unused", "accessanalyzer-unused-access-present"),
    changed(
        "access unused for a year",
        aws.ANALYZER,
        "analyzers-unused",
        "configuration.unusedAccess.unusedAccessAge",
        365,
        "accessanalyzer-unused-access-age",
    ),
    dropped(
        "no analyzer of external access in the backup region",
        aws.ANALYZER,
        "analyzers-eu-central-1-external",
        "accessanalyzer-where-data-is",
    ),
)

MUTATIONS = (
    *GUARDDUTY,
    *CONFIGURATION,
    *HUB,
    *SCANNERS,
    *ACCESS,
)
