"""Drift against the program: what it declares compared with what the account answers (control gov.drift).

Only properties that rules read are compared, and only those that the program states and that are known before the
cloud is asked. Nothing here runs a program: it is given the graph of one.
"""
