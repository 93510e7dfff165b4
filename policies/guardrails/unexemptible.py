"""Rules from which nothing can be exempt, and rules from which a rollout can be, for a month."""

from typing import Final

NEVER: Final = (
    # Without a trail nobody can show what happened, an exemption's use included. An account whose trail is another
    # stack's says so in baselines.yaml; an old trail is known to a baseline until it is mended.
    "cloudtrail-present",
    "cloudtrail-multi-region",
    "cloudtrail-logging",
    "cloudtrail-management-events",
    "cloudtrail-bucket-not-public",
    "s3-trail-bucket-denies-tampering",
    # Whoever may do everything may end every other promise, and the pack with them.
    "iam-policy-no-admin",
    "iam-no-administrator-access",
    # A role or a key that anybody may take is the account given away.
    "iam-role-trust-not-public",
    "iam-role-trust-github-scoped",
    "kms-key-policy-not-public",
    "secret-policy-not-public",
    # A store of data that the internet reads, writes or restores; what is meant to be public goes through CloudFront.
    # Images, functions and APIs are published on purpose too often to be here.
    "database-security-group-not-open",
    "database-subnets-not-public",
    "rds-not-public",
    "rds-snapshot-not-public",
    "ebs-snapshots-not-shared",
    "s3-acl-no-public-read",
    "s3-acl-no-public-write",
    "s3-acl-no-authenticated-users",
    "s3-bucket-policy-not-public",
    "sns-topic-policy-not-public",
    "sqs-queue-policy-not-public",
    "backup-vault-policy-not-public",
    "efs-policy-not-public",
    "cloudwatch-log-policy-not-public",
    # Encryption at rest that is switched on when the store is made, and never afterwards: what is created without it
    # under an exemption stays without it when the exemption ends.
    "rds-instance-storage-encrypted",
    "rds-cluster-storage-encrypted",
    "rds-global-cluster-storage-encrypted",
    "efs-encrypted",
    "elasticache-encrypted-at-rest",
    "ebs-volume-encrypted",
    "ec2-block-devices-encrypted",
    # A property that the engine is told to ignore is one that the rules no longer see: this weakens the judge itself.
    "security-properties-not-ignored",
)
"""No exemption can name these; a baseline may know them, on a stack that is older than the pack."""

ROLLOUT: Final = (
    # Rules of a web ACL that count before they block.
    "waf-web-acl-managed-groups",
    "waf-web-acl-known-bad-inputs",
    "waf-web-acl-rate-rule",
    "waf-web-acl-rate-limit",
    # AWS Network Firewall that alerts before it drops.
    "network-firewall-drops-by-default",
    "network-firewall-signatures-block",
    # DNS Firewall that alerts before it blocks.
    "dns-firewall-blocks-all-else",
    "dns-firewall-group-blocks",
    # Threat protection of Cognito that audits, or only notifies, before it acts.
    "cognito-user-pool-threat-protection",
    "cognito-user-pool-threat-custom-auth",
    "cognito-account-takeover-answered",
    "cognito-compromised-credentials-blocked",
    # A load balancer that only monitors desynchronised requests.
    "load-balancer-desync-mitigation",
    # A DMARC policy of none, which reports forgeries and lets them through.
    "ses-identity-dmarc",
)
"""Rules on modes that only count, alert, audit or report: needed while a protection is rolled out, for 30 days."""
