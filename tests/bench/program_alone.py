"""The prod program under the SDK's stock mocks and nothing else: what `vouch check` is compared with."""

import asyncio
import json
import os
import runpy
import sys
from pathlib import Path
from typing import Any

import pulumi
from pulumi.runtime.mocks import MockCallArgs, MockResourceArgs, Mocks
from pulumi.runtime.stack import wait_for_rpcs
from ruamel.yaml import YAML

_ROOT = Path(__file__).parents[2]


class _Stock(Mocks):
    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        return f"{args.name}-id", args.inputs

    def call(self, args: MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        return {}, None


async def _run() -> None:
    runpy.run_path(str(_ROOT / "__main__.py"), run_name="__main__")
    await wait_for_rpcs()


def main() -> None:
    """Runs the program once."""
    os.chdir(_ROOT)
    sys.path.insert(0, str(_ROOT))
    config = YAML(typ="safe", pure=True).load(_ROOT / "Pulumi.prod.yaml")["config"]
    pulumi.runtime.set_all_config({key: json.dumps(value) for key, value in config.items()})
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    pulumi.runtime.set_mocks(_Stock(), project="vouch", stack="prod", preview=True)
    loop.run_until_complete(_run())


if __name__ == "__main__":
    main()
