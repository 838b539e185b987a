"""Why the server ends the socket of a browser: a code and a sentence each."""

from __future__ import annotations

from typing import NamedTuple

from pages.ui.channel.messages import LONGEST, UNKNOWN_TOKEN


class Refusal(NamedTuple):
    """Why a socket is ended.

    Attributes:
        code: One of those from 4000 on, which are free for use; its last digits are those that HTTP has for the same.
        reason: One sentence, of at most 123 bytes.
    """

    code: int
    reason: str


ELSEWHERE = Refusal(4403, "A socket must be opened by a page of this server. This one was opened by another.")
UNKNOWN = Refusal(UNKNOWN_TOKEN, "The token of a page must be one that this server knows. This one is not.")
REPLACED = Refusal(4409, "A page must have one socket. It has opened another one.")
UNREADABLE = Refusal(4400, f"A message must be one of ours, of at most {LONGEST} characters. Another one came.")
TOO_MANY = Refusal(4429, "A browser must send no more messages than a hand can make. It sent more.")
TOO_SLOW = Refusal(4408, "A browser must read what it is sent. Too much waits for this one.")
FULL = Refusal(4503, "A server must have room for a browser. This one is full for now.")
