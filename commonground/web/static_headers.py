"""What goes with our static files: a worker obeys the policy of its own script, not that of the page that starts it."""

from __future__ import annotations

from collections.abc import MutableMapping

WORKER = "count/worker.js"
WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
"""WebAssembly may run, strings may not become code, and nothing is asked of or sent to another host."""


def add_static_headers(headers: MutableMapping[str, str], path: str, url: str) -> None:  # noqa: ARG001 - as whitenoise calls it
    """Give the counting worker its policy, and every file the rule that its type is what it says."""
    headers["X-Content-Type-Options"] = "nosniff"
    if url.endswith(WORKER):
        headers["Content-Security-Policy"] = WORKER_POLICY
