"""The policy pack's entry: nothing may be printed to stdout before the pack serves (see sdk-facts.md)."""

from guardrails.pack.server import serve

serve()
