"""The controls of the edge, and the records of the rules that guard them."""

from guardrails.controls.edge import api, appsync, classic_waf, distribution, listener, load_balancer, web_acl
from guardrails.controls.model import Control, RuleInfo

CONTROLS: tuple[Control, ...] = (
    Control(
        id="edge.waf",
        title="Every public entry is behind a web ACL that blocks",
        note=(
            "count mode is a rollout exemption with an expiry of at most 30 days. A body limit is a size-constraint "
            "rule (load balancers are not in association_config). Public APIs that need a web ACL are REST APIs; "
            "HTTP APIs cannot carry one"
        ),
    ),
    Control(
        id="edge.ddos",
        title="Floods are absorbed and addresses that send too much are blocked",
        note="one-year paid commitment: gate behind config",
    ),
    Control(id="edge.throttle", title="Every entry limits the rate of requests"),
    Control(id="tls.edge", title="Clients reach us by TLS 1.2 or newer only"),
    Control(
        id="tls.256",
        title="256-bit suites are negotiated with capable clients, and the cipher in use is logged",
        note="seed's wording cannot be guaranteed by managed TLS termination",
    ),
    Control(id="tls.internal", title="Traffic between our own parts is encrypted too"),
    Control(id="base.edge", title="Good practice at the edge beyond the claims"),
)
RULES: tuple[RuleInfo, ...] = (
    *web_acl.RULES,
    *load_balancer.RULES,
    *listener.RULES,
    *api.RULES,
    *distribution.RULES,
    *appsync.RULES,
    *classic_waf.RULES,
)
