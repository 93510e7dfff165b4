"""The controls of data, and the records of the rules that guard them."""

from guardrails.controls.data import (
    backup,
    dynamodb,
    efs,
    elasticache,
    kms,
    messaging,
    plain_settings,
    presence,
    protected,
    rds,
    retention,
    s3,
    secrets,
    web_client,
)
from guardrails.controls.model import Control, RuleInfo

CONTROLS: tuple[Control, ...] = (
    Control(id="rest.db", title="Databases are encrypted under a customer key"),
    Control(
        id="rest.files",
        title="Files and volumes are encrypted",
        note=(
            "exception by the bucket's role in the graph: load balancer access and connection logs and S3 server "
            "access logs can only be delivered to SSE-S3 buckets"
        ),
    ),
    Control(id="rest.msgs", title="Messages, secrets and logs are encrypted"),
    Control(id="rest.keys", title="Customer keys rotate, are slow to delete, and are for nobody public"),
    Control(id="rest.backup", title="Backups and their copies are encrypted under a customer key"),
    Control(id="sec.store", title="Secrets are in a managed store, which rotates them, and nowhere else"),
    Control(
        id="sec.client",
        title="No secret reaches a browser",
        note=("the rest is a CI secret scan of the built bundle (gitleaks/trufflehog) whose result is recorded"),
    ),
    Control(id="bk.plan", title="A plan backs everything up at least daily, and keeps it"),
    Control(id="bk.coverage", title="Every store of data is in a backup plan"),
    Control(
        id="bk.pitr",
        title="Databases and files can be restored to any moment of the last weeks",
        note=(
            "AWS Backup continuous backup allows at most 35 days: exactly 35, in a rule of its own; where AWS Backup "
            "owns the retention, the program must not fight it"
        ),
    ),
    Control(
        id="bk.lock",
        title="Nobody can delete a recovery point early",
        note="GOVERNANCE (changeable) passes; COMPLIANCE only behind a typed consent, in prod too",
    ),
    Control(id="bk.restore", title="Restores are tested on a schedule, and validated"),
    Control(id="bk.servers", title="Critical servers are snapshotted at least daily"),
    Control(id="bk.copy", title="Recovery points are copied to another region"),
    Control(id="av.db", title="Databases survive the loss of a zone and a careless deletion"),
    Control(id="base.data", title="Good practice with data beyond the claims"),
)
RULES: tuple[RuleInfo, ...] = (
    *rds.RULES,
    *s3.RULES,
    *kms.RULES,
    *secrets.RULES,
    *plain_settings.RULES,
    *web_client.RULES,
    *messaging.RULES,
    *backup.RULES,
    *dynamodb.RULES,
    *efs.RULES,
    *elasticache.RULES,
    *retention.RULES,
    *presence.RULES,
    *protected.RULES,
)
