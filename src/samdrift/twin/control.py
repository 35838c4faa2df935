# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The small HTTP door through which one breaks, mends and compares: JSON on loopback, errors in words.

GET /topology, /faults, /state; POST /break, /heal. Bodies must say they are JSON, and the host must be loopback, so
that no web page in somebody's browser can reach in.
"""

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from samdrift.kernel.errors import BadInput, NotFound, SamdriftError
from samdrift.twin.breaking import kind_for
from samdrift.twin.server import TwinServer
from samdrift.twin.types import Device, End, Fault

LOOPBACK_NAMES = ("127.0.0.1", "localhost")
_Order = TypeVar("_Order", bound=BaseModel)


class BreakOrder(BaseModel):
    """What to break; without `kind` what is most likely meant."""

    model_config = ConfigDict(extra="forbid", strict=True)
    target: str
    kind: str = ""
    other: str = ""


class HealOrder(BaseModel):
    """One fault by its number, or all."""

    model_config = ConfigDict(extra="forbid", strict=True)
    id: int | None = None
    all: bool = False


def control_app(server: TwinServer) -> Starlette:
    """The door to `server`, to be served in the same event loop."""

    async def topology(_request: Request) -> Response:
        return JSONResponse(topology_json(server))

    async def faults(_request: Request) -> Response:
        return JSONResponse({"faults": [fault_json(f) for f in server.network.faults.values()]})

    async def state(_request: Request) -> Response:
        return JSONResponse(state_json(server))

    async def break_something(request: Request) -> Response:
        order = await _order(request, BreakOrder)
        kind = order.kind or kind_for(server.network.topology, order.target, order.other)
        return JSONResponse(fault_json(server.break_something(kind, order.target, order.other)), 201)

    async def heal(request: Request) -> Response:
        order = await _order(request, HealOrder)
        if order.all == (order.id is not None):
            raise BadInput("give either a fault's id or all", where="body", remedy='send {"id": 1} or {"all": true}')
        return JSONResponse({"healed": [fault_json(f) for f in server.heal(order.id)]})

    return Starlette(
        routes=[
            Route("/topology", topology),
            Route("/faults", faults),
            Route("/state", state),
            Route("/break", break_something, methods=["POST"]),
            Route("/heal", heal, methods=["POST"]),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(LOOPBACK_NAMES))],
        exception_handlers={SamdriftError: _in_words},
    )


async def _order(request: Request, model: type[_Order]) -> _Order:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise BadInput("the body is not marked as JSON", where="Content-Type", remedy="send application/json")
    try:
        return model.model_validate_json(await request.body())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "body"
        raise BadInput(first["msg"], where=where, remedy="see the README of the twin") from error


async def _in_words(_request: Request, error: Exception) -> Response:
    if not isinstance(error, SamdriftError):
        raise error
    status = 404 if isinstance(error, NotFound) else 422
    return JSONResponse({"what": error.what, "where": error.where, "remedy": error.remedy}, status)


def fault_json(fault: Fault) -> dict[str, Any]:
    """A fault as the door tells it; `at` in epoch seconds."""
    return {
        "id": fault.id,
        "kind": fault.kind,
        "target": fault.target,
        "other": fault.other,
        "at": fault.at,
        "links": list(fault.links),
        "lasting": fault.kind != "restart",
    }


def topology_json(server: TwinServer) -> dict[str, Any]:
    """The truth as built (samdrift/twin-topology/1): what discovery should find, whatever is broken now."""
    truth = server.network.topology
    return {
        "schema": "samdrift/twin-topology/1",
        "vantage": truth.vantage,
        "community": server.community.decode(),
        "port": server.port,
        "places": [{"slug": p.slug, "name": p.name, "kind": p.kind} for p in truth.places.values()],
        "devices": [_device_json(d) for d in truth.devices.values()],
        "links": [
            {"id": link.id, "a": _end_json(server, link.a), "b": _end_json(server, link.b)}
            for link in truth.links.values()
        ],
    }


def _device_json(device: Device) -> dict[str, Any]:
    return {
        "id": device.id,
        "role": device.role,
        "place": device.place.slug,
        "location": device.location,
        "address": device.address,
        "vendor": device.model.vendor,
        "model": device.model.name,
        "software": device.model.software,
        "serial": device.serial,
        "chassis_id": device.mac.hex(),
        "serves_lldp": device.model.serves_lldp,
        "ports": len(device.ports),
        "interfaces": len(device.ports) + len(device.model.virtuals),
        "backed_by": device.backed_by,
    }


def _end_json(server: TwinServer, end: End) -> dict[str, Any]:
    agent = server.network.agents[end.device]
    port = agent.device.ports[end.port - 1]
    return {"device": end.device, "port": port.name, "if_index": agent.if_index(end.port)}


def state_json(server: TwinServer) -> dict[str, Any]:
    """The truth now: who cannot be heard, and which cabled ports are down."""
    network, now = server.network, server.now()
    down = [
        {"device": a.device.id, "port": a.device.ports[link.end_at(a.device.id).port - 1].name}
        for a in network.agents.values()
        for link in network.topology.links_of[a.device.id]
        if not a.port_live[link.end_at(a.device.id).port - 1]
    ]
    return {"at": now, "silent": [d for d in network.agents if not network.hears(d, now)], "ports_down": down}
