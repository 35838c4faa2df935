# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What people fill in on the pages of this context. Forms check shape; commands decide."""

from typing import Any

from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.mfa.totp.internal.auth import validate_totp_code
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from samdrift.parties.models import User
from samdrift.parties.types import PartyChoice, PlaceInfo, RoleAt

ROLE_NAMES = {
    "requester": _("User at a place"),
    "agent": _("Service desk agent"),
    "engineer": _("Engineer"),
    "contract_manager": _("Contract manager"),
    "director": _("IT director"),
    "administrator": _("Administrator"),
}


class ResetPasswordForm(AllauthResetPasswordForm):  # type: ignore[misc]
    """Only an account that has a password gets a new one: whoever signs in elsewhere must not get a way around it."""

    users: list[User]

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users = [user for user in self.users if user.has_usable_password()]
        return email


class NewPasswordMixin(forms.Form):
    """A password typed twice, checked by Django's validators."""

    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters. A sentence is easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Password again"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        password, again = data.get("password"), data.get("again")
        if password and again and password != again:
            self.add_error("again", _("The two passwords are not the same."))
        elif password:
            try:
                validate_password(password, User(username=data.get("username", ""), email=data.get("email", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data


def _languages() -> list[tuple[str, str]]:
    return list(settings.LANGUAGES)


class RoleForm(forms.Form):
    """Which role, for whom, at which place."""

    party = forms.ChoiceField(label=_("At"), choices=())
    role = forms.ChoiceField(label=_("Role"), choices=list(ROLE_NAMES.items()))
    place = forms.ChoiceField(
        label=_("Place"), choices=(), required=False, help_text=_("Only for someone who belongs to one place.")
    )

    def __init__(self, *args: Any, parties: list[PartyChoice], places: list[PlaceInfo], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = [(p.key, p.name) for p in parties]  # type: ignore[attr-defined]
        self.fields["place"].choices = [("", "-"), *((str(p.id), p.name) for p in places)]  # type: ignore[attr-defined]

    def role_at(self) -> RoleAt:
        """What was chosen, for the commands."""
        kind, _colon, number = self.cleaned_data["party"].partition(":")
        place = self.cleaned_data.get("place")
        return RoleAt(
            role=self.cleaned_data["role"],
            municipality_id=int(number) if kind == "m" else None,
            supplier_id=int(number) if kind == "s" else None,
            place_id=int(place) if place else None,
        )


class AccountForm(NewPasswordMixin, RoleForm):
    """A new account with its first role."""

    name = forms.CharField(label=_("Name"), max_length=150)
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=User._meta.get_field("username").validators,  # noqa: SLF001
    )
    email = forms.EmailField(label=_("E-mail"))
    language = forms.ChoiceField(label=_("Language"), choices=_languages)
    field_order = ("name", "username", "email", "language", "password", "again", "party", "role", "place")


class NewcomerForm(RoleForm):
    """Someone who signed in elsewhere and reads their code to the administrator."""

    code = forms.CharField(label=_("The person's code"), max_length=40)
    field_order = ("code", "party", "role", "place")


class SetupForm(NewPasswordMixin):
    """The first administrator."""

    municipality = forms.CharField(label=_("Municipality"), max_length=120)
    name = forms.CharField(label=_("Your name"), max_length=150)
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=User._meta.get_field("username").validators,  # noqa: SLF001
    )
    email = forms.EmailField(label=_("E-mail"))
    language = forms.ChoiceField(label=_("Language"), choices=_languages)
    code = forms.CharField(
        label=_("Code from your authenticator app"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    field_order = ("municipality", "name", "username", "email", "language", "password", "again", "code")

    def __init__(self, *args: Any, totp_secret: str, municipality_known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._totp_secret = totp_secret
        if municipality_known:
            del self.fields["municipality"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not validate_totp_code(self._totp_secret, code):
            raise forms.ValidationError(_("This code is not right. Wait for the next one in the app and try again."))
        return code

    def clean_municipality(self) -> str:
        name: str = self.cleaned_data["municipality"]
        if not slugify(name):
            raise forms.ValidationError(_("Write the municipality's name with letters."))
        return name


class TokenForm(forms.Form):
    """A new token for the REST API."""

    name = forms.CharField(
        label=_("What it is for"), max_length=80, help_text=_("So that you know later what to withdraw.")
    )
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("One year")), (0, _("Until I withdraw it"))],
    )
