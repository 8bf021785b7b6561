"""Debian's chromium for the tests that look at a page, installed where that is allowed.

`python -m tests.browser` is what `make test` runs once.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

CHROMIUM = "chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> str | None:
    """The path of a chromium on this machine, if there is one."""
    return shutil.which(CHROMIUM) or shutil.which("chromium-browser") or shutil.which("google-chrome")


def install() -> None:
    """Install chromium with apt-get as root; say what to do where that is not possible."""
    if find():
        return
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit("The browser tests need chromium: install it (apt-get install chromium) and run again.")
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", CHROMIUM], check=True)


if __name__ == "__main__":
    install()
