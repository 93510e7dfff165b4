"""Serving the pack to the engine."""

import os
import sys
from concurrent import futures
from datetime import UTC, datetime
from typing import Final

import grpc
from pulumi.runtime.proto import analyzer_pb2_grpc

from guardrails.judge import RuleBook
from guardrails.manifest import MANIFEST, differences
from guardrails.pack.run import Operation, Run, Setting
from guardrails.pack.servicer import Refusal, Servicer
from guardrails.profiles import BaselineError, profile_for
from guardrails.rules import book

_THREADS: Final = 2
"""The engine asks one thing at a time; a second thread answers while the first still hangs up."""
_LARGEST: Final = 400 * 1024 * 1024
"""Bytes of a message, as the SDK allows them: a whole stack comes in one."""
_NAMED: Final = 5
_OPERATIONS: Final[dict[str | None, Operation]] = {"true": Operation.PREVIEW, "false": Operation.UPDATE}


class ChangedPackError(ValueError):
    """The rules are not those that were reviewed; one sentence with the remedy."""


def setting() -> Setting:
    """What the engine runs, from the variables that it gives a pack (sdk-facts.md)."""
    return Setting(
        project=os.environ.get("PULUMI_PROJECT", ""),
        stack=os.environ.get("PULUMI_STACK", ""),
        operation=_OPERATIONS.get(os.environ.get("PULUMI_DRY_RUN"), Operation.ANALYSIS),
        today=datetime.now(UTC).date(),
    )


def serve() -> None:
    """Serves the pack until the engine hangs up. A pack that is not the one that was reviewed refuses the run."""
    rules, run = book(), setting()
    try:
        refuse_changed(rules)
        profile = profile_for(run.project, run.stack)
    except (BaselineError, ChangedPackError) as error:
        _serve(Refusal(str(error)))
    else:
        _serve(Servicer(Run(rules, profile, run)))


def refuse_changed(rules: RuleBook) -> None:
    """Raises ChangedPackError where the rules are not those of the committed manifest."""
    if differing := differences(rules):
        more = f" and {len(differing) - _NAMED} more" if len(differing) > _NAMED else ""
        raise ChangedPackError(
            f"the pack's rules are not those of {MANIFEST.name} ({'; '.join(differing[:_NAMED])}{more}): take the pack "
            "as it was committed, or run `vouch generate` and have the manifest reviewed"
        )


def _serve(servicer: analyzer_pb2_grpc.AnalyzerServicer) -> None:
    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=_THREADS), options=[("grpc.max_receive_message_length", _LARGEST)]
    )
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    # The port on the first line of stdout is the plugin protocol.
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    try:
        server.wait_for_termination()
    except KeyboardInterrupt:
        server.stop(0)
