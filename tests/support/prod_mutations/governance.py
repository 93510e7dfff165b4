"""Regions, tags, drift, sharing, and what people vouch for."""

from tests.support.prod_mutations import tokens as aws
from tests.support.prod_mutations.make import added, all_dropped, changed, dropped, in_prod_full, several, stated, unset

GOVERNANCE = (
    changed(
        "resources in a region that nobody allowed",
        aws.PROVIDER,
        "aws",
        "region",
        "us-west-2",
        "resource-region-allowed",
    ),
    changed(
        "a provider that talks to somebody else",
        aws.PROVIDER,
        "aws",
        "endpoints",
        '[{"kms":"https://kms.example.com"}]',
        "provider-talks-to-aws",
    ),
    changed(
        "a provider that checks no account",
        aws.PROVIDER,
        "aws",
        "skipRequestingAccountId",
        "true",
        "provider-talks-to-aws",
    ),
    changed(
        "a provider with keys of its own",
        aws.PROVIDER,
        "aws",
        "secretKey",
        "example",
        "provider-without-credentials",
    ),
    changed(
        "a provider with a stranger's role",
        aws.PROVIDER,
        "aws",
        "assumeRoles",
        '[{"roleArn":"arn:aws:iam::210987654321:role/deploy"}]',
        "provider-role-external-id",
    ),
    dropped(
        "changes outside the regions unnoticed", aws.ALARM, "residency-alarm-outside-regions", "region-guard-present"
    ),
    dropped(
        "changes outside the regions unseen",
        aws.METRIC_FILTER,
        "residency-filter-outside-regions",
        "region-guard-present",
    ),
    unset(
        "resources without tags",
        aws.PROVIDER,
        "aws",
        "defaultTags",
        "backup-continuous-covers-buckets",
        "dynamodb-table-in-backup-plan",
        "rds-in-backup-plan",
        "resource-tagged",
        "s3-customer-bucket-in-backup-plan",
    ),
    all_dropped("tags not watched", aws.TAG_RULE, "tag-compliance-present"),
    several(
        "changes by hand unnoticed",
        [
            dropped("", aws.ALARM, "drift-alarm-changes-by-people"),
            dropped("", aws.ALARM, "drift-alarm-console-changes"),
        ],
        "drift-watch-present",
    ),
    several(
        "changes by hand unseen",
        [
            dropped("", aws.METRIC_FILTER, "drift-filter-changes-by-people"),
            dropped("", aws.METRIC_FILTER, "drift-filter-console-changes"),
        ],
        "drift-watch-present",
    ),
    several(
        "changes by hand told of by the million",
        [
            changed("", aws.ALARM, f"drift-alarm-{what}", "threshold", 1000000)
            for what in ("changes-by-people", "console-changes")
        ],
        "drift-watch-present",
    ),
    several(
        "changes by hand counted as nothing",
        [
            changed("", aws.METRIC_FILTER, f"drift-filter-{what}", "metricTransformation.value", "0")
            for what in ("changes-by-people", "console-changes")
        ],
        "drift-watch-present",
    ),
    several(
        "changes by hand told to nobody",
        [
            changed("", aws.ALARM, f"drift-alarm-{what}", "alarmActions", [])
            for what in ("changes-by-people", "console-changes")
        ],
        "cloudwatch-alarm-acts",
        "drift-watch-present",
    ),
    changed(
        "calls outside the regions told of by the million",
        aws.ALARM,
        "residency-alarm-outside-regions",
        "threshold",
        1000000,
        "region-guard-present",
    ),
    stated(
        "logs for another account",
        aws.LOG_RESOURCE_POLICY,
        "edge-log-policy",
        "policyDocument",
        {"Sid": "Anyone", "Effect": "Allow", "Principal": "*", "Action": "logs:PutLogEvents", "Resource": "*"},
        "cloudwatch-log-policy-not-public",
        "resource-policy-own-accounts",
    ),
    all_dropped(
        "endpoints without a perimeter",
        aws.ENDPOINT,
        "data-perimeter-present",
        "security-group-used",
        "vpc-endpoints-present",
    ),
    stated(
        "an archive for anybody's trail",
        aws.BUCKET_POLICY,
        "logs-archive-policy",
        "policy",
        {
            "Sid": "CloudTrailAcl",
            "Effect": "Allow",
            "Principal": {"Service": "cloudtrail.amazonaws.com"},
            "Action": "s3:GetBucketAcl",
            "Resource": "arn:aws:s3:::*",
        },
        "resource-policy-source-pinned",
        sid="CloudTrailAcl",
    ),
    added(
        "a stack inside the stack",
        "aws:cloudformation/stack:Stack",
        "hidden",
        {"templateBody": '{"Resources":{}}', "tags": {"team": "platform"}},
        "resources-are-judged",
    ),
    added(
        "a share with another account",
        aws.RESOURCE_SHARE,
        "share",
        {"name": "partners", "allowExternalPrincipals": True},
        "resource-share-internal",
    ),
    added(
        "a snapshot for another account",
        aws.SNAPSHOT_PERMISSION,
        "share",
        {"snapshotId": "snap-1", "accountId": "999999999999"},
        "shared-with-own-accounts",
    ),
)

CONTACTS = in_prod_full(
    dropped("no contact for security", aws.CONTACT, "contacts-contact-security", "account-contacts-present"),
    dropped("no contact for billing", aws.CONTACT, "contacts-contact-billing", "account-contacts-present"),
    changed(
        "the security contact of another account",
        aws.CONTACT,
        "contacts-contact-security",
        "accountId",
        "210987654321",
        "account-contacts-present",
    ),
    changed(
        "a security contact that nobody reads",
        aws.CONTACT,
        "contacts-contact-security",
        "emailAddress",
        "todo",
        "account-contacts-present",
    ),
    changed(
        "two contacts for billing, none for security",
        aws.CONTACT,
        "contacts-contact-security",
        "alternateContactType",
        "BILLING",
        "account-contacts-present",
    ),
)

ATTESTATIONS = in_prod_full(
    changed(
        "an attestation that does not parse",
        aws.SSM_PARAMETER,
        "attested-attestation-bz-01",
        "insecureValue",
        "signed",
        "attestation-well-formed",
    ),
    changed(
        "an attestation for two years",
        aws.SSM_PARAMETER,
        "attested-attestation-bz-01",
        "insecureValue",
        '{"claim":"BZ-01","statement":"So it is","owner":"Head of Security","evidence":{"url":"s3://example-evidence/bz/2026.pdf","sha256":"3333333333333333333333333333333333333333333333333333333333333333"},"issued":"2026-01-15","expires":"2028-01-14"}',
        "attestation-well-formed",
    ),
    all_dropped("no attestations", aws.SSM_PARAMETER, "attestations-present"),
)

MUTATIONS = (
    *GOVERNANCE,
    *CONTACTS,
    *ATTESTATIONS,
)
