# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What a letter says: the case's own words, in the receiver's language, and where to look next. No jargon."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from samdrift.servicedesk.types import CaseInfo


def opened(case: CaseInfo, title: str, description: str, *, language: str, link: str, name: str) -> tuple[str, str]:
    """Subject and body of the first letter."""
    with override(language):
        lines = [_("Hi %(name)s,") % {"name": name}, "", title + ".", "", description, ""]
        lines += [
            _("We write again as soon as there is news. You need not do anything."),
            "",
            _follow(link),
            "",
            _sign(case),
        ]
        return f"[{case.number}] {title}", _letter(lines)


def news(case: CaseInfo, title: str, text: str, author: str, *, language: str, link: str, name: str) -> tuple[str, str]:
    """Subject and body when somebody wrote something you may read."""
    with override(language):
        lines = [_("Hi %(name)s,") % {"name": name}, ""]
        lines += [_("%(author)s writes:") % {"author": author}, "", text, "", _follow(link), "", _sign(case)]
        return f"[{case.number}] {title}", _letter(lines)


def resolved(case: CaseInfo, title: str, *, language: str, link: str, name: str) -> tuple[str, str]:
    """Subject and body when it is over."""
    with override(language):
        lines = [_("Hi %(name)s,") % {"name": name}, "", _("It works again: %(title)s.") % {"title": title}, ""]
        lines += [_("If you still see trouble, tell us on your page."), "", _follow(link), "", _sign(case)]
        solved = _("Solved: %(title)s") % {"title": title}
        return f"[{case.number}] {solved}", _letter(lines)


def _follow(link: str) -> str:
    return _("Follow it here: %(link)s") % {"link": link}


def _sign(case: CaseInfo) -> str:
    return _("Kind regards, the service desk (case %(number)s)") % {"number": case.number}


def _letter(lines: list[str]) -> str:
    return "\n".join(lines).replace("\n\n\n", "\n\n").strip() + "\n"
