"""Practices, the people there, and how they are staffed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from commonground.core.free_text import AddressField, FreeTextField, PhoneField, ShortTextField
from commonground.core.models import Area
from commonground.core.personal import NOT_SHOWN, SOMEBODY

WEEKDAYS = tuple(enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")))


class Practice(models.Model):
    """A GP practice. One that merged into another names its successor, and is never deleted: its history stays."""

    code = ShortTextField(max_length=10, unique=True)
    name = ShortTextField()
    address = ShortTextField(blank=True)
    postcode = ShortTextField(max_length=10, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="practices")
    pcn_code = ShortTextField(max_length=10, blank=True)
    pcn_name = ShortTextField(blank=True)
    supplier = ShortTextField(max_length=60, blank=True)
    phone = PhoneField(blank=True)
    email = AddressField(blank=True)
    list_size = models.PositiveIntegerField(null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    merged_on = models.DateField(null=True, blank=True)
    visitor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="caseload"
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ("name", "code")
        indexes = (models.Index(fields=["area", "name"]),)

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


def followers(practice: Practice) -> list[Practice]:
    """The practice into which one merged, that into which this one did, and so on."""
    found = []
    while practice.successor is not None:
        practice = practice.successor
        found.append(practice)
    return found


class Surgery(models.Model):
    """Hours of a weekday that the practice calls surgeries: no visit then. Monday is 0."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="surgeries")
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        ordering = ("weekday", "starts")

    def __str__(self) -> str:
        return f"{dict(WEEKDAYS)[self.weekday]}, {self.starts:%H:%M} to {self.ends:%H:%M}"


class ClosedDay(models.Model):
    """A day on which the practice is closed: training, a move."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="closed_days")
    day = models.DateField()
    reason = ShortTextField(blank=True)
    personal: ClassVar = {"reason": NOT_SHOWN}

    class Meta:
        ordering = ("day",)
        constraints = (models.UniqueConstraint(fields=["practice", "day"], name="one_closed_day"),)


class Contact(models.Model):
    """A person at a practice. One who left stays, and the next confirmed one takes the place."""

    class Role(models.TextChoices):
        """What they do there."""

        MANAGER = "manager", "Practice manager"
        DEPUTY = "deputy", "Deputy practice manager"
        LEAD_NURSE = "lead_nurse", "Lead nurse"
        NURSE = "nurse", "Practice nurse"
        GP_LEAD = "gp_lead", "GP lead"
        CLINICAL_LEAD = "clinical_lead", "Immunisation lead (clinical)"
        ADMIN_LEAD = "admin_lead", "Immunisation lead (administrative)"
        OTHER = "other", "Somebody else"

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="contacts")
    name = ShortTextField()
    role = models.CharField(max_length=20, choices=Role.choices)
    email = AddressField(blank=True)
    phone = PhoneField(blank=True)
    source = ShortTextField()
    added_on = models.DateField()
    confirmed_on = models.DateField(null=True, blank=True)
    bounces = models.PositiveSmallIntegerField(default=0)
    bounced_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords()
    personal: ClassVar = {"name": "Person {code}", "email": "", "phone": "", "source": NOT_SHOWN}

    class Meta:
        ordering = ("role", "name")

    def __str__(self) -> str:
        return f"{self.name}, {self.get_role_display()}"


class Staffing(models.Model):
    """How a practice was staffed on a day, as somebody there said."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="staffing")
    as_at = models.DateField()
    nurse_hours = models.DecimalField(
        "nurse hours a week", max_digits=5, decimal_places=1, null=True, blank=True
    )
    trained_staff = models.PositiveSmallIntegerField("staff trained to immunise", null=True, blank=True)
    vacancies = models.PositiveSmallIntegerField("vacant posts", null=True, blank=True)
    weekly_slots = models.PositiveSmallIntegerField("immunisation appointments a week", null=True, blank=True)
    note = FreeTextField(blank=True)

    class Meta:
        ordering = ("-as_at", "-pk")


class Load(models.Model):
    """A file that was loaded into the directory: what kind, when, by whom, and how much it changed."""

    class Kind(models.TextChoices):
        """What the file was."""

        ODS = "ods", "The national directory (epraccur)"
        PCN = "pcn", "The national list of PCNs (ePCN)"
        PLACES = "places", "Where postcodes are"
        SHEET = "sheet", "A spreadsheet of our own"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    file_name = ShortTextField()
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=200)
    changes = models.PositiveIntegerField()
    personal: ClassVar = {"file_name": NOT_SHOWN, "loaded_by": SOMEBODY}

    class Meta:
        ordering = ("-loaded_at", "-pk")
