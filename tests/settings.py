"""Settings of the tests: a database of their own, quick passwords, static files without a manifest."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("COMMONGROUND_HOME", tempfile.mkdtemp(prefix="commonground-tests-"))
os.environ.setdefault("COMMONGROUND_SECRET_KEY", "only-for-tests-" + "x" * 50)

from commonground.web.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# The tests of signing in turn it on; everybody else is simply there.
REQUIRE_SECOND_STEP = False

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file and not memory, so that two connections are two, as in an installation.
    DATABASES["default"]["TEST"] = {"NAME": f"{HOME}/test.sqlite3"}  # noqa: F405

# Done at once: no worker runs in tests, but for those of the worker itself.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# Each client would otherwise list every static file anew.
WHITENOISE_AUTOREFRESH = True
