# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One's own account: tokens for the REST API; and the page of the one-time link, where the first account is made."""

from datetime import timedelta
from typing import cast

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import NotFound
from samdrift.parties import commands, setup
from samdrift.parties.facade import municipalities
from samdrift.parties.forms import SetupForm, TokenForm
from samdrift.parties.models import User
from samdrift.parties.queries import tokens_of
from samdrift.parties.web import BACKEND, actor_on

SECRET_KEY = "samdrift.setup.totp"  # noqa: S105 - the name of a session key


@login_required
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """What a person can do about their own account."""
    return render(request, "parties/account.html", {"has_password": cast("User", request.user).has_usable_password()})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The person's tokens; a new one is shown this once."""
    actor = actor_on(request)
    form = TokenForm(request.POST or None)
    secret = ""
    if form.is_valid():
        now, days = utc_now(), form.cleaned_data["days"]
        expires_at = now + timedelta(days=days) if days else None
        secret = commands.make_api_token(name=form.cleaned_data["name"], expires_at=expires_at, actor=actor, at=now)
        form = TokenForm()
    return render(
        request,
        "parties/tokens.html",
        {"tokens": tokens_of(actor), "form": form, "secret": secret},
        status=422 if form.errors else 200,
    )


@login_required
@require_POST
def withdraw_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """The token stops working."""
    if not commands.withdraw_api_token(token_id=token_id, actor=actor_on(request), at=utc_now()):
        raise Http404
    return redirect("parties-tokens")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@login_not_required
def first_administrator(request: HttpRequest, token: str) -> HttpResponse:
    """The one-time link. Opening it uses nothing up (mail programs open links too); sending the form does, once."""
    if not setup.is_open(token):
        return render(request, "parties/setup_closed.html", status=404)
    secret = request.session.get(SECRET_KEY)
    if not secret:
        secret = request.session[SECRET_KEY] = generate_totp_secret()
    known = next(iter(municipalities()), None)
    form = SetupForm(request.POST or None, totp_secret=secret, municipality_known=known is not None)
    if form.is_valid():
        data = form.cleaned_data
        name = known.name if known is not None else data["municipality"]
        who = setup.FirstAdministrator(
            municipality=name,
            slug=known.slug if known is not None else slugify(name),
            name=data["name"],
            username=data["username"],
            email=data["email"],
            language=data["language"],
            password=data["password"],
            totp_secret=secret,
        )
        try:
            user = setup.make_first_administrator(token=token, who=who, at=utc_now())
        except NotFound:
            return render(request, "parties/setup_closed.html", status=404)
        del request.session[SECRET_KEY]
        login(request, user, backend=BACKEND)
        return redirect("mfa_generate_recovery_codes")
    adapter = get_adapter()
    url = adapter.build_totp_url(User(username=request.POST.get("username") or "administrator"), secret)
    # The picture is drawn by the qrcode library from our own secret; nothing a visitor typed is in it but the user name,
    # and that only as squares.
    picture = mark_safe(adapter.build_totp_svg(url).partition("?>")[2])  # noqa: S308
    context = {"form": form, "known": known, "picture": picture, "secret": secret}
    return render(request, "parties/setup.html", context, status=422 if form.errors else 200)
