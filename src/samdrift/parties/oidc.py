# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Sign-in at an identity provider: OpenID Connect Core 1.0, code flow with PKCE S256 (RFC 7636), state and nonce.

A person is known again by issuer + sub alone. An e-mail address proves nothing: whoever runs another provider can put any
address into a token.
"""

import logging
import secrets
from functools import lru_cache
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from joserfc.errors import JoseError

from samdrift.kernel.clock import utc_now
from samdrift.kernel.errors import NotNow, Refused
from samdrift.parties.commands import record_change
from samdrift.parties.models import FederatedIdentity, User
from samdrift.parties.web import BACKEND, safe_next
from samdrift.platform.actor import system_actor
from samdrift.platform.scope import acting_as

log = logging.getLogger(__name__)
TIME_OUT_S = 10
LEEWAY_S = 60
SIGN_IN = system_actor("sign-in")
NEXT_KEY = "samdrift.oidc.next"
#: signatures only the provider can make; HS256 would let anyone who reads our client secret, "none" anyone at all
SIGNATURES = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})


@lru_cache(maxsize=4)
def _client(issuer: str, client_id: str, client_secret: str) -> Any:
    return OAuth().register(
        "provider",
        client_id=client_id,
        client_secret=client_secret,
        server_metadata_url=issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256", "default_timeout": TIME_OUT_S},
    )


def _provider() -> Any:
    """The client of the provider this installation is set up with; its metadata read and checked (Discovery 1.0 §4.3)."""
    setup = settings.SAMDRIFT_OIDC
    if not setup:
        raise Http404
    client = _client(setup["issuer"], setup["client_id"], setup["client_secret"])
    metadata = client.load_server_metadata()
    if metadata.get("issuer") != setup["issuer"]:
        _client.cache_clear()
        raise Refused(
            "the identity provider calls itself something else than configured",
            where="SAMDRIFT_OIDC_ISSUER",
            remedy="copy the issuer letter by letter from the provider's configuration page",
        )
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [name for name in offered if name in SIGNATURES]
    return client


def _callback_address() -> str:
    return str(settings.SAMDRIFT_BASE_URL) + reverse("oidc-callback")


@never_cache
@require_GET
@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """Sends the browser to the provider. A GET, because browsers apply the page's form-action to a form's redirects."""
    try:
        answer: HttpResponse = _provider().authorize_redirect(request, _callback_address())
    except (requests.RequestException, ValueError) as error:
        log.warning("identity provider cannot be reached: %s", error)
        return _refused(request, NotNow(_("The sign-in service does not answer. Try again in a few minutes.")), 503)
    except Refused as error:
        log.error("%s", error)  # noqa: TRY400 - a set-up mistake told in words; a stack would say no more
        return _refused(request, Refused(_("Sign-in is not set up right. Tell your administrator.")), 500)
    request.session[NEXT_KEY] = safe_next(request)
    return answer


@never_cache
@require_GET
@login_not_required
def callback(request: HttpRequest) -> HttpResponse:
    """Takes the provider's answer: everything is checked before anybody is signed in."""
    try:
        claims = _claims(request)
    except requests.RequestException as error:
        log.warning("identity provider cannot be reached: %s", error)
        return _refused(request, NotNow(_("The sign-in service does not answer. Try again in a few minutes.")), 503)
    except (OAuthError, AuthlibBaseError, JoseError, Refused, ValueError, KeyError) as error:
        log.warning("sign-in refused: %s: %s", type(error).__name__, error)
        return _refused(
            request, Refused(_("The sign-in could not be completed. Start again from the sign-in page.")), 403
        )
    user = person_of(claims)
    wanted = request.session.pop(NEXT_KEY, "/")
    if not user.is_active:
        return _refused(request, Refused(_("Your account is closed. Ask your administrator.")), 403)
    if request.user.is_authenticated and request.user.pk != user.pk:
        logout(request)
    login(request, user, backend=BACKEND)
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if safe else "/")


def _claims(request: HttpRequest) -> dict[str, Any]:
    """The id_token's claims after issuer, audience, expiry, signature and nonce were checked, and state and `iss` before.

    Raises an error of authlib or joserfc, Refused or ValueError where anything is wrong.
    """
    client = _provider()
    issuer = client.server_metadata["issuer"]
    answered_by = request.GET.get("iss")
    promised = client.server_metadata.get("authorization_response_iss_parameter_supported")
    if (answered_by or promised) and answered_by != issuer:
        raise Refused("the answer comes from another issuer", where="iss")  # RFC 9207 §2.4
    token = client.authorize_access_token(
        request,
        leeway=LEEWAY_S,
        claims_options={
            "iss": {"essential": True, "value": issuer},
            "aud": {"essential": True, "value": client.client_id},
            "sub": {"essential": True},
            "exp": {"essential": True},
            "nonce": {"essential": True},
        },
    )
    claims = token.get("userinfo")
    if not claims:
        raise Refused("the provider sent no id_token", where="id_token")
    found = dict(claims)
    if "email" not in found and "name" not in found and client.server_metadata.get("userinfo_endpoint"):
        more = dict(client.userinfo(token=token))
        if more.get("sub") == found["sub"]:  # Core 1.0 §5.3.2: else it may be someone else's
            found = {**more, **found}
    return found


def person_of(claims: dict[str, Any]) -> User:
    """The person with this issuer and subject; made, without any role, at the first sign-in.

    Name and e-mail are the provider's to keep: they follow what it says at each sign-in.
    """
    issuer, subject = str(claims["iss"]), str(claims["sub"])
    known = FederatedIdentity.objects.filter(issuer=issuer, subject=subject).select_related("user").first()
    user = known.user if known is not None else _newcomer(issuer, subject)
    name = str(claims.get("name") or claims.get("preferred_username") or user.first_name or _("Newcomer"))[:150]
    email = str(claims.get("email") or "")[:254]
    if (user.first_name, user.last_name, user.email) != (name, "", email):
        user.first_name, user.last_name, user.email = name, "", email
        user.save(update_fields=["first_name", "last_name", "email"])
    return user


def _language() -> str:
    """The language the newcomer reads this page in."""
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def _newcomer(issuer: str, subject: str) -> User:
    try:
        with transaction.atomic():
            user = User(username=f"oidc-{secrets.token_hex(8)}", language=_language())
            user.set_unusable_password()
            user.save()
            FederatedIdentity.objects.create(user=user, issuer=issuer, subject=subject)
            with acting_as(SIGN_IN):
                record_change(
                    row=user,
                    operation="insert",
                    old=None,
                    new={"username": user.username, "issuer": issuer, "subject": subject},
                    municipality_id=None,
                    supplier_id=None,
                    actor=SIGN_IN,
                    at=utc_now(),
                )
    except IntegrityError:  # two browsers at once: the other one was first
        return FederatedIdentity.objects.select_related("user").get(issuer=issuer, subject=subject).user
    return user


def _refused(request: HttpRequest, error: Refused | NotNow, status: int) -> HttpResponse:
    return render(request, "parties/sign_in_failed.html", {"what": error.what}, status=status)
