"""The controls of audit, and the records of the rules that guard them."""

from guardrails.controls.audit import cloudtrail, logs, shipping
from guardrails.controls.model import Control, RuleInfo

CONTROLS: tuple[Control, ...] = (
    Control(
        id="log.trail", title="CloudTrail records every region, management and data events, and people can search them"
    ),
    Control(
        id="log.integrity",
        title="Nobody can change or delete the record",
        note=(
            "GOVERNANCE passes; COMPLIANCE is irreversible and asked for only where settings carry a typed "
            "consent. The AWS Config bucket cannot have default retention; S3 access-log targets cannot have "
            "object lock"
        ),
    ),
    Control(id="log.app", title="Applications log in a structured form, and the logs are kept"),
    Control(
        id="log.infra",
        title="Entries, networks, databases and buckets log who reached them",
        note="a bucket that receives access logs is not itself logged",
    ),
    Control(
        id="log.audit",
        title="What users do is recorded in an audit stream that the application cannot rewrite",
        note="which user actions are emitted is application code: a contract test in its CI",
    ),
    Control(id="log.central", title="Logs are shipped to one archive"),
    Control(id="log.mask", title="Personal data is masked in logs"),
    Control(id="base.audit", title="Good practice of audit beyond the claims"),
)
RULES: tuple[RuleInfo, ...] = (
    *cloudtrail.RULES,
    *logs.RULES,
    *shipping.RULES,
)
