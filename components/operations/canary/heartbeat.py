"""The heartbeat that CloudWatch Synthetics runs: every page answers over valid TLS, in time.

Only the standard library, so that nothing of the runtime's can break it. A page that is wrong raises, which is how a
canary fails. Configured by the environment: ``URLS``, separated by spaces, and ``TIMEOUT_SECONDS`` for each.
"""

import os
import ssl
import time
import urllib.request
from typing import Any


def handler(_event: Any, _context: Any) -> str:
    """Asks every page; raises RuntimeError that names all that failed."""
    timeout = float(os.environ.get("TIMEOUT_SECONDS", "10"))
    failures = [failure for url in os.environ["URLS"].split() if (failure := probe(url, timeout))]
    if failures:
        raise RuntimeError("; ".join(failures))
    return "every page answered"


def probe(url: str, timeout: float) -> str | None:
    """What is wrong with a page, or None. Redirects are followed, to https only."""
    if not url.startswith("https://"):
        return f"{url} is not asked over TLS"
    started = time.monotonic()
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    request = urllib.request.Request(url, headers={"User-Agent": "vouch-heartbeat"})  # noqa: S310  https, see above
    try:
        with urllib.request.urlopen(request, timeout=timeout, context=context) as answer:  # noqa: S310  https, see above
            answer.read(1)
            final = answer.geturl()
    except OSError as error:
        return f"{url} failed: {error}"
    if not final.startswith("https://"):
        return f"{url} leads to {final}, which is not TLS"
    print(f"{url} answered in {time.monotonic() - started:.3f} s")  # noqa: T201  the canary's log
    return None
