# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The twin's town as a process that counts what it is asked: packets a device, and the most within any one second.

    python town.py --devices 550 --base 127.72.0.0

Says in one line of JSON when it is ready, and for each line on standard input what was counted so far. The window of a
second slides over the times of arrival, so nothing is hidden by where a second begins.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from collections import deque

from samdrift.demo.municipality import load_municipality
from samdrift.twin.generate import build_topology
from samdrift.twin.live import LiveNetwork
from samdrift.twin.server import TwinServer

WINDOW_S = 1.0
SEEDS = 3


class Counting(TwinServer):
    """A twin that notes when each device is asked."""

    def __init__(self, network: LiveNetwork, community: bytes) -> None:
        super().__init__(network, community=community, port=0)
        self.asked: dict[str, int] = {}
        self.most: dict[str, int] = {}
        self._lately: dict[str, deque[float]] = {}

    def _answer(self, device: str, datagram: bytes) -> bytes | None:
        now = time.monotonic()
        lately = self._lately.setdefault(device, deque())
        lately.append(now)
        while now - lately[0] >= WINDOW_S:
            lately.popleft()
        self.asked[device] = self.asked.get(device, 0) + 1
        self.most[device] = max(self.most.get(device, 0), len(lately))
        return super()._answer(device, datagram)

    def counted(self) -> dict[str, object]:
        """What was asked so far, and the CPU seconds of this process."""
        used = os.times()
        return {
            "packets": sum(self.asked.values()),
            "asked": sorted(self.asked.values()),
            "most_in_a_second": sorted(self.most.values()),
            "cpu_s": used.user + used.system,
        }


async def _serve(devices: int, base: str, community: str) -> None:
    whole = load_municipality()
    topology = build_topology(whole, devices=devices, base=base, seed=1)
    server = Counting(LiveNetwork(topology, whole, time.time(), 1), community.encode())
    await server.start()
    telling = sorted(d.id for d in topology.devices.values() if d.forwards)
    spread = [telling[n * (len(telling) - 1) // (SEEDS - 1)] for n in range(SEEDS)]
    seeds = [topology.vantage, *(name for name in spread if name != topology.vantage)][:SEEDS]
    told = [
        link
        for link in topology.links.values()
        if any(topology.devices[end.device].model.serves_lldp for end in (link.a, link.b))
    ]
    _say(
        {
            "port": server.port,
            "devices": len(topology.devices),
            "links": len(told),
            "ports": sum(len(d.ports) for d in topology.devices.values()),
            "places": sorted({d.place.name for d in topology.devices.values()}),
            "seeds": [topology.devices[name].address for name in seeds],
        }
    )
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.readline():
        _say(server.counted())
    server.stop()


def _say(what: dict[str, object]) -> None:
    print(json.dumps(what), flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--devices", type=int, default=550)
    parser.add_argument("--base", default="127.72.0.0")
    parser.add_argument("--community", default="bench")
    asked = parser.parse_args()
    asyncio.run(_serve(asked.devices, asked.base, asked.community))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
