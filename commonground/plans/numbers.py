"""The numbers of the visit book, as the lead of an area has them."""

from __future__ import annotations

from datetime import date

from dateutil.relativedelta import relativedelta

from commonground.core.models import Area
from commonground.engine.rules.visit_book import load_visit_book
from commonground.plans.models import AreaNumber


def number_for(area: Area, name: str) -> int:
    """A number for an area: its own, else that of the area it lies in, else the visit book's."""
    around = [area]
    while around[-1].parent is not None:
        around.append(around[-1].parent)
    changed = dict(AreaNumber.objects.filter(name=name, area__in=around).values_list("area_id", "number"))
    nearest = next((changed[one.pk] for one in around if one.pk in changed), None)
    return int(nearest if nearest is not None else load_visit_book().number(name))


def months_after(day: date, months: int) -> date:
    """The same day some months on, or the last day of that month."""
    found: date = day + relativedelta(months=months)
    return found
