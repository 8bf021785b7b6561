"""The people of the practices: managers who left, addresses that came back, and how the practices are staffed."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from commonground.practices.models import Contact, Practice, Staffing
from commonground.web.demo import names
from commonground.web.demo.season import Setting

R = Contact.Role
THERE = {R.MANAGER: 0.94, R.DEPUTY: 0.3, R.LEAD_NURSE: 0.8, R.NURSE: 0.5, R.GP_LEAD: 0.55, R.ADMIN_LEAD: 0.35}
MANAGER_LEFT, CAME_BACK, STAFFING_KNOWN, NOT_CONFIRMED = 0.14, 0.08, 0.6, 0.15
SOURCES = ("the practice's website", "the receptionist", "the last visit", "the borough's list")
PATIENTS_TO_A_NURSE_HOUR = 110
Contacts = dict[int, list[Contact]]


def make_contacts(given: Setting, practices: list[Practice]) -> Contacts:
    """By practice, the people who are there now."""
    made = []
    for practice in practices:
        if given.rng.random() < MANAGER_LEFT:
            made.append(_contact(given, practice, R.MANAGER, left=True))
        made += [
            _contact(given, practice, role) for role, chance in THERE.items() if given.rng.random() < chance
        ]
    by_practice: Contacts = defaultdict(list)
    for contact in Contact.objects.bulk_create(made):
        if contact.left_on is None:
            by_practice[contact.practice_id].append(contact)
    return by_practice


def make_staffing(given: Setting, practices: list[Practice]) -> None:
    """What some practices said of their staffing; a vacancy goes with fewer appointments."""
    rng, made = given.rng, []
    for practice in practices:
        if rng.random() > STAFFING_KNOWN:
            continue
        hours = max(6, round((practice.list_size or 0) / PATIENTS_TO_A_NURSE_HOUR * rng.uniform(0.5, 1.4)))
        vacancies = rng.choices((0, 1, 2), (70, 24, 6))[0]
        made.append(
            Staffing(
                practice=practice,
                as_at=given.today - timedelta(days=rng.randint(5, 300)),
                nurse_hours=Decimal(hours),
                trained_staff=max(1, round(hours / 30) + 1 - vacancies),
                vacancies=vacancies,
                weekly_slots=max(2, round(hours / 5) - 3 * vacancies),
            )
        )
    Staffing.objects.bulk_create(made)


def _contact(given: Setting, practice: Practice, role: str, *, left: bool = False) -> Contact:
    rng, name = given.rng, names.person_name(given.rng)
    added = given.today - timedelta(days=rng.randint(120, 900))
    bounced = left or (role == R.MANAGER and rng.random() < CAME_BACK)
    confirmed = None if rng.random() < NOT_CONFIRMED else added + timedelta(days=rng.randint(0, 100))
    return Contact(
        practice=practice,
        name=name,
        role=role,
        email=f"{names.email_name(name)}@{practice.code.lower()}.example",
        phone=practice.phone,
        source=rng.choice(SOURCES),
        added_on=added,
        confirmed_on=confirmed,
        bounces=int(bounced),
        bounced_on=given.today - timedelta(days=rng.randint(10, 60)) if bounced else None,
        left_on=given.today - timedelta(days=rng.randint(10, 100)) if left else None,
    )
