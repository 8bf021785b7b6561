"""Releases of figures, what was found wrong with them, and files that wait to be taken in.

The shape of a figure is `engine.figures.PublishedRow`; a release is never edited, and a re-issue is another release.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from commonground.core.free_text import AddressField, FreeTextField, ShortTextField
from commonground.core.models import Area
from commonground.core.personal import NOT_SHOWN, SHOWN, SOMEBODY
from commonground.engine.rules.published_book import load_published_book
from commonground.practices.models import Practice

OF_A_PRACTICE = "practice count"
"""The origin of a release that a practice made from its own system."""


def source_title(source: str) -> str:
    """A source as people call it."""
    known = load_published_book().releases.get(source)
    return known.words if known else source


class Release(models.Model):
    """An edition of figures by one source on one date. `key` tells a re-issue from the first: it names the content."""

    key = models.CharField(max_length=200, unique=True)
    source = models.CharField(max_length=60)
    period = models.CharField(max_length=60)
    origin = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, blank=True)
    taken_in_at = models.DateTimeField()
    taken_in_by = models.CharField(max_length=200)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaces")
    """The later edition. Nothing else of a release ever changes."""
    personal: ClassVar = {"taken_in_by": SOMEBODY}

    class Meta:
        ordering = ("-taken_in_at", "-pk")

    def __str__(self) -> str:
        return f"{source_title(self.source)}, {self.period}"


class Figure(models.Model):
    """One figure of a release, with the cell it came from. A count that is not there is None, and `status` says why."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="figures")
    org_code = models.CharField(max_length=40)
    org_name = models.CharField(max_length=200, blank=True)
    level = models.CharField(max_length=20)
    parent_code = models.CharField(max_length=40, blank=True)
    definition = models.CharField(max_length=20)
    indicator = models.CharField(max_length=60)
    age = models.CharField(max_length=20, blank=True)
    period = models.CharField(max_length=60)
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField()
    cohort_from = models.DateField(null=True, blank=True)
    cohort_to = models.DateField(null=True, blank=True)
    as_at = models.DateField()
    denominator = models.PositiveIntegerField(null=True, blank=True)
    numerator = models.PositiveIntegerField(null=True, blank=True)
    coverage = models.FloatField(null=True, blank=True)
    lower95 = models.FloatField(null=True, blank=True)
    upper95 = models.FloatField(null=True, blank=True)
    excluded = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=60)
    note = FreeTextField(blank=True)
    sheet = models.CharField(max_length=100, blank=True)
    cell = models.CharField(max_length=20, blank=True)
    personal: ClassVar = {"note": SHOWN}

    class Meta:
        ordering = ("period_end", "pk")
        indexes = (
            models.Index(fields=["org_code", "indicator", "period_end"]),
            models.Index(fields=["level", "org_name"]),
        )


class Fault(models.Model):
    """What a check found in a release, and where. `apart`: what it is about was kept out of the figures."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="faults")
    kind = models.CharField(max_length=60)
    org_code = models.CharField(max_length=40, blank=True)
    org_name = models.CharField(max_length=200, blank=True)
    sheet = models.CharField(max_length=100, blank=True)
    cell = models.CharField(max_length=40, blank=True)
    found = FreeTextField()
    what_to_do = FreeTextField(blank=True)
    apart = models.BooleanField(default=False)
    personal: ClassVar = {"found": SHOWN, "what_to_do": SHOWN}

    class Meta:
        ordering = ("pk",)


class Upload(models.Model):
    """A file somebody gave: read behind the page, looked at, then taken in or left. Its bytes are in no database."""

    class State(models.TextChoices):
        """From given to its end."""

        WAITING = "waiting", "Waits to be read"
        READING = "reading", "Is being read"
        READ = "read", "Read: look at it, then take it in"
        REFUSED = "refused", "Could not be read"
        TAKING = "taking", "Is being taken in"
        TAKEN = "taken", "Taken in"
        LEFT = "left", "Left"

    file_name = ShortTextField()
    told = ShortTextField(max_length=20, blank=True)
    """The period that whoever gave it says, for a file that says none."""
    kept = models.CharField(max_length=80, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    step = models.CharField(max_length=200, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    sentence = FreeTextField(blank=True)
    found = models.JSONField(default=dict, blank=True)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=200)
    given_by_id = models.BigIntegerField(null=True, blank=True)
    releases = models.ManyToManyField(Release, related_name="uploads", blank=True)

    class Meta:
        ordering = ("-given_at", "-pk")

    @property
    def busy(self) -> bool:
        """Whether something happens behind the page."""
        return self.state in (self.State.WAITING, self.State.READING, self.State.TAKING)


class PracticeCount(models.Model):
    """A release that a practice made from its own system: what came beside its figures."""

    release = models.OneToOneField(Release, models.CASCADE, related_name="count")
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="counts")
    as_at = models.DateField()
    rulebook_version = models.CharField(max_length=40)
    registration_known = models.BooleanField()
    read = models.JSONField()
    diagnosis = models.JSONField(default=list, blank=True)
    due = models.JSONField(default=list, blank=True)
    causes = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("-as_at", "-pk")
        indexes = (models.Index(fields=["practice", "as_at"]),)

    def __str__(self) -> str:
        return str(self.release)


class RowOfACount(models.Model):
    """A row of counts beside the figures. A count that is not there is None; `status` says if it is small or hidden."""

    class Status(models.TextChoices):
        """Whether the count is shown."""

        OK = "ok", "Shown"
        SMALL = "small", "1 to 4"
        HIDDEN = "hidden", "Hidden, because it or a neighbour is small"

    indicator = models.CharField(max_length=60)
    period = models.CharField(max_length=60)
    status = models.CharField(max_length=10, choices=Status.choices)

    class Meta:
        abstract = True


class Difference(RowOfACount):
    """Children in whom a practice count differs from what is held or published, by one cause."""

    count = models.ForeignKey(PracticeCount, models.CASCADE, related_name="differences")
    against = models.CharField(max_length=20)
    against_release = models.CharField(max_length=200, blank=True)
    cause = models.CharField(max_length=40)
    only_in = models.CharField(max_length=10)
    children = models.PositiveIntegerField(null=True, blank=True)
    points = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=["cause"]),)


class Agreement(RowOfACount):
    """Children on both lists, by which record has them vaccinated."""

    count = models.ForeignKey(PracticeCount, models.CASCADE, related_name="agreements")
    both = models.PositiveIntegerField(null=True, blank=True)
    chis_only = models.PositiveIntegerField(null=True, blank=True)
    practice_only = models.PositiveIntegerField(null=True, blank=True)
    neither = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)


class Change(RowOfACount):
    """A part of what changed in a cohort since the practice's baseline."""

    count = models.ForeignKey(PracticeCount, models.CASCADE, related_name="changes")
    baseline_as_at = models.DateField()
    kind = models.CharField(max_length=40)
    counts_in = models.CharField(max_length=20)
    children = models.IntegerField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)


class ChildHealthService(models.Model):
    """Who keeps the list of children from which COVER is counted, for some areas."""

    name = ShortTextField(unique=True)
    email = AddressField(blank=True)
    areas = models.ManyToManyField(Area, related_name="child_health_services", blank=True)
    personal: ClassVar = {"email": NOT_SHOWN}

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Fix(models.Model):
    """A difference that somebody was asked to put right. What became of it is told by releases, and by nobody else.

    `before` is the number that is to move, in `against`; `seen` how far it moved in `seen_in`, None until a release of
    the same indicator came. `same_children`: whether that release is about the same cohort.
    """

    class Owner(models.TextChoices):
        """Who puts it right."""

        PRACTICE = "practice", "The practice"
        CHIS = "chis", "The child health service"
        COMMISSIONER = "commissioner", "The commissioner"
        SUPPLIER = "supplier", "The supplier of the system"

    class Measure(models.TextChoices):
        """Which number moves."""

        NUMERATOR = "numerator", "Children vaccinated"
        DENOMINATOR = "denominator", "Children on the list"

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="fixes")
    indicator = models.CharField(max_length=60)
    period = models.CharField(max_length=60)
    cause = models.CharField(max_length=40)
    only_in = models.CharField(max_length=10, blank=True)
    children = models.PositiveIntegerField()
    owner = models.CharField(max_length=12, choices=Owner.choices)
    to = AddressField(blank=True)
    words = FreeTextField()
    asked_on = models.DateField()
    due_on = models.DateField()
    against = models.ForeignKey(Release, models.PROTECT, related_name="fixes")
    counted_in = models.ForeignKey(PracticeCount, models.PROTECT, null=True, blank=True, related_name="fixes")
    measure = models.CharField(max_length=12, choices=Measure.choices)
    falls = models.BooleanField(default=False)
    before = models.PositiveIntegerField()
    seen = models.PositiveIntegerField(null=True, blank=True)
    seen_in = models.ForeignKey(Release, models.PROTECT, null=True, blank=True, related_name="fixes_seen")
    same_children = models.BooleanField(default=True)
    chased_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_because = FreeTextField(blank=True)
    personal: ClassVar = {"to": NOT_SHOWN}

    class Meta:
        ordering = ("due_on", "pk")
        indexes = (models.Index(fields=["practice", "indicator"]), models.Index(fields=["due_on"]))

    @property
    def settled(self) -> bool:
        """Whether nothing more is to come: all of it was seen, or it was asked by mistake."""
        return self.withdrawn_on is not None or (self.seen is not None and self.seen >= self.children)
