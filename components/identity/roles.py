"""The roles that customers give their people, and the scopes that tokens carry, each stated once."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Role:
    """One role: its group in the user pool, how it ranks, and the actions that the policy store permits it.

    ``precedence`` is Cognito's: of a user's groups the lowest number wins.
    """

    name: str
    description: str
    precedence: int
    actions: tuple[str, ...]


VIEW: Final = "View"
EDIT: Final = "Edit"
ADMINISTER: Final = "Administer"
ACTIONS: Final = (VIEW, EDIT, ADMINISTER)

ROLES: Final = (
    Role(name="admin", description="Administers data and people", precedence=10, actions=(VIEW, EDIT, ADMINISTER)),
    Role(name="editor", description="Sees and changes data", precedence=20, actions=(VIEW, EDIT)),
    Role(name="viewer", description="Sees data", precedence=30, actions=(VIEW,)),
)

SCOPES: Final = {"read": "Read data", "write": "Change data", "admin": "Administer data and people"}
"""Scopes of the resource server, by name; a token carries them as ``<identifier>/<name>``."""
