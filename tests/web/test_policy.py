"""The content security policy of every page, pinned: nothing from elsewhere, nothing inline."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.world import World


@pytest.mark.parametrize("path", ["/accounts/login/", "/", "/practices/", "/study/", "/nowhere/"])
def test_a_page_may_load_and_run_only_what_is_ours(path: str, world: World, client: Client) -> None:
    if path != "/accounts/login/":
        client.force_login(world.lead)
    response = client.get(path)
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert set(policy) == {
        "default-src",
        "connect-src",
        "script-src",
        "img-src",
        "object-src",
        "base-uri",
        "form-action",
        "frame-ancestors",
    }
    assert "unsafe" not in response["Content-Security-Policy"]
    assert policy["default-src"] == "'self'"  # style-src, worker-src and font-src among them
    assert policy["connect-src"] == "'self'"
    assert re.fullmatch(r"'self'( 'nonce-[\w+/=-]+')?", policy["script-src"])
    assert policy["object-src"] == policy["frame-ancestors"] == "'none'"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/accounts/login/", "/", "/practices/", "/study/", "/lists/"])
def test_a_page_has_no_style_or_script_in_its_text(path: str, world: World, client: Client) -> None:
    if path != "/accounts/login/":
        client.force_login(world.lead)
    page = client.get(path).content.decode()
    assert not re.search(r"<style|\sstyle=|\son\w+=", page)
    assert re.search(r"https?://(?!www\.w3\.org)[^\"' ]+\.(?:js|css)", page) is None
