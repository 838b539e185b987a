"""Every error lossviz raises on purpose, in one tree.

Messages have one shape: what it is, what it must be, what came instead.
"""


class LossvizError(Exception):
    """Root of all errors raised on purpose."""


class SpecError(LossvizError, ValueError):
    """A run that cannot be described or executed as asked."""


class EngineError(LossvizError, RuntimeError):
    """Work that a worker process could not finish."""
