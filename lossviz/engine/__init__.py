"""Where training is executed: worker processes behind the standard executor interface, and runs driven over them."""

from lossviz.engine.calls import Looked, load, look, train_and_look, train_chunk, warm_up
from lossviz.engine.engine import Engine, close_shared_engine, n_workers, shared_engine
from lossviz.engine.memory import remembered
from lossviz.engine.process import TENSORFLOW
from lossviz.engine.replacement import ATTEMPTS
from lossviz.engine.workers import Workers

__all__ = [
    "ATTEMPTS",
    "TENSORFLOW",
    "Engine",
    "Looked",
    "Workers",
    "close_shared_engine",
    "load",
    "look",
    "n_workers",
    "remembered",
    "shared_engine",
    "train_and_look",
    "train_chunk",
    "warm_up",
]
