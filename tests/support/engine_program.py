"""Mutations as code that runs before the program, as a careless change on a branch would."""

import json
from collections.abc import Iterable

from tests.support.mutations import Change

_PROGRAM = """
import json
import sys

import pulumi

sys.path[:0] = {paths!r}
from tests.support.mutations import edited, put

CHANGES = json.loads({changes!r})


def transform(args):
    props, opts = dict(args.props), args.opts
    for change in CHANGES:
        if (change["type"], change["name"]) != (args.type_, args.name):
            continue
        if change["op"] == "unprotect":
            opts.protect = False
        elif change["op"] == "document":
            props[change["path"]] = edited(props[change["path"]], change["sid"], change["value"])
        elif change["op"] != "drop":
            put(props, change["path"], change["value"])
    return pulumi.ResourceTransformResult(props, opts)


pulumi.runtime.register_resource_transform(transform)
DROPPED = {{(change["type"], change["name"]) for change in CHANGES if change["op"] == "drop"}}
register = pulumi.CustomResource.__init__


def init(self, t, name, *args, **kwargs):
    if (t, name) not in DROPPED:
        register(self, t, name, *args, **kwargs)
    else:
        # Others may wait for it, so something must stand in its place that is no AWS resource.
        opts = kwargs.get("opts", args[1] if len(args) > 1 else None)
        pulumi.Resource.__init__(self, "vouch:test:Dropped", name, False, {{}}, opts)


pulumi.CustomResource.__init__ = init
"""


def source(changes: Iterable[Change], root: str) -> str:
    """Python source that makes the changes, to put before the program's own.

    ``root`` is the repository, for the helpers that it shares.
    """
    given = [
        {
            "op": change.op,
            "type": change.type,
            "name": change.name,
            "path": change.path,
            "value": change.value,
            "sid": change.sid,
        }
        for change in changes
    ]
    return _PROGRAM.format(paths=[root, f"{root}/policies"], changes=json.dumps(given))
