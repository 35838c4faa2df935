# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""`samdrift twin run | break | heal | faults | list`: start the invented network, break it, mend it, look at it."""

import argparse
import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from ipaddress import AddressValueError, IPv4Address

import uvicorn

from samdrift.demo.municipality import load_municipality
from samdrift.kernel.errors import BadInput, SamdriftError
from samdrift.twin.client import CONTROL, BrokenThing, TwinClient
from samdrift.twin.control import LOOPBACK_NAMES, control_app
from samdrift.twin.generate import BASE, build_topology
from samdrift.twin.live import LiveNetwork
from samdrift.twin.server import Address, TwinServer
from samdrift.twin.types import FAULT_KINDS

CONTROL_VARIABLE = "SAMDRIFT_TWIN_CONTROL"
_SHORT_KINDS = {"cut": "", "kill": "kill_device", "power": "power_place", "hang": "hang_agent"}
_READY = "twin ready"


def main(argv: list[str]) -> int:
    """Exit status: 0 done, 1 no twin answers, 2 something was asked that cannot be."""
    arguments = _parser().parse_args(argv)
    act: Callable[[argparse.Namespace], None] = arguments.act
    try:
        act(arguments)
    except SamdriftError as error:
        print(f"samdrift twin: {error.sentence()}", file=sys.stderr)
        return 2 if isinstance(error, BadInput) else 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="samdrift twin", description=__doc__)
    doors = parser.add_subparsers(required=True, metavar="COMMAND")
    run = doors.add_parser("run", help="answer SNMP for the whole invented municipality until stopped")
    run.add_argument("--port", type=int, default=10161, help="UDP port on every address; 0 takes a free one (10161)")
    run.add_argument("--base", default=BASE, help=f"first address of the block, within 127.0.0.0/8 ({BASE})")
    run.add_argument("--trap-to", default="", metavar="HOST:PORT", help="send traps there")
    run.add_argument("--devices", type=int, default=260, help="how many devices (260, with 2,400 ports)")
    run.add_argument("--community", default="twin", help="SNMP v2c community (twin)")
    run.add_argument("--seed", type=int, default=1, help="another seed is another town (1)")
    _control_option(run)
    run.set_defaults(act=_run)
    broken = doors.add_parser("break", help="break a place, a device or a cable")
    broken.add_argument("target", help="a place (school-north), a device (dist1), or one end of a cable")
    broken.add_argument("other", nargs="?", default="", help="the device at the cable's other end")
    kinds = (*_SHORT_KINDS, *FAULT_KINDS)
    broken.add_argument("--kind", choices=kinds, metavar="KIND", default="cut", help=", ".join(kinds))
    _control_option(broken)
    broken.set_defaults(act=_break)
    heal = doors.add_parser("heal", help="mend one fault, or all")
    heal.add_argument("id", nargs="?", type=int, help="the fault's number; without it everything is mended")
    _control_option(heal)
    heal.set_defaults(act=_heal)
    faults = doors.add_parser("faults", help="what is broken now")
    _control_option(faults)
    faults.set_defaults(act=_faults)
    listing = doors.add_parser("list", help="what one can break")
    listing.add_argument("what", nargs="?", choices=("places", "devices", "links"), default="places")
    listing.add_argument("--json", action="store_true", help="the whole topology as JSON")
    _control_option(listing)
    listing.set_defaults(act=_list)
    return parser


def _control_option(parser: argparse.ArgumentParser) -> None:
    default = os.environ.get(CONTROL_VARIABLE, CONTROL)
    parser.add_argument("--control", default=default, metavar="HOST:PORT", help=f"the control door ({default})")


def _host_and_port(text: str, option: str) -> Address:
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdecimal() or int(port) > 65535:
        raise BadInput(f"«{text}» is no HOST:PORT", where=option, remedy="write it as 127.0.0.1:10160")
    return host, int(port)


def _run(arguments: argparse.Namespace) -> None:
    control = _host_and_port(arguments.control, "--control")
    if control[0] not in LOOPBACK_NAMES:
        raise BadInput("the control door has no lock", where="--control", remedy="keep it on 127.0.0.1")
    whole = load_municipality()
    topology = build_topology(whole, devices=arguments.devices, base=_loopback(arguments.base), seed=arguments.seed)
    server = TwinServer(
        LiveNetwork(topology, whole, time.time(), arguments.seed),
        community=arguments.community.encode(),
        port=arguments.port,
        trap_to=_host_and_port(arguments.trap_to, "--trap-to") if arguments.trap_to else None,
    )
    asyncio.run(_serve(server, control))


def _loopback(base: str) -> str:
    try:
        address = IPv4Address(base)
    except AddressValueError as error:
        raise BadInput(str(error), where="--base", remedy="give an address such as 127.30.0.0") from error
    if not address.is_loopback or int(address) & 0xFFFF:
        raise BadInput(f"{base} is no block of loopback", where="--base", remedy="give 127.N.0.0")
    return base


class _ControlServer(uvicorn.Server):
    """Says that the twin is ready once both doors are open."""

    def __init__(self, config: uvicorn.Config, twin: TwinServer) -> None:
        super().__init__(config)
        self._twin = twin

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup(sockets)  # type: ignore[arg-type]
        host, port = self.servers[0].sockets[0].getsockname()[:2]
        topology = self._twin.network.topology
        ports = sum(len(d.ports) for d in topology.devices.values())
        print(
            f"{_READY}: {len(topology.devices)} devices with {ports} ports on UDP port {self._twin.port}, "
            f"seed {topology.devices[topology.vantage].address}, control {host}:{port}",
            flush=True,
        )


async def _serve(server: TwinServer, control: Address) -> None:
    await server.start()
    # uvicorn ends gracefully on a signal and then raises it again; to us it has been obeyed by then.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: None)
    config = uvicorn.Config(
        control_app(server),
        host=control[0],
        port=control[1],
        log_level="warning",
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    try:
        await _ControlServer(config, server).serve()
    except SystemExit as error:  # how uvicorn says that it cannot have its port
        raise BadInput(
            f"cannot listen on {control[0]}:{control[1]}", where="--control", remedy="choose another"
        ) from error
    finally:
        server.stop()


def _break(arguments: argparse.Namespace) -> None:
    kind = _SHORT_KINDS.get(arguments.kind, arguments.kind)
    with TwinClient(arguments.control) as twin:
        _tell(twin.break_something(arguments.target, kind=kind, other=arguments.other))


def _heal(arguments: argparse.Namespace) -> None:
    with TwinClient(arguments.control) as twin:
        healed = twin.heal_all() if arguments.id is None else (twin.heal(arguments.id),)
    for fault in healed:
        _tell(fault)
    if not healed:
        print("nothing was broken")


def _faults(arguments: argparse.Namespace) -> None:
    with TwinClient(arguments.control) as twin:
        faults = twin.faults()
    for fault in faults:
        _tell(fault)
    if not faults:
        print("nothing is broken")


def _tell(fault: BrokenThing) -> None:
    cables = f"  ({', '.join(fault.links)})" if fault.links else ""
    print(f"{fault.id:>3}  {fault.kind:<12} {fault.target} {fault.other}".rstrip() + cables)


def _list(arguments: argparse.Namespace) -> None:
    with TwinClient(arguments.control) as twin:
        truth = twin.topology()
    if arguments.json:
        print(json.dumps(truth, ensure_ascii=False, indent=1))
        return
    for item in truth[arguments.what]:
        if arguments.what == "places":
            print(f"{item['slug']:<22} {item['kind']:<14} {item['name']}")
        elif arguments.what == "devices":
            print(f"{item['id']:<26} {item['address']:<16} {item['role']:<13} {item['model']}")
        else:
            print(item["id"])
