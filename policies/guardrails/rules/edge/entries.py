"""Rules that a stack has its entries at all: a dropped one breaks no rule of its own."""

from guardrails.graph import Graph
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, Rule
from guardrails.rules.edge.types import DISTRIBUTION, LISTENER, LOAD_BALANCER, REST_DOMAIN
from guardrails.thresholds import Thresholds
from guardrails.verdicts import failed


def _tls(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(LISTENER, DISTRIBUTION, REST_DOMAIN):
        yield failed(None, "the stack has no listener, distribution or API domain that clients reach by TLS")


def _cipher(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(LOAD_BALANCER):
        yield failed(None, "the stack has no load balancer that logs which cipher a client negotiated")


def _browser_app(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(DISTRIBUTION):
        yield failed(None, "the stack has no CloudFront distribution that serves the browser app as files")


def _has(type_: str, **properties: bool | str) -> Examples:
    return Examples(good=(Declared(type=type_, properties=properties),), bad=(), unknown=None)


RULES: tuple[Rule, ...] = (
    CompletenessRule(
        "tls-entry-present", (LISTENER, DISTRIBUTION, REST_DOMAIN), _tls, _has(DISTRIBUTION, enabled=True)
    ),
    CompletenessRule("tls-cipher-log-present", (LOAD_BALANCER,), _cipher, _has(LOAD_BALANCER, internal=False)),
    CompletenessRule("browser-app-present", (DISTRIBUTION,), _browser_app, _has(DISTRIBUTION, enabled=True)),
)
