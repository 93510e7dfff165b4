"""``vouch verify``: what the account answered, as a report, as evidence, and for people."""
