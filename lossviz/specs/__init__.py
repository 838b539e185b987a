"""Descriptions of runs, sweeps and comparisons, frozen and checked, and their written forms: links and files."""
