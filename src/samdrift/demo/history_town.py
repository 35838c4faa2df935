# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Reads what the history needs of the town as it stands: its network, its people as actors, its agreements and calendars."""

from dataclasses import dataclass
from random import Random

from samdrift.agreements import facade as agreements
from samdrift.demo.history_ground import Box, Cable, Ground, Spot
from samdrift.engines.slaclock import Calendar, calendar_from_json
from samdrift.inventory.models import Device, Interface, Link, Seed
from samdrift.kernel.errors import NotFound
from samdrift.parties.actors import actor_for
from samdrift.parties.models import Place, RoleAssignment, User
from samdrift.platform.actor import Actor

SEED = "lindefjord"
OFTEN = 4
"""How much oftener than others the person writes whom one can be in the demo."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at a place who may report."""

    slug: str
    language: str
    place_id: int
    place_kind: str
    weight: int
    actor: Actor


@dataclass(frozen=True, slots=True)
class Words:
    """What is said while a fault lasts."""

    outage: dict[str, str]
    answers: dict[str, dict[str, str]]

    def seen(self, kind: str, actor: Actor) -> str:
        """What who solves it writes first."""
        by_language = self.answers.get(kind, self.answers["device"])
        return by_language.get(actor.language, by_language["da"])


WORDS = Words(
    outage={
        "da": "Internettet er væk hos os. Hverken pc'er eller trådløst virker.",
        "nb": "Internett er borte hos oss. Verken PC-er eller trådløst virker.",
        "en": "We have no internet here, neither by cable nor wireless.",
    },
    answers={
        "link": {
            "da": "Vi ser kablet er nede. En tekniker er på vej med måleudstyr.",
            "nb": "Vi ser at kabelen er nede. En tekniker er på vei med måleutstyr.",
            "en": "The cable is down. A technician is on the way with a meter.",
        },
        "device": {
            "da": "Udstyret svarer ikke. Vi kører ud med et andet.",
            "nb": "Utstyret svarer ikke. Vi kjører ut med et nytt.",
            "en": "The device does not answer. We are bringing another.",
        },
        "place": {
            "da": "Strømmen er væk på stedet. Vi taler med elselskabet.",
            "nb": "Strømmen er borte på stedet. Vi snakker med nettselskapet.",
            "en": "The power is out there. We are talking with the grid company.",
        },
        "redundancy": {
            "da": "Reserven er væk, men alt virker. Vi finder fejlen.",
            "nb": "Reserven er borte, men alt virker. Vi finner feilen.",
            "en": "The reserve is gone, yet everything works. We are looking for the fault.",
        },
        "agent": {
            "da": "Udstyret virker, men svarer ikke på vores spørgsmål. Vi genstarter dets agent.",
            "nb": "Utstyret virker, men svarer ikke på spørsmålene våre. Vi starter agenten på nytt.",
            "en": "It forwards traffic but does not answer questions. We restart its agent.",
        },
        "degraded": {
            "da": "Forbindelsen taber pakker. Vi renser stikket.",
            "nb": "Forbindelsen mister pakker. Vi renser kontakten.",
            "en": "The line loses packets. We are cleaning the connector.",
        },
        "flapping": {
            "da": "Kablet går op og ned. Vi skifter det.",
            "nb": "Kabelen går opp og ned. Vi bytter den.",
            "en": "The cable goes up and down. We are replacing it.",
        },
    },
)


@dataclass(frozen=True, slots=True)
class Town:
    """All of it. `agreements` by how a case's words name them; `calendar` tells workdays, `desk_calendar` when the desk answers."""

    municipality_id: int
    seed: str
    ground: Ground
    calendar: Calendar
    desk_calendar: Calendar
    agreements: dict[str, int]
    reporters: tuple[Person, ...]
    agent: Actor
    desk_people: tuple[int, ...]
    engineers: dict[int, tuple[Actor, ...]]
    words: Words = WORDS

    def reporter(self, slug: str) -> Person:
        """The person called `slug`, who must be one of `reporters`."""
        return next(person for person in self.reporters if person.slug == slug)

    def engineer_of(self, supplier_id: int | None, rng: Random) -> Actor:
        """Somebody who solves cases for that supplier, or for the town itself."""
        able = self.engineers.get(supplier_id or 0, ())
        return rng.choice(able) if able else self.agent


def look_around(municipality_id: int) -> Town:
    """The town now; the caller's scope must be a system actor's. NotFound where a desk or its calendar is missing."""
    deals = agreements.agreements_of(municipality_id)
    own = next((deal for deal in deals if deal.supplier_id is None), None)
    if own is None:
        raise NotFound("the municipality has no agreement with itself", where=f"municipality {municipality_id}")
    network = agreements.carrying(municipality_id, device_type="network") or own
    others = [d for d in deals if d.id not in {own.id, network.id}]
    level = agreements.level(own.id, 3)
    if level is None:
        raise NotFound("the agreement with itself promises nothing", where=own.name)
    agents = _people(municipality_id=municipality_id, role="agent")
    return Town(
        municipality_id=municipality_id,
        seed=SEED,
        ground=_ground(municipality_id),
        calendar=calendar_from_json(agreements.service_hours(network.id) or {}, "service hours"),
        desk_calendar=calendar_from_json(level.calendar, "the desk's calendar"),
        agreements={"network": network.id, "telephony": (others or [network])[0].id},
        reporters=_reporters(municipality_id),
        agent=actor_for(agents[0]),
        desk_people=tuple(person.pk for person in agents),
        engineers={
            deal.supplier_id: tuple(map(actor_for, _people(supplier_id=deal.supplier_id, role="engineer")))
            for deal in deals
            if deal.supplier_id is not None
        },
    )


def _people(**which: object) -> list[User]:
    ids = RoleAssignment.objects.filter(**which).values("user_id")
    return list(User.objects.filter(pk__in=ids, is_active=True).order_by("username"))


def _reporters(municipality_id: int) -> tuple[Person, ...]:
    """Those one can be in the demo first."""
    rows = RoleAssignment.objects.filter(municipality_id=municipality_id, role="requester", place__isnull=False)
    kinds = dict(Place.objects.filter(municipality_id=municipality_id).values_list("pk", "kind"))
    found = [
        Person(
            slug=row.user.username,
            language=row.user.language,
            place_id=row.place_id,
            place_kind=kinds[row.place_id],
            weight=OFTEN if row.user.persona else 1,
            actor=actor_for(row.user),
        )
        for row in rows.select_related("user").order_by("user__username")
        if row.place_id is not None
    ]
    return tuple(sorted(found, key=lambda person: (-person.weight, person.slug)))


def _ground(municipality_id: int) -> Ground:
    boxes = Device.objects.filter(municipality_id=municipality_id).order_by("name", "pk")
    ports = dict(Interface.objects.filter(municipality_id=municipality_id).values_list("pk", "name"))
    named = {box.pk: box.name for box in boxes}
    seed = Seed.objects.filter(municipality_id=municipality_id).order_by("pk").first()
    root = next((box.pk for box in boxes if seed is not None and box.address == seed.address), 0)
    links = Link.objects.filter(municipality_id=municipality_id, gone_at__isnull=True).order_by("pk")
    return Ground(
        boxes=tuple(Box(b.pk, b.name, b.type, b.place_id, b.agreement_id, b.supplier_id) for b in boxes),
        cables=tuple(
            Cable(
                link.pk,
                link.a_device_id,
                link.b_device_id,
                f"cable {named.get(link.a_device_id)} {ports.get(link.a_id)} - "
                f"{named.get(link.b_device_id)} {ports.get(link.b_id)}",
            )
            for link in links
        ),
        spots=tuple(
            Spot(p.pk, p.slug, p.name, p.kind)
            for p in Place.objects.filter(municipality_id=municipality_id).order_by("slug")
        ),
        root=root or min(named, default=0),
    )
