# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What is watched and what was seen: the records that travel between poller, listener and judge. No Django.

Wire form (JSON over the sample lane) is `to_wire`/`from_wire`; times are aware UTC, ISO 8601.
"""

from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from samdrift.engines.snmpsweep import SweepMatrix, pack_matrix, unpack_matrix
from samdrift.inventory.types import SnmpCredential

OperStatus = Literal["up", "down", "testing", "unknown", "dormant", "notPresent", "lowerLayerDown"]


@dataclass(frozen=True, slots=True)
class WatchTarget:
    """One device the poller watches. `icmp` False where reachability is judged by SNMP alone (the twin, filtered nets).

    `place` is where it stands: pollers that share a zone keep its devices together.
    """

    device_id: int
    address: str
    credential: SnmpCredential
    if_indexes: tuple[int, ...] = ()
    icmp: bool = True
    place: int | None = None


@dataclass(frozen=True, slots=True)
class WatchPlan:
    """Everything one zone's poller does. `version` grows with each change; seconds throughout."""

    version: int
    targets: tuple[WatchTarget, ...]
    probe_interval_s: float = 2.0
    status_interval_s: float = 60.0
    counter_interval_s: float = 0.0
    """Counters are read each so many turns of the status as come closest to this; 0: each time."""
    trap_credentials: tuple[SnmpCredential, ...] = ()


@dataclass(frozen=True, slots=True)
class Probe:
    """One reachability probe: what ICMP and SNMP answered; None where that way was not asked in this round."""

    device_id: int
    at: datetime
    icmp: bool | None
    snmp: bool | None
    rtt_ms: float | None = None
    reason: str = ""
    """Why SNMP failed, in words, where it is more than silence (wrong community gives silence; v3 says wrongDigest)."""


@dataclass(frozen=True, slots=True)
class PortReading:
    """Status and 64-bit counters of one port at one time (IF-MIB, RFC 2863). Octets, packets; None where not served."""

    if_index: int
    oper: str | None
    admin: str | None
    in_octets: int | None = None
    out_octets: int | None = None
    in_errors: int | None = None
    out_errors: int | None = None
    in_discards: int | None = None
    out_discards: int | None = None
    speed_bps: int | None = None
    in_packets: int | None = None
    out_packets: int | None = None
    """Unicast packets."""


@dataclass(frozen=True, slots=True)
class DeviceReading:
    """One sweep of one device. `uptime_ticks` is sysUpTime in hundredths of a second, to see restarts and resets."""

    device_id: int
    at: datetime
    uptime_ticks: int | None
    ports: tuple[PortReading, ...]
    names: dict[int, str] | None = None
    """ifIndex -> ifName when the poller re-read names after a restart (ifIndex may have moved); else None."""


@dataclass(frozen=True, slots=True)
class Notification:
    """A trap or inform (RFC 3416) as received. `trap` is linkDown, linkUp, coldStart, warmStart, onBattery, offBattery,
    lldpRemTablesChange or the OID; `varbinds` are OID -> text. `key` is unique per received PDU (source, request id, digest).
    """

    key: str
    at: datetime
    source: str
    version: str
    trap: str
    if_index: int | None
    varbinds: dict[str, str]
    inform: bool = False


@dataclass(frozen=True, slots=True)
class Watched:
    """Whose device it is: what every stored row about it carries."""

    id: int
    municipality_id: int
    supplier_id: int | None


@dataclass(frozen=True, slots=True)
class LogMessage:
    """A syslog message (RFC 5424, RFC 3164) as received: `at` and `source` are the receiver's, the rest is the sender's word.

    `severity` 0 (emergency) to 7 (debug). `told` is the device's own time as it wrote it, `clock_off_s` the seconds it is
    ahead of ours. `port` is named where the message says that it went up or down. `cut`: there was more. `key` is unique.
    """

    key: str
    at: datetime
    source: str
    facility: int
    severity: int
    text: str
    host: str = ""
    app: str = ""
    proc_id: str = ""
    msg_id: str = ""
    structured: str = ""
    told: str = ""
    clock_off_s: float | None = None
    clock_set: bool = True
    port: str = ""
    transport: str = "udp"
    cut: bool = False


Observation = Probe | DeviceReading | Notification | LogMessage | SweepMatrix
_KINDS: dict[str, type[Any]] = {
    "probe": Probe,
    "reading": DeviceReading,
    "notification": Notification,
    "log": LogMessage,
}


def to_wire(item: Observation) -> dict[str, Any]:
    """A JSON-ready dict with `kind`; times as ISO 8601 UTC. A sweep of many devices is packed octets in base 64."""
    if isinstance(item, SweepMatrix):
        return {"kind": "sweep", "body": b64encode(pack_matrix(item)).decode()}
    kind = next(k for k, t in _KINDS.items() if isinstance(item, t))
    body = asdict(item)
    body["at"] = item.at.isoformat()
    return {"kind": kind, **body}


def from_wire(body: dict[str, Any]) -> Observation:
    """The record `to_wire` made. Unknown fields are ignored (a newer sender); a missing or wrong field raises ValueError."""
    try:
        if body["kind"] == "sweep":
            return unpack_matrix(b64decode(body["body"], validate=True))
        cls = _KINDS[body["kind"]]
        fields = {k: v for k, v in body.items() if k in cls.__dataclass_fields__}
        fields["at"] = datetime.fromisoformat(fields["at"])
        if cls is DeviceReading:
            known = PortReading.__dataclass_fields__
            fields["ports"] = tuple(PortReading(**{k: v for k, v in p.items() if k in known}) for p in fields["ports"])
            if fields.get("names") is not None:
                fields["names"] = {int(k): v for k, v in fields["names"].items()}
        return cls(**fields)  # type: ignore[no-any-return]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not an observation: {error!r}") from error


def plan_to_wire(plan: WatchPlan) -> dict[str, Any]:
    """A JSON-ready dict of the plan."""
    return asdict(plan)


def plan_from_wire(body: dict[str, Any]) -> WatchPlan:
    """The plan `plan_to_wire` made."""
    targets = tuple(
        WatchTarget(
            device_id=t["device_id"],
            address=t["address"],
            credential=SnmpCredential(**t["credential"]),
            if_indexes=tuple(t.get("if_indexes", ())),
            icmp=t.get("icmp", True),
            place=t.get("place"),
        )
        for t in body["targets"]
    )
    return WatchPlan(
        version=body["version"],
        targets=targets,
        probe_interval_s=body.get("probe_interval_s", 2.0),
        status_interval_s=body.get("status_interval_s", 60.0),
        counter_interval_s=body.get("counter_interval_s", 0.0),
        trap_credentials=tuple(SnmpCredential(**c) for c in body.get("trap_credentials", ())),
    )


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that was seen at a device: a judged change, or a notification it sent (`what` trap, `after` its name).

    `what` is reachable, agent, oper, restarted or trap; `before` and `after` are yes, no, unknown, or words of IF-MIB.
    `port` is the port's name where it is about one.
    """

    at: datetime
    device_id: int
    device_name: str
    what: str
    before: str
    after: str
    port: str = ""
