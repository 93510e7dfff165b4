"""What an error of an API call means: there is none, it is not permitted, or the call told nothing.

Codes are those of the services' models and of the Common Errors page of AWS's API references. A code that nobody
knows is never read as an absence.
"""

from typing import Final

from botocore import exceptions
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from verification.answers import NotPermitted, Unanswered, Unavailable
from verification.calls import Call

_DENIED: Final = frozenset(
    {
        "403",
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "AuthorizationErrorException",
        "Client.UnauthorizedOperation",
        "Forbidden",
        "ForbiddenException",
        "InsufficientPrivilegesException",
        "NotAuthorized",
        "NotAuthorizedException",
        "OperationNotPermittedException",
        "UnauthorizedException",
        "UnauthorizedOperation",
    }
)
_THROTTLED: Final = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "Throttling",
        "ThrottledException",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)
_EXPIRED: Final = frozenset(
    {
        "AuthFailure",
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "RequestExpired",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
_DISABLED: Final = frozenset(
    {
        "InvalidAccessException",
        "OptInRequired",
        "RegionDisabledException",
        "SubscriptionRequiredException",
        "UnsupportedOperation",
        "UnsupportedOperationException",
    }
)
_UNIMPLEMENTED: Final = frozenset({"404", "501", "InvalidAction", "NotImplemented", "UnknownOperationException"})


REFUSED_BY_AWS: Final = (ClientError, BotoCoreError)
"""What botocore raises where a call gets no answer."""
_NO_CREDENTIALS: Final = (
    exceptions.NoCredentialsError,
    exceptions.PartialCredentialsError,
    exceptions.TokenRetrievalError,
)


class CredentialsError(Exception):
    """No call can be answered: there are no credentials, or they are expired. Stops the whole run."""


def is_absence(call: Call, cause: Exception) -> bool:
    """Whether an error says that the thing asked for is not there, by the codes that the call states.

    ``AccessDeniedException: not enabled`` is the code with a part of its message, where the code alone says less.
    """
    return isinstance(cause, ClientError) and any(_says(cause, stated) for stated in call.absent)


def _says(cause: ClientError, stated: str) -> bool:
    code, _, part = stated.partition(": ")
    said = str(cause.response.get("Error", {}).get("Message", ""))
    return code_of(cause) == code and part.lower() in said.lower()


def code_of(cause: ClientError) -> str:
    """The code of an error answer."""
    return str(cause.response.get("Error", {}).get("Code", ""))


def unanswered(call: Call, region: str, cause: Exception) -> Unanswered:
    """What an error of a call says of it.

    Raises CredentialsError where nobody would be answered, and the cause itself where it is no error of a call.
    """
    if isinstance(cause, ClientError):
        return _refused(call, region, cause)
    if isinstance(cause, NotImplementedError):
        return Unavailable(f"{call.id} is not implemented here")
    if isinstance(
        cause, exceptions.NoCredentialsError | exceptions.PartialCredentialsError | exceptions.TokenRetrievalError
    ):
        raise CredentialsError(f"there are no usable AWS credentials: {_line(cause)}") from cause
    if isinstance(cause, exceptions.EndpointConnectionError | exceptions.ConnectTimeoutError):
        return Unavailable(f"{call.service} is not available in {region}: {_line(cause)}")
    if isinstance(cause, exceptions.ReadTimeoutError):
        return Unavailable(f"{call.id} did not answer in time in {region}")
    if isinstance(cause, ResponseParserError):
        # Its text quotes what came, a whole page where a proxy or an emulator answered.
        return Unavailable(f"{call.id} was answered by something else in {region}: what came is none of its answers")
    if isinstance(cause, BotoCoreError):
        return Unavailable(f"{call.id} could not be asked in {region}: {_line(cause)}")
    raise cause


def _refused(call: Call, region: str, cause: ClientError) -> Unanswered:
    code = code_of(cause)
    said = _line(cause.response.get("Error", {}).get("Message") or code)
    if code in _EXPIRED:
        raise CredentialsError(f"the AWS credentials are not accepted ({code}): {said}") from cause
    if code in _DENIED:
        return NotPermitted(", ".join(call.permissions), said)
    if code in _THROTTLED:
        return Unavailable(f"{call.id} is throttled in {region} ({code}), after all retries")
    if code in _UNIMPLEMENTED:
        return Unavailable(f"{call.id} is not implemented here ({code})")
    if code in _DISABLED:
        return Unavailable(f"{call.service} is not enabled in {region} ({code}): {said}")
    return Unavailable(f"{call.id} failed in {region} ({code}): {said}")


def _line(said: object) -> str:
    return " ".join(str(said).split()).rstrip(".")
