# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Messages out of a stream (RFC 6587, RFC 5425): by octet count or by line end, told apart at the start of each message."""

from collections.abc import Iterator

LONGEST = 65_536
MOST_DIGITS = 7
_BETWEEN = b"\n\r\x00 "
_ENDS = (b"\n", b"\x00")  # RFC 6587 section 3.4.2: some end with NUL instead


class Framer:
    """Feed it what arrives; it gives whole messages. `ended` gives the half message that a lost connection leaves.

    A message longer than `longest` octets is cut there, given once, and its rest skipped: nobody may fill our memory.
    """

    def __init__(self, longest: int = LONGEST) -> None:
        self._longest = longest
        self._buffer = bytearray()
        self._counted = 0
        """Octets of the counted message still to come, beyond what is buffered; 0: no count is being followed."""
        self._skip_counted = 0
        self._skip_line = False

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bool]]:
        """Whole messages with whether each was cut."""
        self._buffer += data
        while True:
            if self._skip_counted or self._skip_line:
                if not self._skip():
                    return
                continue
            if not self._counted and not self._begin():
                return
            found = self._counted_message() if self._counted else self._line()
            if found is None:
                return
            if found[0]:
                yield found

    def ended(self) -> bytes:
        """What was left when the connection ended; b"" where nothing was."""
        if self._skip_counted or self._skip_line:
            return b""
        rest, self._counted = bytes(self._buffer), 0
        self._buffer.clear()
        return rest

    def _begin(self) -> bool:
        """Whether it is known how the next message ends."""
        while self._buffer and self._buffer[0] in _BETWEEN:
            del self._buffer[0]
        if not self._buffer:
            return False
        head = bytes(self._buffer[: MOST_DIGITS + 1])
        digits = head[: len(head) - len(head.lstrip(b"0123456789"))]
        if not digits or digits[:1] == b"0" or len(digits) > MOST_DIGITS:
            return True
        if len(digits) == len(head):
            return False  # a count, or a line of digits: the next octet tells
        if head[len(digits) : len(digits) + 1] == b" ":
            self._counted = int(digits)
            del self._buffer[: len(digits) + 1]
        return True

    def _counted_message(self) -> tuple[bytes, bool] | None:
        wanted = min(self._counted, self._longest)
        if len(self._buffer) < wanted:
            return None
        message = bytes(self._buffer[:wanted])
        del self._buffer[:wanted]
        self._skip_counted, self._counted = self._counted - wanted, 0
        return message, bool(self._skip_counted)

    def _line(self) -> tuple[bytes, bool] | None:
        at = self._end_of_line()
        if at < 0 or at > self._longest:
            if len(self._buffer) <= self._longest:
                return None
            message = bytes(self._buffer[: self._longest])
            del self._buffer[: self._longest]
            self._skip_line = True
            return message, True
        message = bytes(self._buffer[:at])
        del self._buffer[: at + 1]
        return message.rstrip(b"\r"), False

    def _end_of_line(self) -> int:
        return min((at for end in _ENDS if (at := self._buffer.find(end)) >= 0), default=-1)

    def _skip(self) -> bool:
        """Whether all that must be skipped is gone."""
        if self._skip_counted:
            gone = min(self._skip_counted, len(self._buffer))
            del self._buffer[:gone]
            self._skip_counted -= gone
            return not self._skip_counted
        at = self._end_of_line()
        if at < 0:
            self._buffer.clear()
            return False
        del self._buffer[: at + 1]
        self._skip_line = False
        return True
