"""What a secret looks like: the shapes of well-known keys, and the names that people give to secrets."""

import re
from typing import Final

_SHAPES: Final = (
    ("an AWS access key", re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    ("a private key", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY")),
    ("a Slack token", re.compile(r"\bxox[abeoprs]-[0-9A-Za-z-]{10,}")),
    ("a Stripe key", re.compile(r"\b[rs]k_live_[0-9A-Za-z]{10,}")),
    ("a GitHub token", re.compile(r"\b(?:gh[opsur]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{22,})")),
    ("a GitLab token", re.compile(r"\bglpat-[0-9A-Za-z_-]{20,}")),
    ("a Google key", re.compile(r"\bAIza[0-9A-Za-z_-]{35}\b")),
    ("a SendGrid key", re.compile(r"\bSG\.[0-9A-Za-z_-]{22}\.[0-9A-Za-z_-]{43}\b")),
    ("an npm token", re.compile(r"\bnpm_[0-9A-Za-z]{36}\b")),
    ("a PyPI token", re.compile(r"\bpypi-AgE[0-9A-Za-z_-]{50,}")),
    ("an AWS secret key", re.compile(r"(?i)aws_?secret_?access_?key[\"']?\s*[:=]\s*[\"']?[0-9a-z/+=]{40}\b")),
    ("a password in a URL", re.compile(r"\b[a-z][a-z0-9+.-]*://[^/\s:@\"'<>${}]+:[^/\s:@\"'<>${}*]+@[^\s@]")),
)
_WORDS: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_SECRET_PARTS: Final = ("secret", "token", "password", "passwd")
_KEYS: Final = ("key", "keys", "apikey", "accesskey", "privatekey", "secretkey", "encryptionkey", "signingkey")
# A name that ends so says where a secret is, which key is meant, or for how long; it is not the secret.
_POINTERS: Final = frozenset({"alias", "arn", "days", "id", "name", "path", "ttl", "url", "version"})
_PUBLIC: Final = "public"
# What points to a secret, or is filled in later: an ARN, a path, an address, a reference of CloudFormation or a shell.
_ELSEWHERE: Final = re.compile(
    r"(?:arn:|alias/|/|https?://[^@]*$|\{\{|\$|%\(|<|ssm:|resolve:|secretsmanager:|vault:).*|[\d.]*|true|false|null|none|\**",
    re.IGNORECASE | re.DOTALL,
)


def shape_of(text: str) -> str | None:
    """What kind of key a text holds (``a private key``), or None; never any part of it."""
    return next((kind for kind, shape in _SHAPES if shape.search(text)), None)


def names_a_secret(name: str) -> bool:
    """Whether a name says that its value is a secret: ``/app/db_password``, ``stripeApiKey``.

    Not the name of what points to one (``/app/key-arn``), nor of a public key, nor a word that only ends in "key".
    """
    words = [word.lower() for word in _WORDS.findall(name.rpartition("/")[2])]
    if not words or words[-1] in _POINTERS or _PUBLIC in words:
        return False
    return any(word in _KEYS or any(part in word for part in _SECRET_PARTS) for word in words)


def is_plain_secret(name: str, value: str) -> bool:
    """Whether a setting holds a secret itself: its name says so, and its value is no reference, number or switch."""
    return names_a_secret(name) and _ELSEWHERE.fullmatch(value.strip()) is None
