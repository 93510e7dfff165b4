"""The controls of data, and the records of the rules that guard them."""

from guardrails.controls.data import kms, s3
from guardrails.controls.model import Control, RuleInfo

CONTROLS: tuple[Control, ...] = ()
RULES: tuple[RuleInfo, ...] = (*kms.RULES, *s3.RULES)
