"""Rules on what reaches a browser: files without keys, and clients without secrets."""

import base64
import binascii
import re
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.data.s3_types import BUCKET_OBJECT
from guardrails.rules.data.secret_values import shape_of
from guardrails.rules.data.types import SECRET, SECRET_VERSION, SSM_PARAMETER
from guardrails.thresholds import Thresholds
from guardrails.tokens import ACCESS_KEY, USER_POOL_CLIENT
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, not_applicable, undetermined

BROWSER_NAME: Final = re.compile(
    r"browser|front.?end|javascript|\bspa\b|[-_]spa\b|\bspa[-_]|(?:^|[-_])web(?:$|[-_])", re.IGNORECASE
)
_SECRET_SOURCES: Final = (SECRET_VERSION, ACCESS_KEY, SSM_PARAMETER, SECRET)
_PARTS: Final = ("content", "contentBase64", "source")


def _texts(resource: Resource) -> tuple[Reading, ...]:
    """What an object holds, as far as the program says it: its content, or the text of an asset."""
    return (resource.read("content"), resource.read("contentBase64"), resource.read("source.text"))


def _plain(part: Reading) -> str:
    text = part.text or ""
    if part.path != "contentBase64":
        return text
    try:
        return base64.b64decode(text, validate=True).decode("utf-8", errors="replace")
    except (ValueError, binascii.Error):
        return text


def _no_key(resource: Resource, _bar: Thresholds) -> Findings:
    for part in _texts(resource):
        if part.unknown:
            yield undetermined(part, f"{part.path} is not known yet; it must hold no key")
        elif part.secret:
            yield failed(part, f"{part.path} is a secret of the program, and whoever reads the object reads it")
        elif part.known and (kind := shape_of(_plain(part))) is not None:
            yield failed(part, f"{part.path} holds {kind}")


def _no_secret_source(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    for part in _PARTS:
        if graph.depends_on(resource, part, *_SECRET_SOURCES):
            yield failed(part, f"{part} is made from the value of a secret")


def _signs_in_by_srp(client: Resource) -> bool:
    """Whether people sign in at the client itself by SRP and come back by a code: an app that they hold themselves.

    A server that takes the code alone needs no SRP, and one that takes passwords uses the flows for administrators.
    """
    flows = {flow.text for flow in client.read("explicitAuthFlows").each()}
    grants = {grant.text for grant in client.read("allowedOauthFlows").each()}
    return "ALLOW_USER_SRP_AUTH" in flows and "code" in grants


def _without_secret(client: Resource, _bar: Thresholds) -> Findings:
    name, secret = client.read("name"), client.read("generateSecret")
    if _signs_in_by_srp(client) or any(BROWSER_NAME.search(text) for text in (client.name, name.text or "")):
        if secret.unknown:
            yield undetermined(secret, "generateSecret is not known yet; it must be false")
        elif secret.truth is True:
            yield failed(secret, "generateSecret is true, and a browser cannot keep a secret")
    elif name.unknown and secret.truth is True:
        yield undetermined(name, "name is not known yet; a client that runs in a browser keeps no secret")
    else:
        yield not_applicable("neither its name nor its sign-in says that the client runs in a browser")


def _object(content: Value, source: str | None = None) -> tuple[Declared, ...]:
    made = Declared(
        type=BUCKET_OBJECT,
        properties={"bucket": "example-web", "key": "config.js", "content": content},
        depends={"content": ("source",)} if source else {},
    )
    return (made, Declared(type=source, name="source", properties={})) if source else (made,)


_OBJECT: Final[dict[str, Value]] = {"bucket": "example-web", "key": "config.js"}
_CLIENT: Final[dict[str, Value]] = {"name": "browser", "userPoolId": "eu-west-1_EXAMPLE"}

RULES: tuple[Rule, ...] = (
    ResourceRule(
        "s3-object-no-key",
        (BUCKET_OBJECT,),
        _no_key,
        examples(
            BUCKET_OBJECT,
            good={**_OBJECT, "content": "export const api = 'https://api.example.com'"},
            bad={**_OBJECT, "content": "-----BEGIN PRIVATE KEY-----"},
            unknown={**_OBJECT, "content": UNKNOWN},
        ),
    ),
    RelationRule(
        "s3-object-no-secret-source",
        (BUCKET_OBJECT,),
        _no_secret_source,
        Examples(good=_object("hello"), bad=_object(UNKNOWN, SECRET_VERSION), unknown=None),
    ),
    ResourceRule(
        "cognito-browser-client-no-secret",
        (USER_POOL_CLIENT,),
        _without_secret,
        examples(
            USER_POOL_CLIENT,
            good={**_CLIENT, "generateSecret": False},
            bad={**_CLIENT, "generateSecret": True},
            unknown={**_CLIENT, "generateSecret": UNKNOWN},
        ),
    ),
)
