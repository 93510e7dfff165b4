"""Code that runs inside the account. Nothing here is imported by the program; `make verifier` packages it."""
