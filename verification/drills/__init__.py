"""Drills: what is proven by doing it. The only part of verification that writes to an account.

Everything that a drill makes carries its tags and its prefix, and nothing else is ever changed or deleted.
"""
