# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""`samdrift demo`: an invented municipality with a network that answers, a supplier's desk and a mailbox.

Everything beside the municipality is the product as it runs anywhere; the network, the desk and the mailbox are
processes of their own that speak SNMP, HTTP and SMTP with it, and know nothing else of it.
"""

import argparse
import json
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

from samdrift.kernel.errors import BadInput
from samdrift.runtime import config, up
from samdrift.runtime.embedded import lock, nats, postgres
from samdrift.runtime.installation import MODE_NOTE, Installation, our_part
from samdrift.runtime.reserving import reserve
from samdrift.runtime.supervise.part import Part
from samdrift.runtime.supervise.probes import answers_http

TWIN_PORT = 10_161
TWIN_BLOCKS = range(30, 120)
"""The second number of the loopback addresses that a demo's network may get: 127.30.0.0 and so on."""
MADE_BY_US = ("kept", "log", "mail", "mode", "nats", "neighbours.json", "partner", "static", "twin")


def main(argv: list[str]) -> int:
    """Run the demo. Exit status 0 after a stop, 1 when it could not be started, 2 for input that makes no sense."""
    parser = argparse.ArgumentParser(prog="samdrift demo", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--port", type=int, help="port of the pages (default: SAMDRIFT_PORT, else 8000)")
    parser.add_argument("--reset", action="store_true", help="forget everything the demo has stored, and begin anew")
    asked = parser.parse_args(argv)
    if asked.port is not None:
        os.environ["SAMDRIFT_PORT"] = str(asked.port)
    if os.environ.setdefault("SAMDRIFT_MODE", "demo") != "demo":
        raise BadInput("the demo runs in demo mode only", where="SAMDRIFT_MODE", remedy="leave it unset")
    settings = config.load()
    if asked.reset:
        reset(settings.data_dir.resolve())
    return up.run(settings, _parts, port_remedy="choose another: make demo PORT=8100")


def reset(data_dir: Path) -> None:
    """Remove what earlier demos stored in `data_dir`; anything that is not a demo's is refused."""
    note = data_dir / MODE_NOTE
    if not note.exists():
        return
    if note.read_text(encoding="utf-8").strip() != "demo":
        raise BadInput("this folder holds no demo and will not be emptied", where=str(data_dir))
    held = lock.take(data_dir / "run" / "in-use", folder=data_dir)
    try:
        up.say("Forgetting everything the demo had stored …")
        postgres.plan(data_dir).remove()
        for name in MADE_BY_US:
            path = data_dir / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    finally:
        held.release()


def _parts(here: Installation) -> tuple[list[Part], Callable[[], None]]:
    near = _neighbours(here.data_dir, first_port=here.config.port + 1)
    seed = _seed_address(near)
    environment = here.environment(
        trap_address=f"127.0.0.1:{near['traps']}",
        syslog_udp=f"127.0.0.1:{near['syslog']}",
        twin_control=f"127.0.0.1:{near['twin']}",
        partner_url=f"http://127.0.0.1:{near['partner']}",
        mail_page_url=f"http://127.0.0.1:{near['mail']}",
        smtp_host="127.0.0.1",
        smtp_port=str(near["smtp"]),
        packets_per_second="0",  # the twin bears it, and nobody wants to wait for the demo
    )
    parts = [
        *here.foundations(),
        here.migration(environment),
        *_town(here, near, environment),
        our_part(
            "demo-build",
            environment,
            seed,
            str(TWIN_PORT),
            purpose="Building the municipality",
            needs=("migrate",),
            once=True,
            patience_s=300,
        ),
        *here.product(environment),
    ]
    return parts, lambda: _tell_addresses(here, near)


def _town(here: Installation, near: dict[str, int], environment: dict[str, str]) -> list[Part]:
    """The world around the product."""
    twin = ["run", "--base", f"127.{near['block']}.0.0", "--port", str(TWIN_PORT)]
    twin += ["--trap-to", f"127.0.0.1:{near['traps']}", "--control", f"127.0.0.1:{near['twin']}"]
    partner = ["servicenow", "run", "--port", str(near["partner"]), "--data", str(here.data_dir / "partner")]
    partner += ["--name", _supplier_with_desk()]
    mails = ("--smtp-port", str(near["smtp"]), "--port", str(near["mail"]), "--folder", str(here.data_dir / "mail"))
    return [
        our_part(
            "twin",
            environment,
            *twin,
            purpose="Starting the town's network",
            needs=(),
            ready=answers_http("127.0.0.1", near["twin"], "/faults"),
        ),
        our_part(
            "partner", environment, *partner, needs=(), ready=answers_http("127.0.0.1", near["partner"], "/livez")
        ),
        our_part("mailsink", environment, *mails, needs=(), ready=answers_http("127.0.0.1", near["mail"], "/livez")),
    ]


def _supplier_with_desk() -> str:
    """The supplier whose own desk the demo runs, as its page names it."""
    from samdrift.demo.municipality import load_municipality

    return next(o.name for o in load_municipality().organisations if o.ticket_system == "servicenow")


def _seed_address(near: dict[str, int]) -> str:
    """The one address that Samdrift is given; all others it finds itself."""
    from samdrift.demo.municipality import load_municipality
    from samdrift.twin.generate import build_topology

    topology = build_topology(load_municipality(), base=f"127.{near['block']}.0.0")
    return topology.devices[topology.vantage].address


def _neighbours(data_dir: Path, *, first_port: int) -> dict[str, int]:
    """Ports of the processes around the product: kept from start to start, chosen anew only where somebody took one."""
    note = data_dir / "neighbours.json"
    kept: dict[str, int] = json.loads(note.read_text(encoding="utf-8")) if note.exists() else {}
    block = kept.get("block")
    near = {"block": block if block and reserve(f"network/{block}") else _free_block()}
    for offset, name in enumerate(("partner", "mail", "smtp", "twin")):
        near[name] = _port(kept.get(name, first_port + offset), socket.SOCK_STREAM)
    near["traps"] = _port(kept.get("traps", 10_162), socket.SOCK_DGRAM)
    near["syslog"] = _port(kept.get("syslog", 10_514), socket.SOCK_DGRAM)
    note.write_text(json.dumps(near, indent=2) + "\n", encoding="utf-8")
    return near


def _free_block() -> int:
    """A block of loopback addresses on which no other demo's network answers."""
    for block in TWIN_BLOCKS:
        if _is_free(f"127.{block}.1.1", TWIN_PORT, socket.SOCK_DGRAM) and reserve(f"network/{block}"):
            return block
    raise BadInput("too many demos run on this machine", remedy="stop one of them")


def _port(wanted: int, kind: socket.SocketKind) -> int:
    while wanted > 65_535 or not _is_free("127.0.0.1", wanted, kind) or not reserve(f"port/{wanted}"):
        wanted = nats.free_port()
    return wanted


def _is_free(address: str, port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind == socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def _tell_addresses(here: Installation, near: dict[str, int]) -> None:
    up.say(f"\nSamdrift is ready: {here.config.base_url()}/")
    up.say("  Choose who you are there: five people, five views of the same town.")
    up.say(f"  The supplier's own service desk: http://127.0.0.1:{near['partner']}/")
    up.say(f"  The mails that people got:       http://127.0.0.1:{near['mail']}/")
    up.say("Ctrl-C stops everything; the next start goes on where this one ended.\n")
