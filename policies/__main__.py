"""The policy pack's entry: nothing may be printed to stdout before the pack serves (see sdk-facts.md)."""

import gc

# What is imported, and what a run makes, is kept to the end: there is nothing to collect, and a run would wait for it.
gc.disable()

from guardrails.pack.server import serve  # noqa: E402

serve()
