# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One syslog message: RFC 5424 where it is kept, RFC 3164 and its many dialects else, plain text where nothing fits.

Whatever comes in, a message comes out: a log line that is thrown away because of its form is the one that was needed.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from samdrift.engines.syslogwire.stamps import Stamp, read_iso, read_stamp

USER_NOTICE = 13
"""RFC 3164 section 4.3.3: what a message without a priority is taken for."""
LARGEST_PRIORITY = 191
LONGEST_NAME = 255
_PRIORITY = re.compile(r"<(\d{1,3})>")
_MODERN = re.compile(r"(\d{1,2}) +(\S+) +(\S+) +(\S+) +(\S+) +(\S+)(?: +|$)")
_PARAMETER = re.compile(r'[^\s="\]]+="(?:[^"\\\]]|\\.)*"')
_SEQUENCE = re.compile(r"(\d{1,12}): +|: +")  # Cisco IOS counts its messages, NX-OS leaves the number out
_ORIGIN = re.compile(r"([^\s:%<>]{1,255}|[0-9A-Fa-f:.]+): +(?=[*.]?\S)")
_PROGRAM = re.compile(r"([^\s:\[\]%]{1,300})(?:\[([^\]\s]{1,128})\])?: ?")
_MNEMONIC = re.compile(
    r"%+(?:\d\d)?([A-Za-z0-9_]+)[-/](?:[A-Za-z0-9_]+-)?(\d)[-/]([A-Za-z0-9_]+)(?:\([^)]*\))?(?:\[[^\]]*\])?: ?"
)
_NIL = "-"


@dataclass(frozen=True, slots=True)
class SyslogMessage:
    """What a message says. Names are "" where it does not say them; `severity` 0 (emergency) to 7 (debug).

    `told` is the device's own time as it wrote it, `told_at` the same in UTC as far as it can be known: a missing year is
    the one nearest to the time of receipt, a missing zone the one given to `parse`. `clock_set` is False where the device
    says that its clock was never set.
    """

    facility: int
    severity: int
    text: str
    host: str = ""
    app: str = ""
    proc_id: str = ""
    msg_id: str = ""
    structured: str = ""
    told: str = ""
    told_at: datetime | None = None
    clock_set: bool = True


def parse(data: bytes, *, received: datetime, zone: tzinfo = UTC) -> SyslogMessage:
    """The message in `data`, received at `received` (aware). `zone` is taken for the device's where it names none."""
    line = readable(data)
    priority = USER_NOTICE
    found = _PRIORITY.match(line)
    if found is not None and int(found[1]) <= LARGEST_PRIORITY:
        priority, line = int(found[1]), line[found.end() :]
    facility, severity = divmod(priority, 8)
    modern = _MODERN.match(line)
    if modern is not None and (modern[2] == _NIL or read_iso(modern[2], zone) is not None):
        return _modern(facility, severity, line, modern, zone)
    return _traditional(facility, severity, line, received, zone)


def readable(data: bytes) -> str:
    """The octets as text: UTF-8, else Latin-1, which older devices send and which can read anything.

    Control characters become their visible signs (U+2400 to U+2421): they could break a terminal, and PostgreSQL takes no NUL.
    """
    data = data.rstrip(b"\r\n\x00 ")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return text.translate(_VISIBLE)


_VISIBLE: dict[int, str] = {
    **{code: chr(0x2400 + code) for code in range(32)},
    **dict.fromkeys(range(127, 160), "\ufffd"),
    ord("\t"): " ",
    127: "\u2421",
}


def _modern(facility: int, severity: int, line: str, head: re.Match[str], zone: tzinfo) -> SyslogMessage:
    _, told, host, app, proc_id, msg_id = ("" if part == _NIL else part for part in head.groups())
    structured, text = _structured(line[head.end() :])
    stamp = read_iso(told, zone) if told else None
    return SyslogMessage(
        facility=facility,
        severity=severity,
        text=text.removeprefix("\ufeff"),
        host=_name(host),
        app=_name(app),
        proc_id=_name(proc_id),
        msg_id=_name(msg_id),
        structured=structured,
        told=told,
        told_at=stamp.at if stamp is not None else None,
    )


def _structured(rest: str) -> tuple[str, str]:
    """Structured data and text. What only begins like structured data is text."""
    if rest == _NIL or rest.startswith("- "):
        return "", rest[2:]
    at = 0
    while rest[at : at + 1] == "[":
        end = _element_end(rest, at)
        if end is None:
            break
        at = end
    return rest[:at], rest[at:].removeprefix(" ")


def _element_end(rest: str, at: int) -> int | None:
    at += 1
    while at < len(rest) and rest[at] not in ' ]="':
        at += 1
    while rest[at : at + 1] == " ":
        found = _PARAMETER.match(rest, at + 1)
        if found is None:
            return None
        at = found.end()
    return at + 1 if rest[at : at + 1] == "]" else None


def _traditional(facility: int, severity: int, line: str, received: datetime, zone: tzinfo) -> SyslogMessage:
    sequence = _SEQUENCE.match(line)
    start = sequence.end() if sequence is not None else 0
    host, stamp = "", read_stamp(line, start, received, zone)
    if stamp is None:
        origin = _ORIGIN.match(line, start)
        if origin is not None and (stamp := read_stamp(line, origin.end(), received, zone)) is not None:
            host = origin[1]
    if stamp is None:
        numbered = sequence is not None and _MNEMONIC.match(line, start) is not None
        return _said(facility, severity, line[start:] if numbered else line, Stamp("", None, 0))
    rest = line[stamp.end :]
    if rest[:1] == ":":  # Cisco: what follows is the message itself
        return _said(facility, severity, rest[1:].lstrip(), stamp, host)
    rest = rest.lstrip()
    if _MNEMONIC.match(rest) is None and not host:
        host, rest = _host_before(rest)
    return _said(facility, severity, rest, stamp, host)


def _host_before(rest: str) -> tuple[str, str]:
    """RFC 3164: a name stands between time and program. A word that ends in a colon is the program, not the host."""
    word, _, after = rest.partition(" ")
    if not after or word.endswith((":", "]")) or "=" in word:
        return "", rest
    after = after.lstrip()
    return word, after.removeprefix(":").lstrip() if after.startswith(": ") else after


def _said(facility: int, severity: int, text: str, stamp: Stamp, host: str = "") -> SyslogMessage:
    app = proc_id = msg_id = ""
    mnemonic = _MNEMONIC.match(text)
    if mnemonic is not None:
        app, msg_id = mnemonic[1], "-".join(mnemonic.groups())
    elif (program := _PROGRAM.match(text)) is not None:
        app, proc_id = program[1], program[2] or ""
        text = text[program.end() :]
    return SyslogMessage(
        facility=facility,
        severity=severity,
        text=text,
        host=_name(host),
        app=_name(app),
        proc_id=_name(proc_id),
        msg_id=_name(msg_id),
        told=stamp.told,
        told_at=stamp.at,
        clock_set=stamp.clock_set,
    )


def _name(text: str) -> str:
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1] + "…"
