"""What an account can answer to a check: five answers, never mixed, and the error of a check itself."""

from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """The five answers, and ``ERROR`` where the check itself raised.

    ``NOT_PERMITTED`` and ``UNAVAILABLE`` say nothing of the resource: they are neither a pass nor a failure.
    """

    HOLDS = "passed"
    BROKEN = "failed"
    ABSENT = "absent"
    NOT_PERMITTED = "not_permitted"
    UNAVAILABLE = "unavailable"
    ERROR = "error"

    @property
    def proves(self) -> bool:
        """Whether the answer says what is so; the others leave the proof incomplete."""
        return self in (Answer.HOLDS, Answer.BROKEN, Answer.ABSENT)


@dataclass(frozen=True, slots=True)
class Broken:
    """What of a resource does not hold: the property as the API names it, and one sentence."""

    property: str | None
    message: str


def broken(property_: str | None, message: str) -> Broken:
    """A requirement that the account's answer shows to be broken."""
    return Broken(property_, message)


class Unanswered(Exception):  # noqa: N818  it is an answer of the account, not a fault
    """A call that told nothing. Checks let it pass; the runner makes an answer of it for what was being asked."""

    def __init__(self, answer: Answer, message: str) -> None:
        super().__init__(message)
        self.answer = answer


class NotPermitted(Unanswered):
    """The caller may not make a call; ``action`` is the IAM action that is missing."""

    def __init__(self, action: str, said: str) -> None:
        super().__init__(Answer.NOT_PERMITTED, f"{action} is not permitted: {said}")
        self.action = action


class Unavailable(Unanswered):
    """The service is not there, not enabled, throttled or too slow, or does not implement the call."""

    def __init__(self, message: str) -> None:
        super().__init__(Answer.UNAVAILABLE, message)
