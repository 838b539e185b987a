"""A worker process: calls that arrive on standard input, their results on standard output, both pickled.

It ends when standard input does. The kernel closes that with the parent, however the parent dies, so no orphan stays.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from typing import Any

from lossviz.engine.deadline import Deadline
from lossviz.errors import EngineError, LossvizError
from lossviz.lazy import load_without_optional


def main() -> None:
    """Answer calls until there are no more; the one argument is how far to stand back behind other processes."""
    if hasattr(os, "nice"):
        os.nice(int(sys.argv[1]))
    load_without_optional()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; the parent decides.
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # What libraries print must not mix with results.

    def reply(result: Any, failure: LossvizError | None) -> None:
        pickle.dump((result, failure), replies, protocol=pickle.HIGHEST_PROTOCOL)
        replies.flush()

    def give_up(reason: EngineError) -> None:
        reply(None, reason)
        os._exit(1)  # whatever the call is doing

    deadline = Deadline(give_up)
    while True:
        try:
            function, arguments = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        result: Any = None
        failure: LossvizError | None = None
        try:
            with deadline.over(arguments):
                result = function(*arguments)
        except LossvizError as error:
            failure = error
        except Exception as error:
            failure = EngineError(f"{type(error).__name__}: {error}"[:500])
        reply(result, failure)


if __name__ == "__main__":
    main()
