# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The supplier's own plain page: the tickets, one ticket with its journal, and a form to answer as the supplier.
No scripts; visible and internal entries stand apart, so that nobody answers the customer by mistake.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from samdrift.partner.servicenow.desk import Desk
from samdrift.partner.servicenow.query import parse
from samdrift.partner.servicenow.rendering import local_time
from samdrift.partner.servicenow.tables import INCIDENT, PRIORITIES, STATES, Row
from samdrift.partner.servicenow.words import LANGUAGES, choose_language, say

PAGE_SIZE = 100
SUPPLIERS_USER = "supplier.desk"
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_HERE = Path(__file__).parent
_STATIC = {"style.css": "text/css", "icon.svg": "image/svg+xml"}
_ANSWER_STATES = ("2", "3", "6")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the supplier wrote in the form. `errors` maps the field to what is wrong with it, in English."""

    text: str = ""
    visible: bool = True
    state: str = ""
    close_notes: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "Answer":
        text, state, notes = (form.get(name, "").strip() for name in ("text", "state", "close_notes"))
        state = state if state in _ANSWER_STATES else ""
        errors = {}
        if not text and not state:
            errors["text"] = "Write a text or choose a new state."
        if state == "6" and not notes:
            errors["close_notes"] = "Write what was done before you set the state to resolved."
        return cls(text, form.get("audience") != "internal", state, notes, errors)

    def as_values(self) -> Row:
        """The answer as fields of the incident."""
        values: Row = {}
        if self.text:
            values["comments" if self.visible else "work_notes"] = self.text
        if self.state:
            values["state"] = self.state
        if self.state == "3":
            values["hold_reason"] = "4"
        if self.state == "6":
            values |= {"close_code": "Solution provided", "close_notes": self.close_notes}
        return values


class Pages:
    """The page's views. They write through the same desk as the API, as the supplier's own user."""

    def __init__(self, desk: Desk, *, name: str, zone: ZoneInfo) -> None:
        self.desk = desk
        self.name = name
        self.zone = zone
        loader = FileSystemLoader(_HERE / "templates")
        self.templates = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )

    async def tickets(self, request: Request) -> Response:
        show_all = request.query_params.get("show") == "all"
        terms = [] if show_all else ["stateNOT IN6,7,8"]
        before = request.query_params.get("before", "")
        if before.isascii() and before.isalnum():
            terms.append(f"number<{before}")
        query = parse("^".join([*terms, "ORDERBYDESCnumber"]), INCIDENT)
        rows = self.desk.store.select(INCIDENT, query, limit=PAGE_SIZE + 1)
        older = rows[PAGE_SIZE - 1]["number"] if len(rows) > PAGE_SIZE else ""
        return self._page(request, "tickets.html", rows=rows[:PAGE_SIZE], show_all=show_all, older=older)

    async def ticket(self, request: Request) -> Response:
        return self._ticket(request, Answer())

    async def answer(self, request: Request) -> Response:
        if not _same_site(request):
            return self._message(request, 403, "This form came from another site and was not saved.")
        form = {name: str(value) for name, value in (await request.form()).items()}
        answer = Answer.read(form)
        row = self.desk.incident_by_number(request.path_params["number"])
        if answer.errors or row is None:
            return self._ticket(request, answer)
        actor = self.desk.user(SUPPLIERS_USER, name=self.name)
        self.desk.change_incident(row["sys_id"], answer.as_values(), actor=actor)
        language = self._language(request)
        return RedirectResponse(f"/ticket/{row['number']}?lang={language}&saved=1", 303, headers=SECURITY_HEADERS)

    async def static(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _STATIC:
            return await self.missing(request)
        return FileResponse(
            _HERE / "static" / name, media_type=_STATIC[name], headers={"X-Content-Type-Options": "nosniff"}
        )

    async def missing(self, request: Request, _error: Exception | None = None) -> Response:
        return self._message(request, 404, "There is no such ticket here.")

    def _ticket(self, request: Request, answer: Answer) -> Response:
        row = self.desk.incident_by_number(request.path_params["number"])
        if row is None:
            return self._message(request, 404, "There is no such ticket here.")
        journal = list(reversed(self.desk.journal(row["sys_id"])))
        return self._page(
            request,
            "ticket.html",
            422 if answer.errors else 200,
            row=row,
            visible=[entry for entry in journal if entry["element"] == "comments"],
            internal=[entry for entry in journal if entry["element"] == "work_notes"],
            answer=answer,
            answer_states=_ANSWER_STATES,
            saved=request.query_params.get("saved") == "1" and not answer.errors,
        )

    def _message(self, request: Request, status: int, message: str) -> Response:
        return self._page(request, "message.html", status, message=message)

    def _page(self, request: Request, template: str, status: int = 200, **context: object) -> Response:
        language = self._language(request)
        html = self.templates.get_template(template).render(
            **context,
            name=self.name,
            lang=language,
            languages=LANGUAGES,
            here=request.url.path,
            states=STATES,
            priorities=PRIORITIES,
            say=lambda text: say(text, language),
            at=lambda stored: local_time(stored, self.zone)[:16],
        )
        return HTMLResponse(
            html, status, headers={**SECURITY_HEADERS, "Content-Language": language, "Vary": "Accept-Language"}
        )

    def _language(self, request: Request) -> str:
        return choose_language(request.query_params.get("lang"), request.headers.get("Accept-Language", ""))


def _same_site(request: Request) -> bool:
    # browsers name the origin of every form they post; a program without one is not a tricked browser
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("Host")
