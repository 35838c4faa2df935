# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The forms of discovery beside the single address: a range, what routers know, a list brought along, and stopping one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from samdrift.inventory import ways
from samdrift.inventory.rules.bringing import MOST_ADDRESSES
from samdrift.inventory.web import city_of, discovery_again, staff_on
from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import BadInput

MOST_OCTETS = 5_000_000
NAMED = 5


@require_POST
@login_required
def range_begin(request: HttpRequest) -> HttpResponse:
    """Look through a range, or with `arp` through what routers tell of."""
    actor = staff_on(request)
    typed = ways.BY_ARP if request.POST.get("arp") else request.POST.get("range", "").strip()[:60]
    try:
        ways.look_through_range(municipality_id=city_of(request, actor), network=typed, actor=actor, at=utc_now())
    except BadInput:
        words = _("Write a range such as 10.20.0.0/24, of at most %(most)d addresses.") % {"most": MOST_ADDRESSES}
        return discovery_again(request, actor, {"typed_range": typed, "range_error": words})
    messages.success(request, _("The addresses are being asked. You can follow it here."))
    return HttpResponseRedirect(reverse("discovery"))


@require_POST
@login_required
def range_cancel(request: HttpRequest, range_id: int) -> HttpResponse:
    """Stop looking through a range."""
    ways.cancel_range(range_id=range_id, actor=staff_on(request), at=utc_now())
    messages.success(request, _("Stopped."))
    return HttpResponseRedirect(reverse("discovery"))


@require_POST
@login_required
def list_bring(request: HttpRequest) -> HttpResponse:
    """Ask every device of a file."""
    actor = staff_on(request)
    city = city_of(request, actor)
    try:
        name, text = _text_of(request)
        count, without = ways.bring_list(municipality_id=city, text=text, source=name, actor=actor)
    except BadInput as error:
        words = _(
            "That file cannot be used. It takes CSV with a column of addresses, or NetBox’ devices as CSV or JSON."
        )
        return discovery_again(request, actor, {"list_error": f"{words} ({error.sentence()})"})
    said = ngettext("%(count)d device is being asked.", "%(count)d devices are being asked.", count) % {"count": count}
    if without:
        left = _("%(count)d rows have no address: %(names)s") % {
            "count": len(without),
            "names": ", ".join(without[:NAMED]),
        }
        said = f"{said} {left}"
    messages.success(request, said)
    return HttpResponseRedirect(reverse("discovery"))


def _text_of(request: HttpRequest) -> tuple[str, str]:
    """Name and text of the file that came along; BadInput where there is none that can be read."""
    file = request.FILES.get("file")
    if file is None or file.size is None or file.size > MOST_OCTETS:
        raise BadInput("there is no file, or it is too large", where="file", remedy="bring it in parts")
    try:
        return (file.name or "")[:60], file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("the file is no text", where="file", remedy="save it as CSV (UTF-8)") from None
