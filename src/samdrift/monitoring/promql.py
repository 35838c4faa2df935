# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The small part of PromQL that drawing ports takes: a counter's rate, a value as it stands, the highest few, a factor. Pure.

rate(ifHCInOctets{device="core1", ifIndex=~"1|2"}[5m]) * 8
topk(5, rate(ifHCOutOctets{device=~"school-.*"}[10m]))
ifOperStatus{device="core1"}
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from samdrift.kernel.errors import BadInput

METRICS: dict[str, str] = {
    "ifHCInOctets": "in_octets",
    "ifHCOutOctets": "out_octets",
    "ifHCInUcastPkts": "in_packets",
    "ifHCOutUcastPkts": "out_packets",
    "ifInErrors": "in_errors",
    "ifOutErrors": "out_errors",
    "ifInDiscards": "in_discards",
    "ifOutDiscards": "out_discards",
    "ifOperStatus": "oper",
    "ifAdminStatus": "admin",
    "ifHighSpeed": "high_speed",
}
LABELS = ("device", "ifIndex", "ifName")
LONGEST = 2_000
_TOKEN = re.compile(
    r"\s*(?:(?P<name>[A-Za-z_:][A-Za-z0-9_:]*)|(?P<text>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
    r"|(?P<span>\[\s*(?:\d+[smhdw])+\s*\])|(?P<number>\d+(?:\.\d+)?)|(?P<sign>=~|!~|!=|[=(){},*]))"
)
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


@dataclass(frozen=True, slots=True)
class Matcher:
    """One condition on a label; regular expressions match the whole value (RE2's syntax, as far as Python's agrees)."""

    label: str
    sign: str
    value: str
    pattern: re.Pattern[str] | None = None

    def fits(self, labels: Mapping[str, str]) -> bool:
        """Whether labels meet it; a label that is not there is empty."""
        value = labels.get(self.label, "")
        same = value == self.value if self.pattern is None else self.pattern.fullmatch(value) is not None
        return same if self.sign in {"=", "=~"} else not same


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: a metric's rate over `range_s` seconds (None: its value), of ports that fit, times `factor`; the `top` few."""

    metric: str
    matchers: tuple[Matcher, ...] = ()
    range_s: int | None = None
    top: int | None = None
    factor: float = 1.0

    def fits(self, labels: Mapping[str, str]) -> bool:
        """Whether a port with these labels is asked for."""
        return all(matcher.fits(labels) for matcher in self.matchers)

    def exactly(self, label: str) -> str | None:
        """The one value this label must have, where only one will do."""
        return next((m.value for m in self.matchers if m.label == label and m.sign == "="), None)


def seconds(text: str) -> int:
    """A PromQL duration (5m, 1h30m) in whole seconds. BadInput for anything else."""
    parts = re.findall(r"(\d+)([smhdw])", text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise BadInput(f"{text} is no length of time", where="query", remedy="write it as 30s, 5m, 1h or 2d")
    return sum(int(number) * _UNITS[unit] for number, unit in parts)


def parse(text: str) -> Query:
    """What a query asks. BadInput says where it goes beyond what is understood here."""
    if len(text) > LONGEST:
        raise BadInput("the query is too long", where="query")
    reader = _Reader(list(_tokens(text)))
    found = reader.product()
    reader.end()
    return found


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise _not_understood(text[at:].strip())
        kind = match.lastgroup or ""
        yield kind, match.group(kind)
        at = match.end()


def _not_understood(rest: str) -> BadInput:
    return BadInput(
        f"not understood from «{rest[:40]}» on",
        where="query",
        remedy='ask as in topk(5, rate(ifHCInOctets{device="core1"}[5m]) * 8)',
    )


@dataclass(slots=True)
class _Reader:
    tokens: list[tuple[str, str]]
    at: int = field(default=0)

    def product(self) -> Query:
        found = self.term()
        while self.peek() == ("sign", "*"):
            self.at += 1
            factor = found.factor * float(self.take("number"))
            found = Query(found.metric, found.matchers, found.range_s, found.top, factor)
        return found

    def term(self) -> Query:
        name = self.take("name")
        if name == "topk":
            self.sign("(")
            top = int(float(self.take("number")))
            self.sign(",")
            inner = self.product()
            self.sign(")")
            if inner.top is not None or top < 1:
                raise _not_understood("topk")
            return Query(inner.metric, inner.matchers, inner.range_s, top, inner.factor)
        if name == "rate":
            self.sign("(")
            metric, matchers = self.selector(self.take("name"))
            span = seconds("".join(self.take("span")[1:-1].split()))
            self.sign(")")
            if not 60 <= span <= 86_400 * 7:
                raise BadInput("a rate is taken over a minute at least and a week at most", where="query")
            return Query(metric, matchers, span)
        return Query(*self.selector(name))

    def selector(self, metric: str) -> tuple[str, tuple[Matcher, ...]]:
        if metric not in METRICS:
            raise BadInput(f"there is no {metric} here", where="query", remedy=f"there are {', '.join(METRICS)}")
        matchers: list[Matcher] = []
        if self.peek() == ("sign", "{"):
            self.at += 1
            while self.peek() != ("sign", "}"):
                matchers.append(self.matcher())
                if self.peek() == ("sign", ","):
                    self.at += 1
            self.at += 1
        return metric, tuple(matchers)

    def matcher(self) -> Matcher:
        label, sign = self.take("name"), self.take("sign")
        value = re.sub(r"\\(.)", r"\1", self.take("text")[1:-1]) if sign in {"=", "!="} else self.take("text")[1:-1]
        if sign not in {"=", "!=", "=~", "!~"} or label not in LABELS:
            raise _not_understood(f"{label}{sign}")
        if sign in {"=", "!="}:
            return Matcher(label, sign, value)
        if len(value) > 200 or re.search(r"[+*}]\)*[+*{]|\\\d|\(\?", value):
            raise BadInput("this pattern is too involved", where="query", remedy="use names, .* and | alone")
        try:
            return Matcher(label, sign, value, re.compile(value.replace("\\\\", "\\")))
        except re.error as error:
            raise BadInput(f"«{value}» is no pattern: {error}", where="query") from error

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self, kind: str) -> str:
        found, text = self.peek()
        if found != kind:
            raise _not_understood(" ".join(text for _, text in self.tokens[self.at :]) or "the end")
        self.at += 1
        return text

    def sign(self, sign: str) -> None:
        if self.take("sign") != sign:
            self.at -= 1
            raise _not_understood(" ".join(text for _, text in self.tokens[self.at :]))

    def end(self) -> None:
        if self.at < len(self.tokens):
            raise _not_understood(" ".join(text for _, text in self.tokens[self.at :]))
