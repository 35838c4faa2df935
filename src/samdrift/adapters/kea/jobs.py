# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Every five minutes, where SAMDRIFT_KEA_URL is set: each server is asked, and what it tells is kept."""

import logging
from typing import Any

from django.conf import settings

from samdrift.adapters.kea.api import KeaApi, KeaTrouble
from samdrift.adapters.kea.reading import read_server
from samdrift.inventory import facade as inventory
from samdrift.kernel.clock import utc_now
from samdrift.parties import facade as parties
from samdrift.platform.actor import system_actor
from samdrift.platform.jobs import blueprint
from samdrift.platform.scope import acting_as

log = logging.getLogger(__name__)


@blueprint.periodic(cron="*/5 * * * *")
@blueprint.task(name="read_dhcp", queue="dhcp", queueing_lock="read-dhcp", pass_context=False)
def read_dhcp_job(timestamp: int) -> None:
    del timestamp
    if settings.SAMDRIFT_KEA is not None:
        read_dhcp(settings.SAMDRIFT_KEA)


def read_dhcp(where: dict[str, Any]) -> int:
    """Ask every server of `urls`; how many answered. They serve the municipality `municipality`, or the first there is."""
    answered = 0
    with acting_as(system_actor("dhcp")) as actor:
        cities = [city for city in parties.municipalities() if where.get("municipality") in {None, "", city.slug}]
        for url in where["urls"] if cities else ():
            with KeaApi(url, user=where["user"], password=where["password"]) as api:
                try:
                    told = read_server(api)
                except KeaTrouble as trouble:
                    log.warning("DHCP at %s: %s", url, trouble)
                    continue
                for problem in told.problems:
                    log.info("DHCP at %s does not tell everything: %s", url, problem)
                inventory.store_dhcp(
                    municipality_id=cities[0].id, told=told, actor=actor, at=utc_now(), address=_address(api.host)
                )
                answered += 1
        inventory.forget_old_leases(now=utc_now())
    return answered


def _address(host: str) -> str:
    """The host where it is an IP address: devices are known by those."""
    plain = host.strip("[]")
    return plain if plain.replace(".", "").isdecimal() or ":" in plain else ""
