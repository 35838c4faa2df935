# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The page that shows the mails: no scripts, mails as text only, nothing from outside."""

from functools import partial
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from samdrift.demo.mail.store import Mailbox
from samdrift.demo.mail.words import LANGUAGES, choose_language, say

MOST_SHOWN = 200
ZONE = ZoneInfo("Europe/Copenhagen")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_HERE = Path(__file__).parent
_STATIC = {"style.css": "text/css", "icon.svg": "image/svg+xml"}


class MailPages:
    """The addresses: /, /mail/NAME, /static/FILE, /livez."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined
        )

    def application(self) -> Starlette:
        routes = [
            Route("/", self.mails),
            Route("/mail/{name}", self.mail),
            Route("/static/{file}", self.static),
            Route("/livez", lambda _request: PlainTextResponse("ok")),
        ]
        return Starlette(routes=routes)

    def mails(self, request: Request) -> Response:
        to = request.query_params.get("to", "").strip()[:200]
        return self._page(request, "mails.html", to=to, mails=self._mailbox.newest(MOST_SHOWN, to=to))

    def mail(self, request: Request) -> Response:
        mail = self._mailbox.find(request.path_params["name"])
        return self._page(request, "mail.html", status=200 if mail else 404, mail=mail)

    def static(self, request: Request) -> Response:
        file = request.path_params["file"]
        if file not in _STATIC:
            return PlainTextResponse("not found", 404, headers=HEADERS)
        return FileResponse(_HERE / "static" / file, media_type=_STATIC[file], headers={"Cache-Control": "max-age=300"})

    def _page(self, request: Request, template: str, *, status: int = 200, **values: object) -> Response:
        asked = request.query_params.get("lang", "")
        language = choose_language(asked, request.headers.get("accept-language", ""))

        def link(path: str, **query: str) -> str:
            kept = {"lang": asked if asked in LANGUAGES else "", **query}
            words = urlencode({key: value for key, value in kept.items() if value})
            return f"{path}?{words}" if words else path

        text = self._templates.get_template(template).render(
            say=partial(say, language=language),
            lang=language,
            languages=LANGUAGES,
            link=link,
            here=request.url.path,
            zone=ZONE,
            **values,
        )
        return HTMLResponse(text, status, headers=HEADERS)
