# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Addresses and a stand-in for signing in, for the tests of the pages."""

import json
import queue
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count

from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from samdrift.kernel.errors import BadInput, NotFound, NotNow, Refused
from samdrift.platform.actor import Actor
from samdrift.ui.charts import Chart, Line
from samdrift.ui.gallery import NOON
from samdrift.ui.registry import Hit, NavItem, Panel, SearchSource, register_nav, register_panel, register_search

TESTER = Actor(label="user:1", user_id=1, name="Kim Testesen", roles=frozenset({"agent"}))
ERRORS = {"bad": BadInput, "lost": NotFound, "later": NotNow, "refused": Refused}
listeners: list[queue.SimpleQueue[str]] = []
drawn = count(1)
sent = count(1)


def signed_in_as_tester(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = TESTER  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def fails(request: HttpRequest, kind: str) -> HttpResponse:
    raise ERRORS[kind]("The place is not known", where="places.csv, row 3", remedy="Write the place's number.")


def chart(value: int) -> Chart:
    return Chart("counted", "Counted", [NOON, NOON + timedelta(minutes=1)], [Line("Count", [1.0, float(value)])])


def live_page(request: HttpRequest) -> HttpResponse:
    number = next(drawn)
    return render(request, "uitests/live.html", {"words": f"page {number}", "chart": chart(number)})


def live_part(request: HttpRequest) -> HttpResponse:
    number = next(drawn)
    if request.GET.get("id") == "other":
        return HttpResponse(f'<p id="other">drawn {number}</p>')
    return render(request, "uitests/live_part.html", {"words": f"drawn {number}", "chart": chart(number)})


def stream(request: HttpRequest) -> StreamingHttpResponse:
    mine: queue.SimpleQueue[str] = queue.SimpleQueue()
    listeners.append(mine)

    def events() -> Iterator[str]:
        yield ": here\n\n"
        while (topic := mine.get()) != "stop":
            yield f"data: {json.dumps({'topic': topic})}\n\n"

    return StreamingHttpResponse(events(), content_type="text/event-stream")


def tell(request: HttpRequest, topic: str) -> HttpResponse:
    for listener in listeners:
        listener.put(topic)
    if topic == "stop":
        listeners.clear()
    return HttpResponse(f"told {len(listeners)}")


def send(request: HttpRequest) -> HttpResponse:
    words = request.POST.get("words", "")
    said = [Message(25, "Saved for you")] if words == "toast" else []
    answer = {"words": f"sent {next(sent)}: {words}", "messages": said}
    return render(request, "uitests/sent.html", answer, status=200 if words != "bad" else 422)


register_nav(NavItem(_("Gallery of components"), "ui-gallery", "hexagon-grid", 10))
register_nav(NavItem(_("Search"), "search", "magnifying-glass", 20))
register_nav(NavItem("Nowhere", "there-is-no-such-page", "house", 30))
register_nav(NavItem("Secret", "live-page", "house", 40, visible_for=lambda actor: actor.has("director")))
register_panel(Panel("uitests.live", "uitests/panel.html", lambda request, subject: {"word": subject["word"]}, 20))
register_panel(Panel("uitests.live", "uitests/hidden.html", lambda request, subject: None, 10))
register_search(
    SearchSource("Places", lambda actor, words, limit: [Hit("/ui/gallery", f"Place {words}", "School")], 10)
)

urlpatterns = [
    path("", include("samdrift.ui.urls")),
    path("fails/<str:kind>", fails),
    path("live-page", live_page, name="live-page"),
    path("live-part", live_part, name="live-part"),
    path("live/stream", stream),
    path("tell/<str:topic>", tell),
    path("send", send, name="send"),
    path("i18n/", include("django.conf.urls.i18n")),
]
