"""What kind of load balancer one is, and whether the internet reaches it: AWS has not every setting on every kind."""

from typing import Final

from guardrails.graph import Resource
from guardrails.rule import Findings, JudgeResource
from guardrails.thresholds import Thresholds
from guardrails.values import Reading, State
from guardrails.verdicts import Verdict, not_applicable, undetermined

APPLICATION: Final = "application"
NETWORK: Final = "network"
GATEWAY: Final = "gateway"
_ENCRYPTED: Final = ("HTTPS", "TLS")


def kind(balancer: Resource) -> str | None:
    """The type of a load balancer, None where it is not known."""
    return balancer.read("loadBalancerType").default(APPLICATION).text


def public(balancer: Resource) -> bool | None:
    """Whether a load balancer faces the internet, as all do but gateways unless ``internal`` is true."""
    if kind(balancer) == GATEWAY:
        return False
    internal = balancer.read("internal").default(False)
    return None if internal.unknown else internal.truth is not True


def only_for(judge_it: JudgeResource, *kinds: str) -> JudgeResource:
    """The requirement, only for load balancers of these kinds; where the kind is not known, nothing fails."""

    def judge(resource: Resource, bar: Thresholds) -> Findings:
        own = kind(resource)
        if own is None:
            for finding in judge_it(resource, bar):
                unclear = finding.verdict in (Verdict.FAILED, Verdict.UNDETERMINED)
                yield (
                    undetermined("loadBalancerType", f"{finding.message}; the kind is not known")
                    if unclear
                    else finding
                )
        elif own in kinds:
            yield from judge_it(resource, bar)
        else:
            yield not_applicable(f"AWS has no such setting on {own} load balancers")

    return judge


def protocol(listener: Resource) -> Reading:
    """The protocol of a listener: HTTP where the program is silent, none for a gateway's (which has no port)."""
    given = listener.read("protocol")
    if given.absent:
        silent = not listener.read("port").absent
        return Reading("protocol", State.KNOWN, "HTTP") if silent else given
    # The provider writes it in capitals, however the program spells it.
    return Reading("protocol", State.KNOWN, given.text.upper(), given.secret) if given.text else given


def only_for_tls(judge_it: JudgeResource) -> JudgeResource:
    """The requirement, only for listeners that speak HTTPS or TLS."""

    def judge(resource: Resource, bar: Thresholds) -> Findings:
        spoken = protocol(resource)
        if spoken.unknown:
            yield undetermined(spoken, "protocol is not known yet; what it asks for depends on it")
        elif spoken.text in _ENCRYPTED:
            yield from judge_it(resource, bar)
        else:
            yield not_applicable("the listener does not speak TLS")

    return judge
