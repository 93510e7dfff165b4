"""Measurements, as ratios; `make bench` prints them, no test waits for them."""
