"""What may be wrong with a stack and refuse nothing: exemptions first, then what a baseline knows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from guardrails.exempting import settle
from guardrails.exemptions import Exemptions
from guardrails.judge import Result
from vouch.baseline import Baseline, qualified
from vouch.check import Allowing
from vouch.exemptions import read_exemptions


@dataclass(frozen=True, kw_only=True)
class Allowances:
    """The allowances of one run of the command, for whatever stacks it judges.

    ``known_rules`` are the ids that exist, ``asked_rules`` those that were asked for, None where all judge; ``given``
    are the exemptions of ``--exemptions``, which stand for every program's own; ``own_bar`` is False where a profile
    was asked for that may not be the stack's, and nobody can say which exemption its own bar needs.
    """

    known_rules: Collection[str]
    asked_rules: Collection[str] | None
    today: date
    given: Exemptions | None = None
    baseline: Baseline | None = None
    own_bar: bool = True

    def of(self, project: str, stack: str, directory: Path | None) -> Allowing:
        """What to make of the results of a stack, whose program is in ``directory``; a state has none.

        Raises CannotJudgeError where the program's exemptions are malformed.
        """
        exemptions = self.given
        if exemptions is None:
            exemptions = read_exemptions(None, directory, rules=self.known_rules, today=self.today)
        meant = exemptions if self.asked_rules is None else exemptions.of_rules(self.asked_rules)
        complete = self.asked_rules is None and self.own_bar

        def allow(results: Sequence[Result]) -> list[Result]:
            settled = settle(results, meant, project=project, stack=stack, today=self.today, complete=complete)
            if self.baseline is None:
                return settled
            return self.baseline.apply(settled, stack=qualified(project, stack), rules=self.asked_rules)

        return allow
