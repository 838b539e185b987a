"""Runs and sweeps as they grow, and why a run looks as it does."""
