"""The controls of audit, and the records of the rules that guard them."""

from guardrails.controls.model import Control, RuleInfo

CONTROLS: tuple[Control, ...] = ()
RULES: tuple[RuleInfo, ...] = ()
