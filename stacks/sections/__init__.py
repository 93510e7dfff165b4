"""The sections of a stack's settings, one module per area."""
