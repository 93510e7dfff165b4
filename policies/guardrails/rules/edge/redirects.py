"""Whether a plain HTTP listener only sends its clients to HTTPS."""

from guardrails.values import Reading


def redirects_to_https(actions: Reading) -> bool | None:
    """Whether every action redirects to HTTPS; None where one is not known. No action at all is no redirect.

    ``redirect.protocol`` defaults to the protocol of the request, which would redirect HTTP to HTTP.
    """
    if actions.unknown:
        return None
    answers = [_redirects(action) for action in actions.each()]
    if not answers or False in answers:
        return False
    return None if None in answers else True


def _redirects(action: Reading) -> bool | None:
    kind, protocol = action.get("type"), action.at("redirect.protocol")
    if kind.known and kind.text != "redirect":
        return False
    if kind.unknown or protocol.unknown:
        return None
    return protocol.text == "HTTPS"
