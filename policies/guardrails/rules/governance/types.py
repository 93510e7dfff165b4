"""Type tokens of account management."""

from typing import Final

ALTERNATIVE_CONTACT: Final = "aws:account/alternativeContact:AlternativeContact"
