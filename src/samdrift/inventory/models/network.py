# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Devices, interfaces and links as found; credentials and seeds as given."""

from typing import ClassVar

from django.db import models

from samdrift.inventory.types import SnmpCredential
from samdrift.platform.sealed import unseal
from samdrift.platform.tenancy import TenantModel


class Credential(TenantModel):
    """How to ask devices by SNMP; tried in `position` order. Secrets are sealed (platform.sealed)."""

    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.CharField(max_length=3, default="2c")
    community_sealed = models.TextField(blank=True)
    user = models.CharField(max_length=80, blank=True)
    auth_protocol = models.CharField(max_length=10, blank=True)
    auth_key_sealed = models.TextField(blank=True)
    priv_protocol = models.CharField(max_length=10, blank=True)
    priv_key_sealed = models.TextField(blank=True)
    port = models.PositiveIntegerField(default=161)
    icmp = models.BooleanField(default=True)
    """Whether ICMP may be used beside SNMP to judge reachability; not for the twin (the host answers for all of 127/8)."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality", "name"], name="credential_name")]

    def opened(self) -> SnmpCredential:
        """The credential with its secrets opened, for the adapters."""
        return SnmpCredential(
            version=self.version,  # type: ignore[arg-type]
            community=unseal(self.community_sealed),
            user=self.user,
            auth_protocol=self.auth_protocol,  # type: ignore[arg-type]
            auth_key=unseal(self.auth_key_sealed),
            priv_protocol=self.priv_protocol,  # type: ignore[arg-type]
            priv_key=unseal(self.priv_key_sealed),
            port=self.port,
        )


class Seed(TenantModel):
    """An address discovery starts from. One is enough."""

    address = models.GenericIPAddressField()
    asked_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)
    """What came of it, in words: «found core1» or why not."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality", "address"], name="seed_once")]


class OnTheNetwork(models.Manager["Device"]):
    """Devices that nobody took off the network: the ones watched, listed and counted."""

    def get_queryset(self) -> models.QuerySet["Device"]:
        return super().get_queryset().filter(gone_at__isnull=True)


class Device(TenantModel):
    """One device as it presents itself (SNMPv2-MIB, ENTITY-MIB, IEEE 802.1AB). Known again by rules.knowing."""

    name = models.CharField(max_length=120)
    address = models.GenericIPAddressField()
    chassis_id = models.CharField(max_length=80, blank=True)
    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("parties.Place", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    location = models.CharField(max_length=255, blank=True)
    os = models.CharField(max_length=60, blank=True)
    vendor = models.CharField(max_length=80, blank=True)
    type = models.CharField(max_length=30, blank=True)
    hardware = models.CharField(max_length=120, blank=True)
    version = models.CharField(max_length=120, blank=True)
    serial = models.CharField(max_length=120, blank=True)
    serials = models.JSONField(default=list)
    """Its serial and those of its stack members, as rules.knowing.real_serials compares them."""
    sys_descr = models.TextField(blank=True)
    sys_object_id = models.CharField(max_length=160, blank=True)
    agreement_id = models.BigIntegerField(null=True, blank=True)
    neighbours = models.JSONField(default=list)
    """What it told of its neighbours (types.NeighbourFacts as dicts): witnesses for links whose other end is not found yet."""
    problems = models.JSONField(default=list)
    cost = models.JSONField(default=dict)
    """What the last full reading cost it, and how it bears being asked (types.ReadingCost as a dict)."""
    left_out = models.JSONField(default=list)
    """Tables it serves badly and is not asked for until stated (rules.sparing.LeftOut as dicts)."""
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    """Last complete discovery; «not seen» is not «gone»."""
    gone_at = models.DateTimeField(null=True)
    """When somebody, or the rule of rules.worklist.GONE_AFTER, took it off the network."""
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")

    objects = OnTheNetwork()
    every = models.Manager["Device"]()

    unaudited_columns = ("last_seen", "cost")  # new at every reading; what a reading changed beside them is audited

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "address"], condition=models.Q(gone_at__isnull=True), name="device_address"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "name"]),
            models.Index(fields=["municipality", "address"], name="device_any_address"),
            models.Index(fields=["chassis_id"], name="device_chassis"),
        ]

    def __str__(self) -> str:
        return self.name


class DeviceKey(TenantModel):
    """By what a device is found without looking through all of them: its serials, and whom it names as neighbours.

    Row-level security lets an index serve plain equality alone, never a look into JSON. Written with each reading.
    """

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=220)
    """As `identity.keys_of` makes them."""

    audited = False

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["device", "key"], name="device_key_once")]
        indexes: ClassVar = [models.Index(fields=["key"], name="device_key")]


class Interface(TenantModel):
    """One port (IF-MIB, RFC 2863). Speed bit/s; `name` identifies it across restarts, `if_index` may move."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="+")
    if_index = models.PositiveBigIntegerField()
    name = models.CharField(max_length=120)
    descr = models.CharField(max_length=255, blank=True)
    alias = models.CharField(max_length=255, blank=True)
    type = models.CharField(max_length=60, blank=True)
    speed_bps = models.BigIntegerField(null=True)
    mtu = models.BigIntegerField(null=True)
    mac = models.CharField(max_length=12, blank=True)
    duplex = models.CharField(max_length=20, blank=True)
    admin = models.CharField(max_length=20, blank=True)
    oper = models.CharField(max_length=20, blank=True)
    status_at = models.DateTimeField(null=True)
    present = models.BooleanField(default=True)
    lag_of = models.PositiveBigIntegerField(null=True)
    """The ifIndex of the link aggregate it is a member of (IEEE8023-LAG-MIB)."""
    stations = models.PositiveIntegerField(default=0)
    """How many MAC addresses it had learned at the last reading of the forwarding table."""
    leads_on = models.BooleanField(default=False)
    """It has learned the address of another switch: whoever is seen here is further away."""

    audited = False  # status is rewritten by machines; what changed it stands in monitoring.StateChange

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["device", "name"], name="interface_name")]
        indexes: ClassVar = [models.Index(fields=["device", "if_index"]), models.Index(fields=["mac"])]


class Link(TenantModel):
    """A cable between two ports, with its witnesses: who said so, and when last. `a` is the lower interface id."""

    a = models.ForeignKey(Interface, on_delete=models.CASCADE, related_name="+")
    b = models.ForeignKey(Interface, on_delete=models.CASCADE, related_name="+")
    a_device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="+")
    b_device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="+")
    protocol = models.CharField(max_length=10, default="lldp")
    witnesses = models.JSONField(default=dict)
    """{"a": ISO time, "b": ISO time}: when each end last told of the other."""
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    """Set when both ends, read again, tell of another neighbour or none while up."""

    audited = False

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["a", "b"], name="link_once")]


class Contact(TenantModel):
    """An address discovery heard of or tried: how far it came. Never deleted, so that nothing is asked in circles."""

    address = models.GenericIPAddressField()
    state = models.CharField(max_length=20, default="waiting")
    """waiting, found, silent (no answer with any credential), refused (a v3 user or key is wrong)."""
    heard_from = models.CharField(max_length=120, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    tried_at = models.DateTimeField(null=True)
    urgency = models.PositiveSmallIntegerField(null=True)
    """Why it waits to be read, one of inventory.readqueue; None: it does not."""
    due_at = models.DateTimeField(null=True)
    """When its turn in the routine comes; who is wished for, or new, is due at once."""

    audited = False

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["municipality", "address"], name="contact_once")]
        indexes: ClassVar = [
            models.Index(
                fields=["urgency", "due_at"], condition=models.Q(urgency__isnull=False), name="contact_waiting"
            )
        ]
