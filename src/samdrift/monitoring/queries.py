# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What is asked of monitoring for an actor: the busiest ports now."""

from datetime import datetime, timedelta

from samdrift.monitoring.models import MetricMember, MetricTop
from samdrift.monitoring.now import PortNow
from samdrift.platform.actor import Actor
from samdrift.platform.visible import visible

FRESH = timedelta(minutes=3)


def busiest_ports(actor: Actor, *, now: datetime, limit: int = 20) -> list[PortNow]:
    """Ports with the highest rate in either direction, highest first, out of the busiest hundred of each party."""
    tops = visible(MetricTop.objects.all(), actor).filter(at__gte=now - FRESH)
    ports = [PortNow(*row) for rows in tops.values_list("ports", flat=True) for row in rows]
    if actor.agreements:
        members = visible(MetricMember.objects.all(), actor, agreement="device__agreement_id")
        theirs = set(
            members.filter(device_id__in={port.device_id for port in ports}).values_list("device_id", flat=True)
        )
        ports = [port for port in ports if port.device_id in theirs]
    return sorted(ports, key=lambda port: max(port.in_bps, port.out_bps), reverse=True)[:limit]
