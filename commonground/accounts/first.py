"""The first administrator of an installation, who can be let in by nobody who is there already."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError

from commonground.accounts import queries, services
from commonground.accounts.models import User
from commonground.core.caller import SYSTEM, Role
from commonground.core.links import address_of
from commonground.core.models import Area


def let_in_administrator(email: str, name: str, region: str, region_name: str, *, now: datetime) -> str:
    """Let in an administrator of a region, which is added where it is not kept yet; the link for their password.

    Raises ValidationError where the address is no address or somebody has it.
    """
    area = queries.areas(SYSTEM).filter(code=region).first()
    if area is None:
        area = services.add_area(SYSTEM, Area(code=region, name=region_name or region, kind=Area.Kind.REGION))
    if User.objects.filter(email__iexact=email).exists():
        raise ValidationError("Somebody with this address is here already.")
    person = User(email=email, name=name, role=Role.ADMINISTRATOR)
    services.add_person(SYSTEM, person, areas=[area], now=now)
    return address_of(queries.password_link(person))
