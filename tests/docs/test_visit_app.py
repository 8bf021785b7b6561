"""What the pages on the visit app say: the commands of an installation run in their order, and addresses exist."""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.urls import resolve

ROOT = Path(__file__).parents[2]
BLOCKS = re.compile(r"^```bash\n(.*?)^```", re.M | re.S)
BEFORE_IT = {"Host": "visits.example.nhs.uk", "X-Forwarded-Proto": "https"}
"""What the web server before the application sends on."""
BIN = Path(sys.executable).parent
PARSED = (
    "import commonground.web.settings as s; print(s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_USE_TLS, "
    "s.OPENID_CONNECT[0]['provider_id'], s.DATABASES['default']['ENGINE'], s.REQUIRE_SECOND_STEP)"
)


def lines() -> list[str]:
    page = (ROOT / "docs/how-to/run-it.md").read_text()
    return [line for block in BLOCKS.findall(page) for line in block.splitlines()]


def exported() -> dict[str, str]:
    pairs = [shlex.split(line)[1].split("=", 1) for line in lines() if line.startswith("export ")]
    return dict(pairs)


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("COMMONG", "DJANGO"))}
    node_modules = str(ROOT / "node_modules")
    return {**plain, **more, "COMMONGROUND_HOME": str(tmp_path), "COMMONGROUND_NODE_MODULES": node_modules}


def run(command: list[str], env: Mapping[str, str], answer: str = "") -> str:
    done = subprocess.run(command, env=env, input=answer, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_the_settings_of_the_page_are_read(tmp_path: Path) -> None:
    env = environment(tmp_path, **{**exported(), "COMMONGROUND_HOME": ""})
    said = run([sys.executable, "-c", PARSED], env).split()
    assert said == ["mail.example.nhs.uk", "587", "True", "nhs", "django.db.backends.postgresql", "True"]


@pytest.mark.long
def test_the_commands_of_the_page_run_in_their_order(tmp_path: Path) -> None:
    # Without its mail server and its PostgreSQL, which are nowhere
    elsewhere = ("COMMONGROUND_SMTP_URL", "COMMONGROUND_DATABASE_URL")
    env = environment(tmp_path, **{k: v for k, v in exported().items() if k not in elsewhere})
    commands = [shlex.split(line) for line in lines() if line.startswith("commonground ")]
    assert [one[1] for one in commands] == ["serve", "administrator", "daily", "backup", "restore"]
    for command in commands:
        words = [one.replace("/srv/backups", str(tmp_path)) for one in command[1:]]
        if words[0] == "serve":
            assert served(env) == 302
        else:
            run([str(BIN / "commonground"), *words], env, answer="y\n")


def served(env: Mapping[str, str]) -> int:
    """What the server answers, as the web server before it asks."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([BIN / "commonground", "serve", "--port", str(port)], env=env)
    try:
        for _ in range(120):
            time.sleep(0.5)
            with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as asked, suppress(OSError):
                asked.request("GET", "/", headers=BEFORE_IT)
                answer = asked.getresponse()
                answer.read()
                return answer.status
        raise AssertionError("the server did not answer")
    finally:
        server.terminate()
        server.wait()


def test_the_addresses_that_the_day_names_exist() -> None:
    page = (ROOT / "docs/how-to/a-day-with-visits.md").read_text()
    named = [one for one in re.findall(r"`(/[\w/-]*)`", page) if one]
    assert len(named) > 8
    for address in named:
        resolve(address)
