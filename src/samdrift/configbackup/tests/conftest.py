# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A found network with logins to it, and the client signed in as whoever a test names."""

import pytest

from samdrift.agreements.testing import make_agreement, make_service
from samdrift.configbackup import ports
from samdrift.inventory.models import Device
from samdrift.inventory.testing import found_network
from samdrift.parties.testing import BUILDER
from samdrift.platform.scope import acting_as

CONFIG = "hostname acc\nenable secret 5 $1$aa$Topsecret\nvlan 20\n name Elever\n"


@pytest.fixture
def network(cast):
    """core - acc, both the supplier's; acc is of a kind that can be read."""
    make_agreement(cast.city, cast.supplier, services=(make_service(cast.city, device_types=("network",)),))
    found_network(cast.city, [("core", 1, "acc", 1)], locations={"acc": cast.place.name, "core": cast.place.name})
    with acting_as(BUILDER):
        Device.objects.filter(name="core").update(os="linux")
        Device.objects.filter(name="acc").update(os="ios")
        return Device.objects.get(name="acc")


@pytest.fixture
def switched_on(tmp_path, settings, monkeypatch):
    """Logins are there, data goes to a folder of the test's own, and `answers` is what devices answer."""
    (tmp_path / "password").write_text("letmein\n")
    logins = tmp_path / "logins.toml"
    logins.write_text(f'[[login]]\nuser = "backup"\npassword_file = "{tmp_path / "password"}"\nos = ["ios"]\n')
    settings.CONFIG = settings.CONFIG.model_copy(update={"config_backup_file": logins, "data_dir": tmp_path})
    asked = []
    answers = {"text": CONFIG}

    def reader(target):
        asked.append(target)
        if isinstance(answers["text"], Exception):
            raise answers["text"]
        return answers["text"]

    monkeypatch.setattr(ports, "_reader", [reader])
    answers["asked"] = asked
    return answers


@pytest.fixture
def enter(client):
    """The client, signed in as this person."""

    def entered(user):
        client.force_login(user)
        return client

    return entered
