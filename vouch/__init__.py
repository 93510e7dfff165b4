"""The command: offline preview, reports and listings. Nothing here knows a single AWS service."""

from typing import Final

__version__: Final = "0.1.0"
