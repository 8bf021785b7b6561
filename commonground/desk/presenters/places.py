"""Where a line leads: the page on which it is done."""

from __future__ import annotations

from django.urls import reverse

from commonground.plans.models import Plan
from commonground.practices.models import Practice
from commonground.visits.models import Visit


def where(name: str, **kwargs: object) -> str:
    """The address of a page."""
    return reverse(name, kwargs=kwargs or None)


def of_visit(visit: Visit) -> str:
    """The page of a visit."""
    return where("visit", pk=visit.pk)


def of_plan(plan: Plan) -> str:
    """The page of a plan with its actions and promises."""
    return where("plan", pk=plan.pk)


def of_practice(practice: Practice) -> str:
    """The page of a practice."""
    return where("practice", code=practice.code)
