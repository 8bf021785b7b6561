"""An organisation's sign-in made up for tests: an OpenID Connect provider on this machine."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

CLIENT, SECRET = "common-ground", "the-secret-of-an-invented-trust-for-tests"


@dataclass
class Provider:
    """Who is at its sign-in page, and what was asked of it. It checks what a real one checks: state stays ours."""

    claims: dict[str, Any]
    address: str = ""
    asked: list[str] = field(default_factory=list)
    waiting: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> dict[str, Any]:
        """The provider as it stands in COMMONGROUND_OPENID_CONNECT."""
        return {
            "provider_id": "trust",
            "name": "Invented Trust",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": self.address, "oauth_pkce_enabled": True},
        }

    def discovery(self) -> dict[str, Any]:
        """What it says of itself."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorise(self, wanted: dict[str, str]) -> str:
        """The person signs in there: the address that leads back."""
        code = f"code-{len(self.waiting)}"
        self.waiting[code] = wanted
        return f"{wanted['redirect_uri']}?{urlencode({'code': code, 'state': wanted['state']})}"

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Tokens for a code, once, for who knows the client's secret and began the sign-in; else nothing."""
        began = self.waiting.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if began is None or form.get("client_secret") != SECRET or began.get("code_challenge") != proof:
            return None
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 60, **self.claims}
        return {
            "access_token": "access",
            "token_type": "Bearer",
            "id_token": jwt.encode(claims, SECRET, algorithm="HS256"),
        }


class _Answers(BaseHTTPRequestHandler):
    def __init__(self, provider: Provider, *args: Any) -> None:
        self.provider = provider
        super().__init__(*args)

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        self.provider.asked.append(place.path)
        if place.path == "/.well-known/openid-configuration":
            self.give(self.provider.discovery())
        elif place.path == "/authorize":
            self.send_response(HTTPStatus.FOUND)
            self.send_header("Location", self.provider.authorise(_one_each(place.query)))
            self.end_headers()
        elif place.path == "/userinfo" and self.headers["Authorization"] == "Bearer access":
            self.give(self.provider.claims)
        else:
            self.give(None)

    def do_POST(self) -> None:
        self.provider.asked.append(self.path)
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.give(self.provider.token(_one_each(form)) if self.path == "/token" else None)

    def give(self, answer: dict[str, Any] | None) -> None:
        self.send_response(HTTPStatus.OK if answer is not None else HTTPStatus.BAD_REQUEST)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer or {"error": "invalid_grant"}).encode())

    def log_message(self, *_: Any) -> None:
        """Say nothing between the tests."""


def _one_each(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


@contextmanager
def serving(claims: dict[str, Any]) -> Iterator[Provider]:
    """A provider at whose sign-in page somebody with these claims is."""
    provider = Provider(claims)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Answers, provider))
    provider.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
