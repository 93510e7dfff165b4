"""Plans a run: every account in every region, as items of a file that the distributed map reads."""

import json
from collections.abc import Sequence
from typing import Any

from operations.verifier.settings import Settings
from verification.accounts import organization_accounts


def plan(settings: Settings, s3: Any, run: str, started: str) -> dict[str, Any]:
    """Writes the items of a run and says where they are. Raises CannotReachError where accounts cannot be listed."""
    accounts = sorted(settings.accounts or organization_accounts(settings.region))
    planned = items(accounts, settings.regions)
    key = f"runs/{run}/items.json"
    s3.put_object(Bucket=settings.work, Key=key, Body=json.dumps(planned).encode(), ContentType="application/json")
    return {"run": run, "started": started, "bucket": settings.work, "key": key, "accounts": accounts}


def items(accounts: Sequence[str], regions: tuple[str, ...]) -> list[dict[str, Any]]:
    """One item for each account and region; the first region is home, where what an account has once is asked for."""
    return [
        {"account": account, "region": region, "home": number == 0}
        for account in accounts
        for number, region in enumerate(regions)
    ]
