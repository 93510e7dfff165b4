"""Detective keeps a graph, by which incidents are investigated."""

from collections.abc import Iterator

from verification.check import Check, Examples, Found, Scope, holds_if_found
from verification.detection.calls import GRAPHS
from verification.live import Live


def _graphs(live: Live) -> Iterator[Found]:
    for each in live.items(GRAPHS):
        yield Found(each["Arn"], each)


CHECKS: tuple[Check, ...] = (
    Check(
        id="detective-graph-present",
        scope=Scope.ACCOUNT,
        presence=True,
        calls=(GRAPHS,),
        finds=_graphs,
        judge=holds_if_found,
        examples=Examples(
            holds={GRAPHS: {"GraphList": [{"Arn": "arn:aws:detective:eu-west-1:123456789012:graph:a1b2c3"}]}},
            broken=None,
        ),
    ),
)
