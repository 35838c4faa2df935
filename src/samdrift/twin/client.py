# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The way to a running twin's control door, for the command line, the demo's Break-something button and tests."""

from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx

from samdrift.kernel.errors import BadInput, NotFound, NotNow

CONTROL = "127.0.0.1:10160"


@dataclass(frozen=True, slots=True)
class BrokenThing:
    """A fault as the twin tells it; `at` in epoch seconds, `lasting` False for what was over at once (a restart)."""

    id: int
    kind: str
    target: str
    other: str
    at: float
    links: tuple[str, ...]
    lasting: bool


class TwinClient:
    """Raises NotNow where no twin answers, NotFound and BadInput with the twin's own words."""

    def __init__(self, control: str = CONTROL, *, timeout_s: float = 10.0) -> None:
        self._control = control
        self._http = httpx.Client(base_url=f"http://{control}", timeout=timeout_s, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give the connection back."""
        self._http.close()

    def topology(self) -> dict[str, Any]:
        """The network as built (samdrift/twin-topology/1)."""
        return self._ask("GET", "/topology")

    def state(self) -> dict[str, Any]:
        """Who is silent and which cabled ports are down, now."""
        return self._ask("GET", "/state")

    def faults(self) -> tuple[BrokenThing, ...]:
        """What is broken now."""
        return tuple(_broken(f) for f in self._ask("GET", "/faults")["faults"])

    def break_something(self, target: str, *, kind: str = "", other: str = "") -> BrokenThing:
        """Break a place, device or cable; without `kind` a place is cut off, a device dies, two ends are a cable."""
        return _broken(self._ask("POST", "/break", {"target": target, "kind": kind, "other": other}))

    def heal(self, fault_id: int) -> BrokenThing:
        """Mend one fault."""
        return _broken(self._ask("POST", "/heal", {"id": fault_id})["healed"][0])

    def heal_all(self) -> tuple[BrokenThing, ...]:
        """Mend everything; what was broken."""
        return tuple(_broken(f) for f in self._ask("POST", "/heal", {"all": True})["healed"])

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        try:
            answer = self._http.request(method, path, json=body)
            said = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            remedy = "start it with «samdrift twin run», or name its door with --control"
            raise NotNow("no twin answers", where=self._control, remedy=remedy) from error
        if answer.is_success:
            return dict(said)
        refusal = NotFound if answer.status_code == 404 else BadInput
        raise refusal(said.get("what", "refused"), where=said.get("where", ""), remedy=said.get("remedy", ""))


def _broken(said: dict[str, Any]) -> BrokenThing:
    return BrokenThing(
        id=said["id"],
        kind=said["kind"],
        target=said["target"],
        other=said["other"],
        at=said["at"],
        links=tuple(said["links"]),
        lasting=said["lasting"],
    )
