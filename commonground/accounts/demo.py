"""The made-up people of the demo: nobody else can be signed in with one click."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet

from commonground.accounts.models import User

DOMAIN = "@demo.example"


def made_up_people() -> QuerySet[User]:
    """The people of the demo, by role; nobody anywhere else."""
    if not settings.DEMO:
        return User.objects.none()
    return User.objects.filter(email__endswith=DOMAIN).order_by("role", "name")
