# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What DHCP servers tell: their pools, and who had which address."""

from typing import ClassVar

from django.db import models

from samdrift.platform.tenancy import TenantModel


class AddressPool(TenantModel):
    """One subnet of one DHCP server with how full it was when the server was asked last. Rewritten at each asking."""

    server = models.CharField(max_length=200)
    family = models.PositiveSmallIntegerField()
    subnet_id = models.BigIntegerField()
    network = models.CharField(max_length=50)
    name = models.CharField(max_length=120, blank=True)
    size = models.BigIntegerField()
    used = models.BigIntegerField()
    declined = models.BigIntegerField(default=0)
    state = models.CharField(max_length=40, blank=True)
    """The server's state in its pair (high availability), as it says it; empty where it stands alone."""
    told_at = models.DateTimeField()

    audited = False

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "server", "family", "subnet_id"], name="address_pool_once")
        ]


class Lease(TenantModel):
    """An address that a DHCP server leased to a MAC, from when to when. Personal data as Sighting, kept as long."""

    server = models.CharField(max_length=200)
    address = models.GenericIPAddressField()
    mac = models.CharField(max_length=12)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    audited = False

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "server", "address"],
                condition=models.Q(ended_at__isnull=True),
                name="lease_now",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["mac"], name="lease_mac"),
            models.Index(fields=["address"], name="lease_address"),
            models.Index(fields=["ended_at"], condition=models.Q(ended_at__isnull=False), name="lease_over"),
        ]
