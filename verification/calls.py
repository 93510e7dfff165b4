"""API calls that checks make: each is stated once, with the IAM action that it needs.

A check names its calls; the permissions of verification are generated from them (``verification.permissions``), and
the reader refuses any other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from botocore import xform_name
from botocore.loaders import Loader
from botocore.model import ServiceModel

# The first words of operations that read. Anything else does not become a call.
_READS: Final = ("batch_get_", "describe_", "get_", "head_", "list_", "lookup_", "search_")
_PREFIXES: Final = {
    # Where the IAM prefix is not what botocore signs with.
    "apigatewayv2": "apigateway",
    "application-autoscaling": "application-autoscaling",
    "cloudwatch": "cloudwatch",
    "efs": "elasticfilesystem",
    "inspector2": "inspector2",
    "resourcegroupstaggingapi": "tag",
    "s3control": "s3",
    "sesv2": "ses",
    "ssm-contacts": "ssm-contacts",
    "sso-admin": "sso",
    "wafv2": "wafv2",
    "elbv2": "elasticloadbalancing",
    "cognito-idp": "cognito-idp",
    "stepfunctions": "states",
    "ses": "ses",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One read-only operation of a service, by botocore's names (``rds``, ``describe_db_instances``).

    ``key`` is the member of the response that lists what was asked for, read through all pages (dotted where it is
    nested); None where the whole response is meant. ``absent`` are the error codes that mean "there is none"
    (``Code``, or ``Code: part of its message``).
    ``actions`` are the IAM actions where they are not the service's prefix and the operation's name; ``region`` is
    where the call must go whatever region is asked about (``us-east-1`` for CloudFront's web ACLs). ``resources`` are
    patterns of ARNs where the permission need not be for everything (``arn:*:s3:::*/*.js``).
    """

    service: str
    operation: str
    key: str | None = None
    absent: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    region: str | None = None
    resources: tuple[str, ...] = ("*",)

    def __post_init__(self) -> None:
        if not self.operation.startswith(_READS):
            raise ValueError(f"{self.service}.{self.operation} does not read: a check must not change an account")

    @property
    def id(self) -> str:
        """As the evidence names it: ``rds.describe_db_instances``."""
        return f"{self.service}.{self.operation}"

    @property
    def permissions(self) -> tuple[str, ...]:
        """The IAM actions that the call needs (AWS Service Authorization Reference)."""
        return self.actions or (f"{_prefix(self.service)}:{operation_name(self.service, self.operation)}",)


@cache
def _model(service: str) -> ServiceModel:
    return ServiceModel(Loader(include_default_search_paths=True).load_service_model(service, "service-2"), service)


@cache
def _operations(service: str) -> Mapping[str, str]:
    return {xform_name(name): name for name in _model(service).operation_names}


def operation_name(service: str, operation: str) -> str:
    """AWS's name of an operation (``DescribeDBInstances``). Raises KeyError where the service has none such."""
    return _operations(service)[operation]


def _prefix(service: str) -> str:
    return _PREFIXES.get(service) or _model(service).signing_name
