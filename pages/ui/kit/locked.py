"""A lock around what acts on something that the page and the socket share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

Act = TypeVar("Act", bound=Callable[..., Any])


def locked(act: Act) -> Act:
    """Let a method hold the `lock` of its object."""

    @wraps(act)
    def guarded(self: Any, *args: Any, **kwargs: Any) -> Any:
        with self.lock:
            return act(self, *args, **kwargs)

    return cast(Act, guarded)
