"""Where a line leads: the page on which it is done."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from commonground.plans.models import Plan
from commonground.practices.models import Practice
from commonground.visits.models import Visit


def where(name: str, **kwargs: object) -> str:
    """The address of a page, or nothing where this installation has no such page."""
    try:
        return reverse(name, kwargs=kwargs or None)
    except NoReverseMatch:
        return ""


def of_visit(visit: Visit) -> str:
    """The page of a visit, or of its practice."""
    return where("visit", pk=visit.pk) or of_practice(visit.practice)


def of_plan(plan: Plan) -> str:
    """The page of a plan with its actions and promises, or the plans of its practice."""
    return where("plan", pk=plan.pk) or of_practice(plan.practice, "plans")


def of_practice(practice: Practice, part: str = "") -> str:
    """The page of a practice, or a part of it."""
    return reverse("practice", kwargs={"code": practice.code}) + (f"#{part}" if part else "")
