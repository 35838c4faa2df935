# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The smallest Django in which the floor of pages stands: no database, two invented menu entries."""

from pathlib import Path

from samdrift.ui.csp import CONTENT_SECURITY_POLICY  # noqa: F401 - django-csp reads it here

SECRET_KEY = "for the tests of the pages alone"
DEBUG = False
SAMDRIFT_MODE = "test"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "samdrift.ui.tests.urls"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "csp",
    "samdrift.ui",
]
MIDDLEWARE = [
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "samdrift.ui.tests.urls.signed_in_as_tester",
    "django_htmx.middleware.HtmxMiddleware",
    "samdrift.ui.errors.ErrorMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "DIRS": [Path(__file__).resolve().parent / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "csp.context_processors.nonce",
                "samdrift.ui.context.page",
            ],
        },
    }
]
DATABASES: dict[str, object] = {}
LANGUAGE_CODE = "da"
LANGUAGES = [("da", "Dansk"), ("nb", "Norsk bokmål"), ("en", "English")]
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = Path("/nonexistent")
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
