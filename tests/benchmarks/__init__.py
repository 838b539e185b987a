"""Benchmarks: `python -m tests.benchmarks` prints a table and writes `build/bench.json`."""
