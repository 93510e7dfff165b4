"""What is absent, judged by the whole run: two passes over its results, so that none of them need be held in memory."""

from collections.abc import Iterable

from guardrails.profiles import Profile
from verification.answers import Answer
from verification.check import Check, Scope
from verification.records import info_of


class Settling:
    """Judges what is absent by all regions of its account: ``note`` every result, then ``settle`` every one again.

    A check that finds nothing in one region proves little where another has it, and one that finds nothing at all
    proves little where another check of its control did; all of them together do.
    """

    def __init__(self, checks: Iterable[Check], profile: Profile) -> None:
        self._profile = profile
        self._required = {control for check in checks if profile.requires(control := info_of(check).control)}
        self._found: set[tuple[str, str]] = set()
        self._seen: set[str] = set()
        self._lacking: dict[tuple[str, str], Check] = {}
        self._missing: set[str] | None = None

    def note(self, check: Check, account: str, answer: Answer, *, refused: bool) -> None:
        """The first pass: takes down what a result says of the others."""
        if answer is not Answer.ABSENT:
            self._found.add((account, check.id))
            self._seen.add(info_of(check).control)
        elif refused:
            self._lacking[account, check.id] = check

    def settle(self, check: Check, account: str, answer: Answer, message: str, *, refused: bool) -> tuple[bool, str]:
        """The second pass, in the same order: whether the result is refused after all, and its message."""
        if answer is Answer.ABSENT and refused and self._is_elsewhere(account, check):
            refused, message = False, "there is none in this region"
        missing, control = self._missing_controls(), info_of(check).control
        if control in missing:
            missing.remove(control)
            return True, f"nothing of {control} is there, and profile {self._profile.name} requires it"
        return refused, message

    def _is_elsewhere(self, account: str, check: Check) -> bool:
        """Whether another region has what this one lacks, and that is enough."""
        return check.scope is Scope.REGION and not check.everywhere and (account, check.id) in self._found

    def _missing_controls(self) -> set[str]:
        """Required controls of which the run saw nothing; each is told once, on the first result of it."""
        if self._missing is None:
            refused = {
                info_of(check).control
                for (account, _), check in self._lacking.items()
                if not self._is_elsewhere(account, check)
            }
            self._missing = self._required - self._seen - refused
        return self._missing
