# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Samdrift on a real network: found from one address, and every row of the lab's fault table judged right.

Real snmpd, lldpd, spanning tree, cuts, power faults and traps. Needs root; skipped with its reason elsewhere.
"""

import json
import time
from pathlib import Path

import pytest
from tests.netlab.lab import Installation, Lab, eventually, why_not

pytestmark = [pytest.mark.netlab, pytest.mark.skipif(bool(why_not()), reason=why_not() or "-")]
CUT_TO_INCIDENT_S = 15
"""What the issue of this walk allows; measured here because it is a promise, not a benchmark."""
INCIDENTS = (
    "SELECT id, kind, cause_label, opened_at, closed_at FROM incidents_incident"
    " WHERE municipality_id = %s AND id > %s ORDER BY id"
)


class World:
    """The lab and the installation, and what has been seen so far."""

    def __init__(self, folder: Path) -> None:
        self.lab = Lab(folder)
        self.lab.do("up")
        self.lab.free_trap_port()
        self.truth = self.lab.truth()
        self.folder = folder
        self.samdrift = Installation(self.lab, folder)
        self.last = 0

    def grow(self) -> None:
        """From a start to the whole network known and heard, given one address."""
        eventually("all processes", lambda: "listener" in self.samdrift.children(), patience_s=120)
        community = self.folder / "community"
        community.write_text("lab", encoding="utf-8")
        self.seed("lab", "--community-file", str(community))
        wanted = len(self.truth["switches"])
        eventually("all devices", lambda: len(self.devices("lab")) == wanted, patience_s=120)
        answered = "SELECT count(*) FROM monitoring_devicestanding WHERE reachable"
        eventually("all answer", lambda: self.samdrift.rows(answered)[0][0] == wanted, patience_s=60)

    def seed(self, slug: str, *credential: str) -> None:
        ran = self.samdrift.run("seed", "10.99.0.11", "--municipality", slug, "--name", slug.title(), *credential)
        assert ran.returncode == 0, ran.stderr

    def city(self, slug: str) -> int:
        return int(self.samdrift.rows("SELECT id FROM parties_municipality WHERE slug = %s", slug)[0][0])

    def links(self, slug: str) -> set[frozenset[tuple[str, str]]]:
        rows = self.samdrift.rows(
            "SELECT da.name, a.name, db.name, b.name FROM inventory_link l JOIN inventory_interface a ON a.id = l.a_id"
            " JOIN inventory_interface b ON b.id = l.b_id JOIN inventory_device da ON da.id = l.a_device_id"
            " JOIN inventory_device db ON db.id = l.b_device_id WHERE l.gone_at IS NULL AND l.municipality_id = %s",
            self.city(slug),
        )
        return {frozenset({(da, a), (db, b)}) for da, a, db, b in rows}

    def devices(self, slug: str) -> dict[str, tuple[str, str]]:
        query = "SELECT name, address::text, location FROM inventory_device WHERE municipality_id = %s"
        return {
            name: (address.split("/")[0], place) for name, address, place in self.samdrift.rows(query, self.city(slug))
        }

    def incidents(self) -> list[tuple[str, str]]:
        return [(kind, label) for _, kind, label, _, _ in self.samdrift.rows(INCIDENTS, self.city("lab"), self.last)]

    def affected(self) -> set[tuple[str, str]]:
        query = (
            "SELECT d.name, a.role FROM incidents_affected a JOIN inventory_device d ON d.id = a.device_id"
            " JOIN incidents_incident i ON i.id = a.incident_id WHERE i.municipality_id = %s AND i.id > %s"
        )
        return set(self.samdrift.rows(query, self.city("lab"), self.last))

    def fault(self, *words: str) -> float:
        """Do it; seconds from the fault until an incident stood open."""
        began = time.time()
        self.lab.do(*words)
        eventually(f"an incident for {' '.join(words)}", self.incidents, patience_s=240)
        opened = self.samdrift.rows(INCIDENTS, self.city("lab"), self.last)[0][3]
        return float(opened.timestamp() - began)

    def calm(self) -> None:
        """Until nothing is open and everybody answers; then forget what was."""

        def quiet() -> bool:
            open_now = self.samdrift.rows("SELECT 1 FROM incidents_incident WHERE closed_at IS NULL")
            dark = self.samdrift.rows(
                "SELECT 1 FROM monitoring_devicestanding WHERE reachable IS NOT TRUE OR agent IS NOT TRUE"
            )
            return not open_now and not dark

        eventually("calm", quiet, patience_s=300)
        rows = self.samdrift.rows("SELECT coalesce(max(id), 0) FROM incidents_incident")
        self.last = rows[0][0]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("netlab")
    for part in (folder, *folder.parents[:3]):
        part.chmod(0o755)
    made = World(folder)
    try:
        made.grow()
        yield made
    finally:
        made.samdrift.stop()
        made.lab.do("down", check=False)


def true_links(truth):
    return {
        frozenset({(name, port), tuple(far)})
        for name, switch in truth["switches"].items()
        for port, far in switch["neighbours"].items()
    }


def test_the_whole_network_is_found_from_one_address(world):
    wanted = {name: (switch["address"], switch["location"]) for name, switch in world.truth["switches"].items()}
    eventually("all links", lambda: world.links("lab") == true_links(world.truth), patience_s=60)
    assert world.devices("lab") == wanted


def test_a_cut_cable_is_one_incident_with_the_follow_on_listed(world):
    world.calm()
    took = world.fault("cut", "dist1", "acc3")
    assert world.incidents() == [("link", "cable dist1 ge5 - acc3 ge1")]
    fallen = {("acc3", "cause"), ("acc4", "follow-on")}
    eventually("both affected", lambda: world.affected() == fallen, patience_s=20)
    world.lab.do("heal", "dist1", "acc3")
    world.calm()
    assert took <= CUT_TO_INCIDENT_S


def test_a_broken_ring_is_lost_redundancy_and_neither_breaking_nor_mending_it_is_an_outage(world):
    world.calm()
    world.fault("cut", "core1", "dist1")
    time.sleep(15)  # spanning tree's own silence is over after 5 s: by now a wrong outage would have been opened
    assert world.incidents() == [("redundancy", "cable core1 ge2 - dist1 ge1")]
    before = world.last
    world.lab.do("heal", "core1", "dist1")
    world.calm()
    world.last = before
    assert world.incidents() == [("redundancy", "cable core1 ge2 - dist1 ge1")]
    world.calm()


def test_a_switch_without_power_is_one_incident_with_four_follow_ons(world):
    world.calm()
    took = world.fault("power", "dist2", "off")
    assert world.incidents() == [("device", "dist2")]
    fallen = {("dist2", "cause"), *((f"acc{n}", "follow-on") for n in (5, 6, 7, 8))}
    eventually("all five affected", lambda: world.affected() == fallen, patience_s=20)
    world.lab.do("power", "dist2", "on")
    world.calm()
    assert took <= CUT_TO_INCIDENT_S


def test_a_hanging_agent_is_not_an_outage(world):
    world.calm()
    world.fault("freeze", "acc5")
    assert world.incidents() == [("agent", "acc5")]
    assert world.samdrift.rows("SELECT outage FROM incidents_incident WHERE id > %s", world.last) == [(False,)]
    world.lab.do("thaw", "acc5")
    world.calm()


def test_five_percent_of_lost_frames_are_a_degraded_cable(world):
    world.calm()
    world.fault("loss", "dist1", "acc1", "5")
    assert world.incidents() == [("degraded", "cable dist1 ge3 - acc1 ge1")]
    world.lab.do("loss", "dist1", "acc1", "0")


def test_an_inform_is_acknowledged_once_it_is_stored(world):
    stored = (
        "SELECT count(*) FROM monitoring_receivednotification WHERE trap = 'coldStart' AND host(source) = '10.99.0.28'"
    )
    before = world.samdrift.rows(stored)[0][0]
    assert world.lab.do("trap", "acc8", "--inform").strip() == "acknowledged"
    eventually("the inform in the database", lambda: world.samdrift.rows(stored)[0][0] == before + 1, patience_s=30)


def test_the_same_network_is_found_and_watched_over_snmpv3(world):
    for name, key in (("auth", "labauthpass"), ("priv", "labprivpass")):
        (world.folder / name).write_text(key, encoding="utf-8")
    keys = ("--v3-auth-key-file", str(world.folder / "auth"), "--v3-priv-key-file", str(world.folder / "priv"))
    world.seed("secure", "--v3-user", "labv3", *keys)
    eventually("all links by v3", lambda: world.links("secure") == true_links(world.truth), patience_s=120)
    heard = "SELECT count(*) FROM monitoring_devicestanding WHERE reachable AND agent AND municipality_id = %s"
    eventually("all answer by v3", lambda: world.samdrift.rows(heard, world.city("secure"))[0][0] == 12, patience_s=60)


def test_a_wrong_community_and_a_wrong_key_are_said_in_words(world):
    wrong = world.folder / "wrong"
    wrong.write_text("not-this-one", encoding="utf-8")
    auth = ("--v3-auth-key-file", str(wrong), "--v3-priv-key-file", str(wrong))
    world.seed("muted", "--community-file", str(wrong))
    world.seed("refused", "--v3-user", "labv3", *auth)
    said = "SELECT state, detail FROM inventory_contact WHERE municipality_id = %s AND tried_at IS NOT NULL"
    silent = eventually("the silence in words", lambda: world.samdrift.rows(said, world.city("muted")), patience_s=60)
    refused = eventually(
        "the refusal in words", lambda: world.samdrift.rows(said, world.city("refused")), patience_s=60
    )
    assert silent[0][0] == "silent"
    assert "community" in silent[0][1]
    assert refused[0][0] == "refused"
    assert "key" in json.dumps(refused[0][1])
