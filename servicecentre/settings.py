"""One file, driven by the environment. Without DATABASE_URL everything lives on this machine, under var/."""

from pathlib import Path
from typing import Any

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.urls import reverse_lazy

from servicecentre.secret import kept_secret

django_stubs_ext.monkeypatch()  # so that ModelAdmin[Staff] and its like can be written plainly

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

# On one machine the key lives beside the database; with a database of its own, the operator must name it.
ON_ONE_MACHINE = "DATABASE_URL" not in env
SECRET_KEY = kept_secret(VAR_DIR / "secret_key") if ON_ONE_MACHINE else env.str("SECRET_KEY")
DEBUG = env.bool("DEBUG", default=False)

# -- Who may call, and how ---------------------------------------------------------------------------------

ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CSRF_FAILURE_VIEW = "servicecentre.views.csrf_failure"

HTTPS = env.bool("HTTPS", default=not ON_ONE_MACHINE)
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600  # the longest shift and its handover
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a handover of two hundred items has eight hundred boxes

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the arrow of a select is drawn in the style sheet
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# -- The house ---------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "simple_history",
    "records",
    "directory",
    "notices",
    "visits",
    "handover",
    "papers",
    "oversight",
    "servicecentre",
]

MIDDLEWARE = [
    "servicecentre.probes.Probes",
    "servicecentre.middleware.Watched",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "servicecentre.middleware.SignInFirst",
    "directory.middleware.CentreMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "servicecentre.urls"
WSGI_APPLICATION = "servicecentre.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What every page knows. A room adds its own line here.
CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.template.context_processors.i18n",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "notices.shell.bell",
    "visits.shell.shell",
    "servicecentre.delays.delays",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": CONTEXT_PROCESSORS,
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                ),
            ],
        },
    },
]

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# -- Where the log is kept ---------------------------------------------------------------------------------

DATABASE: dict[str, Any] = env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    # A log of record survives a power cut (FULL), and a reader never makes a writer fail (WAL, IMMEDIATE).
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
            "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000;"
        ),
    }
else:
    DATABASE["CONN_MAX_AGE"] = 60
    DATABASE["CONN_HEALTH_CHECKS"] = True
    # A question to twenty tables runs for a millisecond; weighing every order of joining eight of them, and compiling
    # it, took a hundred. Up to four are still put into the best order. The books of a centre lie in memory: finding
    # a row by its key costs no more there than reading on.
    DATABASE.setdefault("OPTIONS", {}).setdefault(
        "options", "-c jit=off -c join_collapse_limit=4 -c random_page_cost=1.1"
    )
    # A page puts the same few questions again and again: after the second time the database has them prepared.
    DATABASE["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 2}
DATABASES = {"default": DATABASE}

# -- Where the heads of the trail are kept beside the database (docs/trail.md) -------------------------------

# A file on another machine that is only added to, and an address outside.
TRAIL_HEADS_FILE = env.str("TRAIL_HEADS_FILE", default="")
TRAIL_HEADS_MAIL = env.str("TRAIL_HEADS_MAIL", default="")

# -- Who is who --------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "directory.Staff"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "directory.auth.StaffBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = reverse_lazy("login")
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL

# Several people share a PC: one who forgot the password must not lock out the next.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "429.html"

# -- Words and hours ---------------------------------------------------------------------------------------

USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hant"
LANGUAGES = [("zh-hant", "繁體中文"), ("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]

# -- Files -------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600

# -- What goes outside -------------------------------------------------------------------------------------

# Where people reach this house, for the links in messages: https://desk.example.org, without a slash at the end.
PUBLIC_URL = env.str("PUBLIC_URL", default="").rstrip("/")
# smtp+tls://user:password@host:587; without it the administrator is told that there is no e-mail yet.
MAIL_IS_SET_UP = "EMAIL_URL" in env
MAIL: dict[str, Any] = env.email_url("EMAIL_URL", default="dummymail://")
EMAIL_BACKEND = MAIL["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = MAIL["EMAIL_HOST"], MAIL["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL["EMAIL_HOST_USER"], MAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.get("EMAIL_USE_TLS", False), MAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10  # seconds; what is not said by then is said again later
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="shoujie@localhost")

# -- The clock ---------------------------------------------------------------------------------------------

# What is swept and how often the rooms say themselves: records/sweeps.py; servicecentre/apps.py tells beat.
CELERY_BROKER_URL = env.str("REDIS_URL", default="redis://localhost:6379/0")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # the broker comes back; a clock that gave up would not
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # What a killed worker held comes back in seconds, not after the default hundred.
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True  # a sweep may run twice; it may not be lost with its worker
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE

# -- What is said in the log of the machine: paths and causes, never who asked or what was typed -------------

LOG_AS_JSON = env.bool("LOG_AS_JSON", default=not ON_ONE_MACHINE)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "servicecentre.logs.Formatter", "as_json": LOG_AS_JSON}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},  # what is not found stands in the line of the request
        "django.server": {"handlers": [], "propagate": True},
        "apprise": {"level": "CRITICAL"},  # its lines name addresses
        "axes": {"level": "ERROR"},  # its warnings name the person and the address
        "celery.app.trace": {"level": "WARNING"},  # a line for every sweep would bury the rest
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
    },
}

# -- Figures for the operator: by this token; without one only on one machine, and from that machine ---------

METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
