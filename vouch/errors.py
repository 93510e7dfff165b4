"""What stops a judgement before it is made."""


class CannotJudgeError(Exception):
    """The subject could not be judged; the message is one sentence: what, where, how to mend (exit code 2).

    ``trace`` is the traceback of another process, for ``--debug``; one of this process is in ``__cause__``.
    """

    def __init__(self, message: str, *, trace: str = "") -> None:
        super().__init__(message)
        self.trace = trace
