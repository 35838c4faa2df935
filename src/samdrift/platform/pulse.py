# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Each process says it is well now and then; `doctor`, /readyz and /metrics read it."""

from datetime import datetime
from typing import Any

from samdrift.platform.models import ProcessPulse


def beat(name: str, *, at: datetime, **detail: Any) -> None:
    """Process `name` is well at `at`; `detail` holds plain figures."""
    ProcessPulse.objects.update_or_create(name=name, defaults={"at": at, "detail": detail})
