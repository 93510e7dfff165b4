"""Measurements, as ratios, that `make bench` prints; what the tests of linear growth count with."""
