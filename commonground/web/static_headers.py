"""What goes with our static files: a worker obeys the policy of its own script, not that of the page that starts it."""

from __future__ import annotations

import base64
from collections.abc import MutableMapping
from hashlib import sha256

from commonground.documents.html import page_styles

WORKER = "count/worker.js"
WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
"""WebAssembly may run, strings may not become code, and nothing is asked of or sent to another host."""
REPORT_STYLE = f"'sha256-{base64.b64encode(sha256(page_styles().encode()).digest()).decode()}'"
"""The styles of the report of a practice's count, and no others, may stand in a page."""


def add_static_headers(headers: MutableMapping[str, str], path: str, url: str) -> None:  # noqa: ARG001 - as whitenoise calls it
    """Give the counting worker its policy, and every file the rule that its type is what it says."""
    headers["X-Content-Type-Options"] = "nosniff"
    if url.endswith(WORKER):
        headers["Content-Security-Policy"] = WORKER_POLICY
