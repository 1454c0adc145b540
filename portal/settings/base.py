"""What all settings share. The environment is read in `environment.py` alone."""

from datetime import timedelta
from typing import Any

import django_stubs_ext
from csp.constants import NONE, SELF
from kombu.entity import Queue
from redis.backoff import NoBackoff
from redis.retry import Retry

from portal import embedded
from portal.database.connection import PatientConnection
from portal.settings import environment
from portal.settings.house import LANGUAGES, OUR_APPS  # noqa: F401  Django reads the languages
from portal.settings.log import DEFAULT_EXCEPTION_REPORTER, LOGGING  # noqa: F401  Django reads them
from portal.settings.schedule import CELERY_BEAT_SCHEDULE  # noqa: F401  Celery reads it
from portal.settings.unfold import UNFOLD  # noqa: F401  the admin's theme reads it

django_stubs_ext.monkeypatch()  # lets code name the types inside Django's generics, as in `ModelAdmin[Programme]`

BASE_DIR = environment.ROOT
VAR_DIR = environment.data_directory()
DEMO = environment.flag("BLEIBE_DEMO", default=False)
DEBUG = False

# --- Who is in the house -------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    *OUR_APPS,
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.import_export",
    "portal.admin_site.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_filters",
    "django_htmx",
    "i18nfield",
    "import_export",
    "pghistory",
    "pgtrigger",
    "template_partials",
]

MIDDLEWARE = [
    "portal.middleware.UnbelievedProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.visitors.VisitorPagesMiddleware",
    "portal.middleware.PrivacyHeadersMiddleware",
    "portal.middleware.PartAnswersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.middleware.ContentSecurityPolicyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "portal.middleware.BadInputMiddleware",
    # Middleware of the portal's own that needs `request.user` stands here, last.
    "portal.users.middleware.PreferencesMiddleware",
    "portal.users.middleware.DeviceMiddleware",
    "portal.users.middleware.PresenceMiddleware",
    "portal.users.middleware.UnsentFormMiddleware",
    "portal.middleware.BareAnswersMiddleware",
    "programmes.middleware.RequireMFAMiddleware",
    "programmes.middleware.RequireGuardianMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.users.context_processors.preferences",
                "portal.users.context_processors.demo_people",
                "portal.navigation.navigation",
            ],
        },
    },
]
FORM_RENDERER = "portal.core.form_renderer.FormRenderer"

# --- Data ----------------------------------------------------------------------------------------------------------

_pool = environment.number("DATABASE_POOL_SIZE", default=0)  # for the web; a worker forks, and pools don't
# A page must never hang: a statement, a wait for a lock and a forgotten transaction all end by themselves. Whoever asks
# for a page gets it, or one that says why not, within ten seconds; a worker has time.
DATABASE_TIMEOUTS = {
    "statement_timeout": timedelta(
        seconds=environment.number("DATABASE_STATEMENT_TIMEOUT", default=7 if _pool else 15)
    ),
    "lock_timeout": timedelta(seconds=5),
    "idle_in_transaction_session_timeout": timedelta(seconds=60),
}
DATABASES: dict[str, dict[str, Any]] = {"default": environment.database(embedded.database_url())}
# A server that is frozen keeps none of these, so the client has limits of its own; see `portal.database.connection`.
DATABASE_SILENCE = 4  # seconds without a word before it is asked whether the server lives ...
DATABASE_KNOCK = 2  # ... seconds it has for answering that ...
DATABASE_LONGEST_WAIT = DATABASE_TIMEOUTS["statement_timeout"].total_seconds() + 2  # ... and in any case
DATABASES["default"]["OPTIONS"] |= {
    "connect_timeout": 3,
    # Only what is compiled once is prepared: see `portal.core.compiled`. A pooler may not know of it.
    "prepare_threshold": 0 if environment.flag("DATABASE_PREPARES", default=True) else None,
    # For a machine that has gone from the network: nobody answers there, not even to say that nobody is there.
    "tcp_user_timeout": 5000,
    "keepalives_idle": 10,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "options": " ".join(
        (
            "-c datestyle=ISO",  # as `COPY` writes days into exports, whatever the server is set to
            *(f"-c {name}={limit // timedelta(milliseconds=1)}" for name, limit in DATABASE_TIMEOUTS.items()),
        )
    ),
}
if _pool:
    # What a restarted server dropped is replaced unseen, and what one frozen process of a living server holds.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": _pool,
        "timeout": 3,
        "reconnect_timeout": 10,  # then a page that wants a connection makes the pool try anew, instead of a long pause
        "connection_class": PatientConnection,
    }
if _replica := environment.text("DATABASE_REPLICA_URL"):
    # Workers read from it, one at a time; it has all the limits of the other, and no pool.
    DATABASES["replica"] = environment.database(_replica, name="DATABASE_REPLICA_URL")
    DATABASES["replica"]["OPTIONS"] |= {
        name: value for name, value in DATABASES["default"]["OPTIONS"].items() if name != "pool"
    }
    DATABASE_ROUTERS = ["portal.core.replica.ReplicaRouter"]
REQUESTS_AT_ONCE = _pool or 4  # of one web process; further ones wait in `portal.front`

REDIS_URL = embedded.redis_url()
REDIS_OPTIONS = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5, "retry": Retry(NoBackoff(), 0)}
CACHES = {
    "default": {
        "BACKEND": "portal.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": REDIS_OPTIONS,
    },
}

ERASURE_LEDGER = environment.text("ERASURE_LEDGER", str(VAR_DIR / "erasures" / "ledger.jsonl"))
ERASURE_LEDGER_DAYS = environment.number("ERASURE_LEDGER_DAYS", 400)  # longer than any backup is kept
UNNAMED_FILES = VAR_DIR / "unnamed-files.json"  # which files no row names, and since when
MEDIA_ROOT = VAR_DIR / "media"  # private: no URL leads here, views hand files out after asking who wants them
MEDIA_URL = ""
STORAGES: dict[str, dict[str, Any]] = {
    "default": environment.media_storage(),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
FILE_UPLOAD_TEMP_DIR = VAR_DIR / "tmp"  # everything temporary, not uploads alone: see `portal.core.temporary`
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# clamd, which is asked about each uploaded file before it is taken: a socket's path or host:port. Empty: none is asked.
VIRUS_SCANNER = environment.socket_address("VIRUS_SCANNER")
# Bytes of a form without its files: enough that ten megabytes of text are answered beside the field they stand in.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

# What only the portal reads is sealed with the first of these; all of them open it. See `portal.core.encryption`.
FIELD_ENCRYPTION_KEYS = environment.strings("FIELD_ENCRYPTION_KEYS")

# --- Languages and times -------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"  # the others are in house.py
HOME_COUNTRY = environment.text(
    "HOME_COUNTRY", "DE"
)  # new programmes are there until somebody says otherwise
HOME_LANGUAGES = environment.strings("HOME_LANGUAGES", ("de",))  # and work in these, beside English
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
FORMAT_MODULE_PATH = ["portal.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- Sign-in -------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "users.User"
SILENCED_SYSTEM_CHECKS = [
    "auth.W004"
]  # addresses are unique whatever their letter case: by a constraint on lower(email)
# The roles' backend stays last: before allauth's it would answer for permissions that allauth never granted.
AUTHENTICATION_BACKENDS = [
    "portal.users.backends.AuthenticationBackend",
    "programmes.backends.RoleBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/start/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "portal.users.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "portal.users.forms.LoginForm",
    "signup": "portal.users.forms.SignupForm",
    "add_email": "portal.users.forms.AddEmailForm",
    "reset_password": "portal.users.forms.ResetPasswordForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # only in the browser in which the person has just registered
ACCOUNT_EMAIL_NOTIFICATIONS = True  # changes of password, address and second step
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nothing is sent to addresses that nobody registered with
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_USERNAME_MIN_LENGTH = 3
# How often passwords may be guessed: tries that failed, in windows that slow down and never lock out. A school or a
# workshop is one network, so its share is large; an account's is small, from one network and from all together. A
# browser that has signed in to the account before has a share of its own.
SIGN_IN_LIMITS = {
    "device": "10/5m/key,40/h/key",
    "account_and_network": "5/5m/key,20/h/key,60/d/key",
    "account": "20/10m/key,60/h/key,200/d/key",
    "network": "100/5m/key,400/h/key",
}
# How often a link to confirm an address is mailed to it, whoever asks.
MAIL_LIMITS = {"confirmation": "1/3m/key,6/h/key,20/d/key"}
INVITATION_MAIL_LIMITS = {"address": "3/d/key,10/30d/key"}  # to an address that nobody has proven
GUARDIAN_LINK_LIMITS = {"consent": "3/d/key,10/30d/key", "network": "20/h/key"}  # who has lost the link
MESSAGE_LIMITS = {
    "write": "15/m/key,150/h/key,600/d/key"
}  # a recruiter who answers all applicants of a day gets on
# What allauth counts itself: requests, whether they succeed or not. Sixty a minute are a class that does it twice.
ACCOUNT_RATE_LIMITS = {
    "login": None,  # SIGN_IN_LIMITS, instead
    "login_failed": "5/5m/key",  # codes of the second step; passwords are in SIGN_IN_LIMITS
    "confirm_email": None,  # MAIL_LIMITS, instead
    "signup": "60/m/ip,400/h/ip",
    "reset_password": "60/m/ip,3/10m/key,10/d/key",
    "reset_password_from_key": "60/m/ip",
}
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_ADAPTER = "portal.users.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate_webauthn": "portal.users.forms.PasskeyProof",
    "login_webauthn": "portal.users.forms.PasskeyLoginForm",
    "reauthenticate_webauthn": "portal.users.forms.PasskeyReauthenticationForm",
    "add_webauthn": "portal.users.forms.AddPasskeyForm",
    "edit_webauthn": "portal.users.forms.EditPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Bleibe"
DEMO_RELAXES_MFA = False  # lets demo people, and nobody else, do without a second step
SOCIALACCOUNT_ADAPTER = "portal.users.adapters.SocialAccountAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False

# --- Mail ----------------------------------------------------------------------------------------------------------

SITE_URL = environment.text(
    "SITE_URL", f"http://localhost:{environment.number('PORT', default=8000)}"
).rstrip("/")
MAIL_DIR = VAR_DIR / "mail"  # where demo mode puts its mails
EMAIL_BACKEND = f"portal.notifications.backends.{'Folder' if DEMO else 'Watched'}Backend"
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", "Bleibe <noreply@example.org>")
EMAIL_HOST = environment.text("EMAIL_HOST", "localhost")
EMAIL_PORT = environment.number("EMAIL_PORT", default=25)
EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_TIMEOUT = 10  # seconds for each word of the mail server's ...
EMAIL_SESSION_LIMIT = 60  # ... and for all of them together

# --- Background work -----------------------------------------------------------------------------------------------

# Every entry runs each hour or oftener, and finds in the rows what is due: a beat that was away has missed nothing.
CELERY_BEAT_SCHEDULER = "portal.beat:Scheduler"
# Beat's clock repeats no hour and leaves none out; what keeps people's hours asks for them itself.
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_URL = environment.celery_broker(REDIS_URL)
# Lanes, each with workers of its own: a silent mail server holds up mails, a long report reports, and nothing else.
CELERY_TASK_QUEUES = [Queue("celery"), Queue("mail"), Queue("reports")]
CELERY_TASK_ROUTES = {
    "notifications.*": {"queue": "mail"},
    # Whatever may take minutes, for one person or over all rows:
    "evaluation.build_report": {"queue": "reports"},
    "evaluation.check_facts": {"queue": "reports"},
    "privacy.build_copy": {"queue": "reports"},
    "programmes.build_export": {"queue": "reports"},
    "programmes.carry_out_bulk_act": {"queue": "reports"},
    "events.make_meeting_plan": {"queue": "reports"},
    "programmes.*_import": {"queue": "reports"},
    "core.sweep_unnamed_files": {"queue": "reports"},
    "privacy.apply_retention": {"queue": "reports"},
    "privacy.execute_due_erasures": {"queue": "reports"},
    "privacy.warn_about_unused_accounts": {"queue": "reports"},
    "programmes.lapse_invitations": {"queue": "reports"},
    "programmes.send_reminders": {"queue": "reports"},
    "matching.tell_block": {"queue": "reports"},
    "matching.reckon_answers": {"queue": "reports"},
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = CELERY_RESULT_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True  # a task is done when it is done, not when somebody has picked it up ...
CELERY_TASK_REJECT_ON_WORKER_LOST = True  # ... and a worker that dies over it hands it to the next
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_TIME_LIMIT = (
    600  # seconds, and less than the visibility timeout: no task is handed out while it still runs
)
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = 2
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5  # seconds for what runs; then it goes back to the queue
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # wait for Redis as long as it takes
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "socket_keepalive": True,
    "retry_on_timeout": False,
    "max_retries": 1,
    "interval_start": 0,
}

# --- Who runs the portal -------------------------------------------------------------------------------------------

OPERATOR_NAME = environment.text("OPERATOR_NAME")
OPERATOR_ADDRESS = environment.text("OPERATOR_ADDRESS")  # lines, separated by commas
OPERATOR_EMAIL = environment.text("OPERATOR_EMAIL")

# --- Headers -------------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
TRUSTED_PROXIES = environment.strings(
    "TRUSTED_PROXIES"
)  # addresses or networks whose X-Forwarded-* headers count
MESSAGE_STORAGE = "portal.core.page_messages.PageMessages"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"  # nothing is ever unpickled
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.users.views.refuse_stale_form"
CSRF_COOKIE_SAMESITE = "Lax"
