# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A start that cannot work says so in one sentence, and leaves nothing."""

import json
import os
import socket
import subprocess
import sys

import pytest

from samdrift.kernel.errors import BadInput, NotNow
from samdrift.runtime import before_start, cli, config, demo, installation
from samdrift.runtime.config import Config
from samdrift.runtime.embedded import postgres
from samdrift.runtime.installation import Installation, plan
from samdrift.runtime.reserving import reserve

BROKEN = '[[family]]\nos = "frosta-os"\nvendor = "Frosta"\ntype = "network"\noid = ["99999.1"]\ncolour = "red"\n'


def one_sentence(error: pytest.ExceptionInfo[Exception]) -> str:
    text = str(error.value)
    assert "\n" not in text
    return text


def test_a_full_disk(tmp_path):
    with pytest.raises(NotNow) as told:
        before_start.room_on_disk(tmp_path / "not" / "yet", least=10**18)

    assert one_sentence(told).endswith("free some space, or choose another disk with SAMDRIFT_DATA_DIR")


@pytest.mark.parametrize("command", ["up", "demo", "worker"])
def test_a_vendor_file_with_a_mistake_is_refused_before_anything_is_made(tmp_path, monkeypatch, capsys, command):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "frosta.toml").write_text(BROKEN)
    monkeypatch.setenv("SAMDRIFT_FAMILIES_DIR", str(tmp_path / "own"))
    monkeypatch.setenv("SAMDRIFT_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("SAMDRIFT_MODE", "demo")
    config.load.cache_clear()
    try:
        status = cli.main([command])
    finally:
        config.load.cache_clear()

    assert status == 2
    assert capsys.readouterr().err == (
        f"samdrift {command}: {tmp_path}/own/frosta.toml, line 6, family 1, colour: is not a key of this entry; "
        "see docs/how-to/add-a-make.md\n"
    )
    assert not (tmp_path / "var").exists()


def test_a_port_in_use():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(NotNow) as told:
            before_start.port_free("127.0.0.1", port, remedy="choose another: make demo PORT=8100")

    assert one_sentence(told) == f"port {port} is in use by another program; choose another: make demo PORT=8100"


def test_an_address_that_is_not_this_machines():
    with pytest.raises(NotNow, match=r"port 80 on 192\.0\.2\.1 cannot be used: "):
        before_start.port_free("192.0.2.1", 80, remedy="")


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(NotNow, match="the data folder cannot be written: Not a directory"):
        before_start.may_write(tmp_path / "file" / "var")


def test_children_of_a_killed_supervisor_are_waited_for(tmp_path):
    register = tmp_path / "children.json"
    script = "import signal, sys; print('samdrift', flush=True); sys.stdin.read(1)"
    child = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    child.stdout.readline()
    register.write_text(json.dumps({"front": child.pid}))

    before_start.predecessors_gone(register, patience_s=0.3)
    assert child.poll() is None
    child.communicate(b"x")
    register.write_text(json.dumps({"front": child.pid}))
    before_start.predecessors_gone(register, patience_s=30)

    assert not register.exists()


@pytest.mark.parametrize("content", [None, "", "{", json.dumps({"front": 2**22 + 1}), json.dumps({"init": 1})])
def test_a_register_that_says_nothing_of_ours_holds_nobody_up(tmp_path, content):
    register = tmp_path / "children.json"
    if content is not None:
        register.write_text(content)

    before_start.predecessors_gone(register)


@pytest.fixture
def clean(monkeypatch, tmp_path):
    """No SAMDRIFT_ settings but a data folder."""
    for name in [name for name in os.environ if name.startswith("SAMDRIFT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SAMDRIFT_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setattr(postgres, "ROOT_HOME", tmp_path / "home of root")
    return monkeypatch


def settings(**more: object) -> Config:
    return Config(**more)


def test_the_demos_data_are_not_taken_for_production_and_the_other_way_round(clean):
    plan(settings(mode="demo"))

    with pytest.raises(BadInput, match="this folder holds a demo installation"):
        plan(settings(mode="production"))


def test_servers_that_the_settings_name_are_not_brought_along(clean):
    here = plan(settings(database_url="postgresql://db/samdrift", nats_url="nats://lane:4222"))

    assert (here.cluster, here.lane) == (None, None)
    assert here.foundations() == []
    assert "SAMDRIFT_NATS_URL" not in {k for k in here.environment() if k not in os.environ}


def test_each_process_is_told_every_address(clean, tmp_path):
    here = plan(settings(mode="demo", port=8123))

    told = here.environment(trap_address="127.0.0.1:10162")

    assert told["SAMDRIFT_DATABASE_URL"] == here.cluster.url
    assert (told["SAMDRIFT_NATS_URL"], told["SAMDRIFT_NATS_TOKEN"]) == (here.lane.url, here.lane.token)
    assert (told["SAMDRIFT_PORT"], told["SAMDRIFT_TRAP_ADDRESS"]) == ("8123", "127.0.0.1:10162")
    assert told["SAMDRIFT_DATA_DIR"] == str(tmp_path / "var")
    assert "SAMDRIFT_SECRET_KEY_FILE" not in told


def test_production_gets_a_secret_of_its_own_that_stays_and_nobody_else_reads(clean, tmp_path):
    first, second = (plan(settings(mode="production")).environment() for _ in range(2))

    key = tmp_path / "var" / "secret-key"
    assert first["SAMDRIFT_SECRET_KEY_FILE"] == second["SAMDRIFT_SECRET_KEY_FILE"] == str(key)
    assert (len(key.read_text()) >= 40, oct(key.stat().st_mode & 0o777)) == (True, "0o600")


def test_a_secret_that_was_given_is_used(clean, tmp_path):
    (tmp_path / "key").write_text("k" * 60)

    here = plan(settings(mode="production", secret_key_file=tmp_path / "key"))
    here.environment()

    assert not (tmp_path / "var" / "secret-key").exists()


def names(here: Installation) -> list[str]:
    environment = here.environment()
    return [part.name for part in (here.migration(environment), *here.product(environment))]


def test_the_product_starts_with_its_tables_and_its_pages(clean):
    assert names(plan(settings())) == ["migrate", "front", "worker", "watch", "poller", "listener"]


def test_a_front_on_all_addresses_is_asked_on_this_machine():
    assert [installation.reachable(h) for h in ("0.0.0.0", "::", "10.1.2.3")] == ["127.0.0.1", "::1", "10.1.2.3"]


def test_the_demo_forgets_only_a_demo(clean, tmp_path):
    plan(settings(mode="production"))

    with pytest.raises(BadInput, match="holds no demo and will not be emptied"):
        demo.reset(tmp_path / "var")


def test_the_demo_forgets_all_it_stored(clean, tmp_path):
    here = plan(settings(mode="demo"))
    here.cluster.home.mkdir(parents=True)
    (tmp_path / "var" / "mail").mkdir()
    (tmp_path / "var" / "somebody's own.txt").touch()

    demo.reset(tmp_path / "var")

    assert sorted(p.name for p in (tmp_path / "var").iterdir()) == ["run", "somebody's own.txt"]
    assert not here.cluster.home.exists()


def test_the_demos_neighbours_keep_their_ports_until_somebody_takes_one(tmp_path):
    first = demo._neighbours(tmp_path, first_port=20_000)
    assert demo._neighbours(tmp_path, first_port=30_000) == first

    with socket.create_server(("127.0.0.1", first["mail"])):
        again = demo._neighbours(tmp_path, first_port=30_000)

    assert again.pop("mail") != first.pop("mail")
    assert again == first


HOLD = """
import sys
from samdrift.runtime.reserving import reserve
print(reserve(sys.argv[1]), flush=True)
sys.stdin.read()
"""


def test_two_that_start_together_never_choose_the_same(tmp_path):
    name = str(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "True\n"
        assert not reserve(name)
        other.kill()
    assert reserve(name)
    assert reserve(name)


def test_demo_mode_is_not_forced_on_a_production_machine(clean, capsys):
    clean.setenv("SAMDRIFT_MODE", "production")

    with pytest.raises(BadInput, match="the demo runs in demo mode only"):
        demo.main([])
