"""Yardsticks: each prints ratios against a peer run in the same process. Run one with `python -m benchmarks.NAME`."""
