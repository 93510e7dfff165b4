"""Which accounts and regions are asked, and with which credentials: the standard chain, a profile, or a role.

``AWS_ENDPOINT_URL`` and everything else that botocore reads from the environment is honoured. Nothing here is kept:
credentials stay in botocore, which renews those of an assumed role by itself.
"""

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from botocore import exceptions
from botocore.config import Config
from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session as CoreSession
from botocore.session import get_session

from verification.calls import Call
from verification.errors import CredentialsError
from verification.reader import Inventory
from verification.runner import Target

SESSION_NAME: Final = "vouch-verify"
IDENTITY: Final = Call(service="sts", operation="get_caller_identity")
ACCOUNTS: Final = Call(service="organizations", operation="list_accounts", key="Accounts")
ORGANIZATION: Final = Call(
    service="organizations", operation="describe_organization", absent=("AWSOrganizationsNotInUseException",)
)
_ROLE: Final = re.compile(r"arn:aws[a-z-]*:iam::(\d{12}):role/(?P<name>[\w+=,.@/-]+)")
_REGION: Final = re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d{1,2}")
_CONFIG: Final = Config(
    retries={"mode": "adaptive", "total_max_attempts": 8},
    connect_timeout=5,
    read_timeout=30,
    max_pool_connections=30,
    user_agent_extra="vouch-verify",
)


class CannotReachError(Exception):
    """Nothing can be asked: no region, no such profile or role, another account than meant. One sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be verified. ``role`` is assumed in every account; ``accounts`` empty means that of the credentials.

    ``organization`` means every active account of it. ``expected`` is the account that the stack states, where it
    does: credentials of another one are refused. ``external_id`` is what the role's trust asks for, where it does.
    """

    profile: str | None = None
    role: str | None = None
    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    organization: bool = False
    expected: str | None = None
    external_id: str | None = None

    def within(self, regions: tuple[str, ...], expected: str | None) -> "Asked":
        """The same, in the regions of a stack where none are named, and in the stack's account only."""
        return replace(self, regions=self.regions or regions, expected=expected)


Client = Callable[[str], Any]
"""A botocore client of a service, in the one account and region that a drill works in."""


def entered(asked: Asked) -> Client:
    """Clients of one account in its home region, for drills. Raises as ``targets`` does."""
    own, regions, account, _ = _begin(asked)
    chosen = _accounts(asked, own, account, regions[0])
    if len(chosen) != 1:
        raise CannotReachError(f"a drill works in one account, not in {len(chosen)}: name one with --account")
    made = _clients(_in_account(own, asked.role, chosen[0], asked.external_id))
    return lambda service: made(service, regions[0])


def targets(asked: Asked) -> tuple[Target, ...]:
    """Every account in every region that is to be asked; the first region is the home of what an account has once.

    Raises CannotReachError, or CredentialsError where there are no credentials.
    """
    own, regions, account, partition = _begin(asked)
    found: list[Target] = []
    for each in _accounts(asked, own, account, regions[0]):
        session = _in_account(own, asked.role, each, asked.external_id)
        reader = Inventory(_clients(session))
        management = _is_management(reader, regions[0], each)
        for number, region in enumerate(regions):
            found.append(
                Target(
                    account=each,
                    region=region,
                    partition=partition,
                    reader=reader,
                    home=number == 0,
                    management=management,
                )
            )
    return tuple(found)


def _begin(asked: Asked) -> tuple[CoreSession, tuple[str, ...], str, str]:
    """The caller's own session, the regions that are asked, and the account and partition of the credentials."""
    own = _session(asked.profile)
    regions = asked.regions or tuple(region for region in (own.get_config_variable("region"),) if region)
    if not regions:
        raise CannotReachError("no region is known: give --region, --stack or AWS_REGION")
    for each in regions:
        if not _REGION.fullmatch(each):
            raise CannotReachError(f"{each!r} is no region of AWS: write it as eu-west-1")
    account, partition = _identity(own, regions[0])
    return own, regions, account, partition


def organization_accounts(region: str) -> tuple[str, ...]:
    """Every active account of the organization, by the standard credentials. Raises CannotReachError."""
    return _members(_session(None), region)


def _session(profile: str | None) -> CoreSession:
    session = get_session()
    if profile is not None:
        if profile not in session.available_profiles:
            raise CannotReachError(f"the AWS configuration has no profile {profile!r}: `aws configure list-profiles`")
        session.set_config_variable("profile", profile)
    return session


def _identity(session: CoreSession, region: str) -> tuple[str, str]:
    """Account and partition of the credentials."""
    try:
        said = _clients(session)("sts", region).get_caller_identity()
    except (exceptions.NoCredentialsError, exceptions.PartialCredentialsError) as cause:
        raise CredentialsError("there are no AWS credentials: sign in, or name a --profile that has them") from cause
    except (BotoCoreError, ClientError) as cause:
        raise CredentialsError(f"AWS does not say whose the credentials are: {_line(cause)}") from cause
    return str(said["Account"]), str(said["Arn"]).split(":")[1]


def _accounts(asked: Asked, session: CoreSession, own: str, region: str) -> Sequence[str]:
    if asked.organization:
        if asked.role is None:
            raise CannotReachError("--organization needs --role: the name or ARN of the role to assume in each account")
        members = _members(session, region)
        unknown = sorted(set(asked.accounts) - set(members))
        if unknown:
            raise CannotReachError(f"the organization has no active account {', '.join(unknown)}: leave it out")
        return asked.accounts or members
    if asked.accounts and asked.role is None and set(asked.accounts) != {own}:
        raise CannotReachError(
            f"the credentials are of account {own}, not of {', '.join(asked.accounts)}: "
            "give --role, or other credentials"
        )
    role = _ROLE.fullmatch(asked.role or "")
    chosen = asked.accounts or ((role.group(1),) if role else (own,))
    if asked.expected is not None and not asked.accounts and set(chosen) != {asked.expected}:
        raise CannotReachError(
            f"the credentials are of account {', '.join(chosen)}, the stack is in {asked.expected}: take the other's"
        )
    return chosen


def _members(session: CoreSession, region: str) -> tuple[str, ...]:
    try:
        pages = _clients(session)("organizations", region).get_paginator(ACCOUNTS.operation).paginate()
        return tuple(
            str(each["Id"]) for page in pages for each in page["Accounts"] if each.get("Status", "ACTIVE") == "ACTIVE"
        )
    except (BotoCoreError, ClientError) as cause:
        raise CannotReachError(f"the organization's accounts cannot be listed: {_line(cause)}") from cause


def _in_account(session: CoreSession, role: str | None, account: str, external_id: str | None) -> CoreSession:
    if role is None:
        return session
    stated = _ROLE.fullmatch(role)
    name = stated.group("name") if stated else role
    if not re.fullmatch(r"[\w+=,.@/-]+", name):
        raise CannotReachError(f"--role {role!r} is neither the ARN nor the name of a role")
    partition = role.split(":")[1] if stated else "aws"
    arn = f"arn:{partition}:iam::{account}:role/{name}"
    fetcher = AssumeRoleCredentialFetcher(
        client_creator=session.create_client,
        source_credentials=session.get_credentials(),
        role_arn=arn,
        extra_args={"RoleSessionName": SESSION_NAME} | ({"ExternalId": external_id} if external_id else {}),
    )
    assumed = get_session()
    assumed._credentials = DeferredRefreshableCredentials(method="assume-role", refresh_using=fetcher.fetch_credentials)
    return assumed


def _is_management(reader: Inventory, region: str, account: str) -> bool:
    """Whether an account manages its organization; False where it may not ask."""
    try:
        said = reader.read(ORGANIZATION, region, {})
    except CredentialsError:
        raise
    except Exception:  # noqa: BLE001  the checks of an organization then say by themselves what is missing
        return False
    return said is not None and (said.get("Organization") or {}).get("MasterAccountId") == account


def _clients(session: CoreSession) -> Callable[[str, str], Any]:
    # botocore's own, not boto3's: a second boto3 session of one core session cannot make an S3 client any more.
    making = threading.Lock()

    def client(service: str, region: str) -> Any:
        # Sessions are not safe to share between threads, clients are (boto3 guide, "Multithreading").
        with making:
            return session.create_client(service, region_name=region, config=_CONFIG)

    return client


def _line(cause: Exception) -> str:
    return " ".join(str(cause).split()).rstrip(".")
