# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Django's settings, derived from runtime.config; nothing here is read from anywhere else."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from samdrift.runtime import config as _config
from samdrift.ui.csp import CONTENT_SECURITY_POLICY  # noqa: F401 - django-csp reads it here

CONFIG = _config.load()
HERE = Path(__file__).resolve().parent
SECRET_KEY = CONFIG.signing_key()
DEBUG = False
ALLOWED_HOSTS = ["*"] if CONFIG.mode == "test" else CONFIG.allowed_hosts.split(",")
ROOT_URLCONF = "samdrift.runtime.urls"
WSGI_APPLICATION = "samdrift.runtime.wsgi.application"
SAMDRIFT_MODE = CONFIG.mode
SAMDRIFT_BASE_URL = CONFIG.base_url()
SAMDRIFT_OIDC = CONFIG.oidc()
SAMDRIFT_METRICS = {
    "raw_days": CONFIG.metrics_keep_raw_days,
    "fine_days": CONFIG.metrics_keep_fine_days,
    "coarse_days": CONFIG.metrics_keep_hour_days,
    "budget_mb": CONFIG.metrics_budget_mb,
    "reserve_mb": CONFIG.metrics_reserve_mb,
}
SAMDRIFT_METRICS_FOLDER = CONFIG.data_dir if "?host=" in CONFIG.database_url else None
"""On the same disk as our own PostgreSQL, which is reached through a socket; None where it may be another machine's."""
SAMDRIFT_METRICS_TOKEN = CONFIG.metrics_token.get_secret_value()

SAMDRIFT_REMOTE_WRITE = CONFIG.remote_write()
SAMDRIFT_KEA = CONFIG.kea()

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "csp",
    "samdrift.platform",
    "samdrift.ui",
    "samdrift.parties",
    "samdrift.agreements",
    "samdrift.inventory",
    "samdrift.monitoring",
    "samdrift.devicelog",
    "samdrift.incidents",
    "samdrift.servicedesk",
    "samdrift.ticketbridge",
    "samdrift.notices",
    "samdrift.capacity",
    "samdrift.opendata",
    "samdrift.documentation",
    "samdrift.configbackup",
    "samdrift.reporting",
    "samdrift.runtime",
    *([] if CONFIG.mode == "production" else ["samdrift.demo"]),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "samdrift.parties.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "samdrift.ui.errors.ErrorMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "DIRS": [HERE.parent / "parties" / "templates"],  # before allauth's own, so that its pages wear our clothes
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
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "samdrift.ui.context.page",
            ],
        },
    }
]


def _database(url: str) -> dict[str, object]:
    """postgresql://user:password@host:port/name, or ?host=/socket/dir for a Unix socket (RFC 3986, libpq's form)."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "samdrift",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": query.get("port", str(parts.port or "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": "samdrift"},
        "TEST": {"TEMPLATE": "template0"},
    }


DATABASES = {"default": _database(CONFIG.database_url or "postgresql://samdrift@127.0.0.1/samdrift")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "parties.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "samdrift.parties.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_DISPLAY = "samdrift.parties.adapter.display_name"
ACCOUNT_FORMS = {"reset_password": "samdrift.parties.forms.ResetPasswordForm"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if CONFIG.behind_https else 0
MFA_ADAPTER = "samdrift.parties.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Samdrift"
MFA_TOTP_TOLERANCE = 1  # one step of 30 s either way, for phones that run a little late (RFC 6238 §5.2)
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "samdrift_cache"}}

LANGUAGE_CODE = "da"
LANGUAGES = [("da", "Dansk"), ("nb", "Norsk bokmål"), ("en", "English")]
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = CONFIG.time_zone
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = CONFIG.data_dir / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIG.behind_https
CSRF_TRUSTED_ORIGINS = [CONFIG.public_url] if CONFIG.public_url.startswith("http") else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.behind_https else None
SECURE_HSTS_SECONDS = 31_536_000 if CONFIG.behind_https else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = CONFIG.smtp_host
EMAIL_PORT = CONFIG.smtp_port
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = CONFIG.mail_from
PROCRASTINATE_ON_APP_READY = "samdrift.platform.jobs.on_app_ready"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": CONFIG.log_level},
    "loggers": {"procrastinate": {"level": "WARNING"}, "httpx": {"level": "WARNING"}},
}
