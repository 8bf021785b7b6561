"""Puts the demo into a database where nobody works, and says how to sign in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction

from commonground.accounts.demo import DOMAIN
from commonground.accounts.models import User
from commonground.core.caller import Role
from commonground.core.models import AuditEvent
from commonground.engine.errors import UserError
from commonground.engine.rules.visit_book import load_visit_book
from commonground.practices.models import Practice
from commonground.visits.models import Visit
from commonground.web.demo import (
    agreed,
    arranging,
    contacts,
    findings,
    letters,
    people,
    places,
    published,
    settled,
    timetable,
    visits,
)
from commonground.web.demo.season import Setting, Size, at, setting

FIRST_PRACTICES = 40
"""Of an earlier round, those at the head of the list, the merged ones among them."""


def fill_if_empty(today: date, size: Size | None = None) -> None:
    """Put the demo in, once. Raises UserError outside the demo, or where there are people who are not made up."""
    if not settings.DEMO:
        raise UserError("The demo's people can only be put into a demo: use `commonground serve --demo`.")
    if User.objects.exclude(email__endswith=DOMAIN).exists():
        raise UserError(
            "This database has people who are not made up, so the demo is not put into it. "
            "Set COMMONGROUND_HOME to an empty folder, or take --demo away."
        )
    if not User.objects.exists():
        with transaction.atomic():
            _fill(setting(today, size or Size()))


def sign_ins() -> Iterator[str]:
    """How to sign in, in lines: one of the made-up people for each role."""
    yield f"Sign in with one click at {settings.BASE_URL}/demo/ or with an address and a password:"
    for role in Role:
        person = User.objects.filter(role=role, email__endswith=DOMAIN).order_by("pk").first()
        if person:
            yield f"  {role.value:<14}{person.email:<34}{people.PASSWORD}"


def _fill(given: Setting) -> None:
    region, boroughs = places.make_areas(given.size.visitors)
    commissioners = people.make_people(given, region, boroughs)
    visitor_of = {area.pk: person for person in commissioners for area in person.areas.all()}
    every = places.make_practices(given, boroughs, visitor_of)
    there = contacts.make_contacts(given, every)
    contacts.make_staffing(given, every)
    everything: list[Visit] = []
    for years in range(given.size.earlier_rounds, 0, -1):
        season = given.season.earlier(years)
        _, made = visits.make_round(
            given,
            region,
            _of_an_earlier_round(given, every),
            season,
            name=f"Round of {season.starts_on.year}",
        )
        everything += made
    merged_on = given.season.starts_on - timedelta(days=120)
    still_there = places.merge_some(given, every, merged_on)
    this, made = visits.make_round(
        given,
        region,
        still_there,
        given.season,
        name=f"Round of {given.season.starts_on.year}",
        planned=timetable.plan_round,
    )
    everything += made
    timetable.accept(given, this)
    _follow(given, everything, made, there)
    published.make_published(given, region, every)
    settled.make_settled(given, region, still_there)


def _follow(given: Setting, everything: list[Visit], current: list[Visit], there: contacts.Contacts) -> None:
    book = load_visit_book()
    arranging.make_attempts(given, everything)
    arranging.make_attendees(given, everything, there)
    arranging.make_wishes(given, current)
    findings.make_records(given, everything, book)
    findings.make_questions(given, everything)
    agreed.make_plans(given, everything, book)
    letters.make_letters(given, current, there, book)
    _trail(given, everything)


def _of_an_earlier_round(given: Setting, every: list[Practice]) -> list[Practice]:
    wanted = min(given.size.practices_of_an_earlier_round, len(every))
    first = every[: min(FIRST_PRACTICES, wanted)]
    rest = every[len(first) :]
    return [*first, *given.rng.sample(rest, wanted - len(first))]


def _trail(given: Setting, everything: list[Visit]) -> None:
    """The audit events that arranging and holding the visits would have written."""
    events = []
    for visit in everything:
        for event, moment in visits.moments(visit):
            if moment <= at(given.today, 8):
                events.append(
                    AuditEvent(
                        at=moment,
                        event=event,
                        actor_kind="user",
                        actor_id=str(visit.visitor_id),
                        actor_name=visit.visitor.name,
                        subject_type="visits.visit",
                        subject_id=str(visit.pk),
                        practice_code=visit.practice.code,
                        details={},
                    )
                )
    AuditEvent.objects.bulk_create(events, batch_size=500)
