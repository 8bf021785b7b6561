"""Settings of the tests: a database of their own, quick passwords, static files without a manifest."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault("COMMONGROUND_HOME", tempfile.mkdtemp(prefix="commonground-tests-"))
os.environ.setdefault("COMMONGROUND_SECRET_KEY", "only-for-tests-" + "x" * 50)

from commonground.web.settings import *  # noqa: F403
from commonground.web.settings import DATABASES, HOME

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, so that two threads have a connection each, as they have where people work; quick, as it is thrown away.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(HOME) / "tests.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file and not memory, so that two connections are two, as in an installation.
    DATABASES["default"]["TEST"] = {"NAME": f"{HOME}/test.sqlite3"}
