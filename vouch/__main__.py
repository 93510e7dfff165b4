"""``python -m vouch``."""

from vouch.cli import run

run()
