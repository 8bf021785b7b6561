"""`commonground serve --demo`, as `make run` starts it: it prints how to sign in, answers, and ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.long
COMMONGROUND = Path(sys.executable).parent / "commonground"
SECONDS = 120


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server of its own, and its address."""
    port = free_port()
    known = {
        key: value for key, value in os.environ.items() if not key.startswith(("COMMONGROUND", "DJANGO"))
    }
    process = subprocess.Popen(
        [COMMONGROUND, "serve", "--demo", "--port", str(port)],
        cwd=tmp_path,
        env={**known, "PYTHONUNBUFFERED": "1", "COMMONGROUND_SMTP_URL": "smtp://127.0.0.1:9"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield process, f"http://localhost:{port}"
    if process.poll() is None:
        process.kill()
        process.wait()


def opened(address: str) -> str:
    """The page, as soon as the server is there."""
    for _ in range(SECONDS):
        try:
            with urlopen(address) as page:  # noqa: S310 - an address of our own
                return str(page.read().decode())
        except URLError:
            time.sleep(1)
    raise AssertionError(f"nobody answers at {address}")


def test_it_is_set_up_served_and_ended(server: tuple[subprocess.Popen[str], str], tmp_path: Path) -> None:
    process, address = server
    people = opened(f"{address}/demo/")
    assert "commissioner" in people
    assert 'href="/static/nhs.css"' in people
    assert "@font-face" not in opened(f"{address}/static/nhs.css")
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, said
    assert f"Common Ground is at {address}" in said
    for role in ("commissioner", "lead", "evaluator", "administrator"):
        assert f"  {role}" in said
    assert (tmp_path / "demo/web/commonground.sqlite3").exists()
