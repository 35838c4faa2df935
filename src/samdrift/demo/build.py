# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Fills an empty installation with the invented municipality: parties, people, agreements, and one seed address.

Nothing of the network is put in: Samdrift finds it from the seed. Safe to run at every start; refused outside the demo.
"""

import sys

from samdrift.demo.municipality import load_municipality
from samdrift.demo.types import Agreement as AgreementData
from samdrift.demo.types import Municipality as Data
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput

#: what discovery calls the device types that carry a service, by the role they have in the data
DEVICE_TYPES = {
    "core": "network",
    "distribution": "network",
    "switch": "network",
    "access_point": "wireless",
    "firewall": "firewall",
    "router": "network",
    "ups": "power",
}
ROLES = {
    "secretary": "requester",
    "agent": "agent",
    "engineer": "engineer",
    "contract_manager": "contract_manager",
    "director": "director",
}
TWIN_COMMUNITY = "twin"
PARTNER_USER = "samdrift.integration"


def main(argv: list[str]) -> int:
    """`samdrift demo-build [SEED_ADDRESS SNMP_PORT]`: exit 0 when the municipality stands; 2 outside demo mode."""
    from samdrift.platform.django_start import start_django

    start_django()
    from django.conf import settings
    from django.db import transaction

    from samdrift.platform.actor import system_actor
    from samdrift.platform.scope import acting_as

    if settings.SAMDRIFT_MODE == "production":
        print("the demo's municipality is invented: it is not put into a production installation", file=sys.stderr)
        return 2
    actor = system_actor("demo")
    with acting_as(actor), transaction.atomic():
        data = load_municipality()
        city_id = build(data)
        if settings.CONFIG.partner_url:
            _connect(data, city_id)
        if argv:
            _seed(city_id, argv)
            _history(city_id, data, argv[0])
    return 0


def _history(city_id: int, data: Data, seed_address: str) -> None:
    """Three months behind the town, and a plan beside its network, as soon as that is found."""
    from samdrift.demo.history import begin_when_found
    from samdrift.demo.history_gauges import begin_gauges_when_found
    from samdrift.demo.plan import begin_plan_when_found
    from samdrift.twin.generate import build_topology

    base = ".".join([*seed_address.split(".")[:2], "0", "0"])
    devices = len(build_topology(data, base=base).devices)
    begin_when_found(city_id, devices=devices)
    begin_plan_when_found(city_id, devices=devices)
    begin_gauges_when_found(city_id, devices=devices)


def _connect(data: Data, city_id: int) -> None:
    """The way to the desk that the demo runs for the supplier; the desk made its password when it was first started."""
    from django.conf import settings

    from samdrift.parties.models import Supplier
    from samdrift.platform.scope import current_actor
    from samdrift.ticketbridge.facade import connect
    from samdrift.ticketbridge.types import ConnectionDetails

    password = settings.CONFIG.data_dir / "partner" / "password"
    details = ConnectionDetails(
        kind="servicenow",
        base_url=settings.CONFIG.partner_url,
        user_name=PARTNER_USER,
        secret=password.read_text(encoding="utf-8").strip(),
        name=data.name,
    )
    for organisation in data.organisations:
        if organisation.ticket_system == "servicenow":
            supplier = Supplier.objects.get(slug=organisation.slug)
            connect(
                municipality_id=city_id, supplier_id=supplier.pk, details=details, actor=current_actor(), at=utc_now()
            )


def _seed(city_id: int, argv: list[str]) -> None:
    from samdrift.inventory.commands import add_credential, add_seed
    from samdrift.inventory.models import Seed
    from samdrift.inventory.types import SnmpCredential
    from samdrift.platform.scope import current_actor

    if len(argv) != 2 or not argv[1].isdigit():
        raise BadInput(
            "expects the seed's address and SNMP port",
            where="demo-build",
            remedy="samdrift demo-build 127.30.0.1 10161",
        )
    credential = SnmpCredential(version="2c", community=TWIN_COMMUNITY, port=int(argv[1]))
    add_credential(municipality_id=city_id, name="twin", credential=credential, icmp=False, actor=current_actor())
    if not Seed.objects.filter(municipality_id=city_id, address=argv[0]).exists():
        add_seed(municipality_id=city_id, address=argv[0], actor=current_actor())


def build(data: Data) -> int:
    """Make what is missing; returns the municipality's id. The caller's scope must be a system actor's."""
    from samdrift.parties.models import Agency, Municipality, Place, Supplier

    city, _ = Municipality.objects.get_or_create(
        slug=data.slug, defaults={"name": data.name, "time_zone": data.time_zone, "language": data.language}
    )
    suppliers = {
        o.slug: Supplier.objects.get_or_create(slug=o.slug, defaults={"name": o.name})[0].pk
        for o in data.organisations
        if o.kind == "supplier"
    }
    agencies = {
        a.slug: Agency.objects.get_or_create(municipality=city, slug=a.slug, defaults={"name": a.name.da})[0].pk
        for a in data.agencies
    }
    for place in data.places:
        Place.objects.get_or_create(
            municipality=city,
            slug=place.slug,
            defaults={
                "name": place.name,
                "kind": place.kind,
                "address": place.address,
                "people": place.people,
                "x": place.x,
                "y": place.y,
                "power_feed": place.power_feed,
                "agency_id": agencies[place.agency],
            },
        )
    _people(data, city.pk, suppliers)
    for agreement in data.agreements:
        _agreement(data, agreement, city.pk, suppliers.get(agreement.supplier))
    return city.pk


def _people(data: Data, city_id: int, suppliers: dict[str, int]) -> None:
    from samdrift.parties.models import Place, RoleAssignment, User

    places = dict(Place.objects.filter(municipality_id=city_id).values_list("slug", "pk"))
    for person in data.people:
        first, _, last = person.name.rpartition(" ")
        user, new = User.objects.get_or_create(
            username=person.slug,
            defaults={
                "email": person.mail,
                "first_name": first,
                "last_name": last,
                "language": person.language,
                "persona": person.persona or "",
            },
        )
        if not new:
            continue
        user.set_unusable_password()
        user.save()
        supplier_id = suppliers.get(person.organisation)
        role = ROLES[person.persona] if person.persona else "engineer" if supplier_id else "requester"
        RoleAssignment.objects.create(
            user=user,
            role=role,
            municipality_id=None if supplier_id else city_id,
            supplier_id=supplier_id,
            place_id=places.get(person.place or "") if role == "requester" else None,
            granted_by="system:demo",
        )


def _agreement(data: Data, agreement: AgreementData, city_id: int, supplier_id: int | None) -> None:
    from samdrift.agreements.models import Agreement, CoveredService, ResolverGroup, Service, ServiceLevel
    from samdrift.parties.models import Customership

    calendars = _calendars(data, city_id)
    if supplier_id is not None:
        Customership.objects.get_or_create(municipality_id=city_id, supplier_id=supplier_id)
    groups = [
        ResolverGroup.objects.get_or_create(
            municipality_id=city_id, slug=group.slug, defaults={"name": group.name.da, "supplier_id": supplier_id}
        )[0]
        for group in agreement.resolver_groups
    ]
    row, new = Agreement.objects.get_or_create(
        municipality_id=city_id,
        number=agreement.number,
        defaults={
            "supplier_id": supplier_id,
            "name": agreement.name.da,
            "valid_from": agreement.valid_from,
            "valid_to": agreement.valid_to,
            "group": groups[0],
            "service_hours_id": calendars[agreement.service_hours],
            "promise": agreement.promise,
        },
    )
    if not new:
        return
    owner = {"municipality_id": city_id, "supplier_id": supplier_id}
    for level in agreement.levels:
        ServiceLevel.objects.create(
            **owner,
            agreement=row,
            priority=level.priority,
            response=level.response_min,
            resolution=level.resolution_min,
            calendar_id=calendars[level.calendar],
        )
    for service in (s for s in data.services if s.agreement == agreement.slug):
        kinds = [] if "*" in service.place_kinds else list(service.place_kinds)
        found, _ = Service.objects.get_or_create(
            municipality_id=city_id,
            slug=service.slug,
            defaults={
                "supplier_id": supplier_id,
                "names": {"da": service.name.da, "nb": service.name.nb, "en": service.name.en},
                "place_kinds": kinds,
                "device_types": sorted({DEVICE_TYPES[role] for role in service.carried_by}),
            },
        )
        CoveredService.objects.create(
            **owner, agreement=row, service=found, availability_percent=agreement.availability.target_pct
        )


def _calendars(data: Data, city_id: int) -> dict[str, int]:
    from samdrift.agreements.models import ServiceCalendar

    found = {}
    for calendar in data.calendars:
        row, _ = ServiceCalendar.objects.get_or_create(
            municipality_id=city_id,
            slug=calendar.slug,
            version=1,
            defaults={
                "name": calendar.name.da,
                "time_zone": calendar.tz,
                "weekly": {day: [list(span) for span in spans] for day, spans in calendar.weekly.items()},
                "closed": [day.isoformat() for day in calendar.closed],
                "overrides": {day.isoformat(): [list(s) for s in spans] for day, spans in calendar.overrides.items()},
            },
        )
        found[calendar.slug] = row.pk
    return found
