"""The records of the rules on tags."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="resource-tagged",
        control="gov.tags",
        title="Every resource has the tags owner, data, backup and retention",
        severity=Severity.MEDIUM,
        fix="Add the keys to tags, or to the provider's defaultTags.",
    ),
    RuleInfo(
        id="tag-compliance-present",
        control="gov.tags",
        title="The tags of what runs are checked",
        severity=Severity.MEDIUM,
        fix=(
            "Declare a cfg.Rule with source.sourceIdentifier REQUIRED_TAGS and inputParameters that name owner, data, "
            "backup and retention."
        ),
    ),
)
