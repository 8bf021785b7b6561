"""Settings of the web application, from the environment; every name begins with COMMONGROUND_.

With nothing set it is an installation on one machine: SQLite, a secret made on the first start, mail kept in
the outbox and sent nowhere. `docs/reference/settings.md` lists them.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
import environ
from csp.constants import NONCE, NONE, SELF

from commonground.web.secret import secret_in
from commonground.web.static_headers import add_static_headers
from commonground.web.style import style_in

django_stubs_ext.monkeypatch()
env = environ.Env()
PACKAGE = Path(__file__).resolve().parents[1]

HOME = Path(env.str("COMMONGROUND_HOME", "var"))
"""The folder of the database, the secret and the backups."""
DEMO = env.bool("COMMONGROUND_DEMO", False)
"""Made-up people who can sign in with one click, and an outbox on the screen. Never where real people work."""

DEBUG = env.bool("COMMONGROUND_DEBUG", False)
SECRET_KEY = env.str("COMMONGROUND_SECRET_KEY", "") or secret_in(HOME)
ALLOWED_HOSTS = env.list("COMMONGROUND_HOSTS", default=["localhost", "127.0.0.1"])
BASE_URL = env.str("COMMONGROUND_BASE_URL", "http://localhost:8000")
"""The address in the links of e-mails."""
SECURE = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "simple_history",
    "django_tasks",
    "django_tasks_db",
    "commonground.core",
    "commonground.accounts",
    "commonground.practices",
    "commonground.figures",
    "commonground.rounds",
    "commonground.plans",
    "commonground.advice",
    "commonground.visits",
    "commonground.desk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "commonground.core.uploads.RefuseLargeBodies",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "commonground.core.addresses.NothingOfAChildInAddresses",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "commonground.accounts.entrance.SentencesForFaults",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "commonground.web.urls"
WSGI_APPLICATION = "commonground.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": [
            PACKAGE / "web" / "templates",
            *(
                PACKAGE / app / "templates"
                for app in ("practices", "figures", "rounds", "plans", "advice", "visits", "desk")
            ),
            PACKAGE / "accounts" / "templates",
            PACKAGE / "core" / "templates",
        ],
        "OPTIONS": {
            "environment": "commonground.web.jinja.environment",
            "context_processors": ["commonground.web.jinja.page"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "allauth_templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "commonground.accounts.second_step.page",
            ],
            "libraries": {"nhs_fields": "commonground.web.nhs_fields"},
        },
    },
]

DATABASES = {
    "default": env.db("COMMONGROUND_DATABASE_URL", f"sqlite:///{HOME.resolve() / 'commonground.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Readers never wait for the writer, and the writer takes its lock at once and not half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False

STATIC_URL = "static/"
NODE_MODULES = Path(env.str("COMMONGROUND_NODE_MODULES", str(PACKAGE.parent / "node_modules")))
NHS_STYLE = NODE_MODULES / "nhsuk-frontend" / "dist" / "nhsuk"
BROWSER = Path(env.str("COMMONGROUND_BROWSER", str(PACKAGE.parent / "build" / "browser")))
"""What the counting page loads, as `make` puts it together (commonground.browser.bundle)."""
STATICFILES_DIRS = [
    PACKAGE / "web" / "static",
    style_in(HOME, NHS_STYLE / "nhsuk-frontend.min.css"),
    ("nhsuk", NHS_STYLE),
    ("htmx", NODE_MODULES / "htmx.org" / "dist"),
    ("count", BROWSER),
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_ADD_HEADERS_FUNCTION = add_static_headers
# The design system's style sheet asks for its pictures under /assets/.
WHITENOISE_ROOT = NHS_STYLE

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "commonground.accounts.adapter.InvitedOnly"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "login": "commonground.accounts.forms.SignInForm",
    "change_password": "commonground.accounts.forms.NewPasswordForm",
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
"""Seconds after signing in for which one need not show again that it is oneself. Ours: a phone is found in it."""
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
REQUIRE_SECOND_STEP = env.bool("COMMONGROUND_REQUIRE_SECOND_STEP", not DEMO)
"""Whether who signs in with a password sets up a second step before anything else."""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
OPENID_CONNECT = env.json("COMMONGROUND_OPENID_CONNECT", [])
"""A list of {"provider_id", "name", "client_id", "secret", "settings": {"server_url"}}, as allauth reads it."""
OPENID_CONNECT_ORIGINS = [
    urlsplit(app["settings"]["server_url"])._replace(path="", query="", fragment="").geturl()
    for app in OPENID_CONNECT
]
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": OPENID_CONNECT}}
SOCIALACCOUNT_ADAPTER = "commonground.accounts.adapter.KnownPeopleOnly"
AXES_FAILURE_LIMIT = env.int("COMMONGROUND_LOCK_OUT_AFTER", 5)
AXES_COOLOFF_TIME = 1
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "commonground.accounts.lock_out.who"
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if DEMO:
    # First, so that a password set in the demo is hashed so too, and opens nothing anywhere else.
    PASSWORD_HASHERS.insert(0, "commonground.web.demo.people.OnlyInTheDemo")
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

SESSION_COOKIE_AGE = 60 * env.int("COMMONGROUND_IDLE_MINUTES", 60)
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "commonground.accounts.sent_again.forged"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "connect-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        # A form that leads on to an organisation's own sign-in goes there.
        "form-action": [SELF, *OPENID_CONNECT_ORIGINS],
        "frame-ancestors": [NONE],
    }
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

NO_MAIL = "dummymail://"
EMAIL_CONFIG = env.email_url_config(NO_MAIL) if DEMO else env.email("COMMONGROUND_SMTP_URL", NO_MAIL)
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("COMMONGROUND_FROM", "Common Ground <no-reply@example.invalid>")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_tokens": {"()": "commonground.core.log.NoTokens"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["no_tokens"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS = ["axes.W003"]
