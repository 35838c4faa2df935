# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What states, priorities and kinds are called on pages, and the tone each is shown in."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATES = {
    "new": pgettext_lazy("state of a case", "New"),
    "open": pgettext_lazy("state of a case", "In progress"),
    "waiting": pgettext_lazy("state of a case", "Waiting for an answer"),
    "with_supplier": pgettext_lazy("state of a case", "With the supplier"),
    "resolved": pgettext_lazy("state of a case", "Solved"),
    "closed": pgettext_lazy("state of a case", "Closed"),
}
TONES = {
    "new": "warning",
    "open": "info",
    "waiting": "neutral",
    "with_supplier": "info",
    "resolved": "success",
    "closed": "neutral",
}
STEPS = {
    "open": _("Take it up"),
    "waiting": _("Ask and wait for an answer"),
    "with_supplier": _("Back to the supplier"),
    "resolved": _("Mark as solved"),
    "closed": _("Close the case"),
}
PRIORITIES = {
    1: pgettext_lazy("priority", "Critical"),
    2: pgettext_lazy("priority", "High"),
    3: pgettext_lazy("priority", "Normal"),
    4: pgettext_lazy("priority", "Low"),
}
PRIORITY_TONES = {1: "danger", 2: "warning", 3: "info", 4: "neutral"}
CLOCKS = {"response": _("Answer within"), "resolution": _("Solved within")}
OWNERS = {
    "user": _("Promised to the users"),
    "desk": _("Promised by the desk"),
    "supplier": _("Promised by the supplier"),
}
MODELS = {
    "service_hours": _("while it is open"),
    "calendar_time": _("round the clock"),
    "start_in_service_hours": _("from the next opening on, round the clock"),
}
CHANGES = {
    "priority": _("Priority changed"),
    "reopened": _("Reopened"),
    "group": _("Another group"),
    "agreement": _("Another agreement"),
    "calendar": _("Calendar changed"),
}
POLICIES = {
    "retroactive": _("counted as if it had been so from the start"),
    "from_change": _("counted anew from then"),
}
HOLDERS = {
    "desk": _("The desk"),
    "supplier": _("The supplier"),
    "user": _("The user"),
    "nobody": pgettext_lazy("who has the case", "Nobody, it was solved"),
}
HOLDER_TONES = {"desk": "info", "supplier": "warning", "user": "neutral", "nobody": "success"}
VISIBILITIES = {
    "customer": _("To the user"),
    "internal": _("Internal note"),
    "supplier": _("To the supplier"),
}
VISIBILITY_HINTS = {
    "customer": _("Everybody on the case reads it, and it is mailed to the people concerned."),
    "internal": _("Only the municipality's own desk reads it."),
    "supplier": _("The desk and the supplier read it, users do not."),
}
