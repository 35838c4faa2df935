# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Addresses of this context: the doors, one's own account, people and roles."""

from django.urls import include, path
from django.views.generic.base import RedirectView

from samdrift.parties import oidc, web, web_account, web_people

TO_SIGN_IN = RedirectView.as_view(pattern_name="sign-in")
TO_ACCOUNT = RedirectView.as_view(pattern_name="account")

urlpatterns = [
    path("", web.home, name="home"),
    path("sign-in/", web.sign_in, name="sign-in"),
    path("sign-in/persona/", web.sign_in_as_persona, name="sign-in-persona"),
    path("sign-in/provider/", oidc.start, name="oidc-start"),
    path("sign-in/provider/callback/", oidc.callback, name="oidc-callback"),
    path("sign-out/", web.sign_out, name="sign-out"),
    path("setup/<str:token>/", web_account.first_administrator, name="setup"),
    path("people/", web_people.people, name="parties-people"),
    path("people/new/", web_people.new_account, name="parties-new-account"),
    path("people/newcomer/", web_people.newcomer, name="parties-newcomer"),
    path("people/<int:person_id>/", web_people.person, name="parties-person"),
    path("people/<int:person_id>/roles/<int:assignment_id>/revoke/", web_people.revoke, name="parties-revoke"),
    path("account/", web_account.account, name="account"),
    path("account/tokens/", web_account.tokens, name="parties-tokens"),
    path("account/tokens/<int:token_id>/withdraw/", web_account.withdraw_token, name="parties-withdraw-token"),
    # What allauth offers and we do not: nobody signs up, e-mail addresses and first passwords come from administrators.
    path("account/signup/", TO_SIGN_IN),
    path("account/email/", TO_ACCOUNT),
    path("account/password/set/", TO_ACCOUNT),
    path("account/", include("allauth.urls")),
]
