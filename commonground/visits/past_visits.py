"""Past visits that a commissioner's spreadsheet tells of, and loading such a sheet in one step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from commonground.accounts.models import User
from commonground.accounts.queries import people
from commonground.core.caller import Caller, Role
from commonground.core.services import Changed, RefusedError, save, service
from commonground.engine.records.words import key
from commonground.engine.rules.visit_book import load_visit_book
from commonground.practices import queries as practices
from commonground.practices.loading.apply import keep_load
from commonground.practices.models import Load
from commonground.practices.policies import check_change
from commonground.practices.sheet.differences import SheetDifferences, change_all
from commonground.practices.sheet.rows import RowProblem, SheetRow
from commonground.visits.models import Visit

MIDDAY = time(12)
"""A sheet gives the day of a visit, not the hour."""
REASON = "Held before it was kept here; from the spreadsheet that was loaded."


@dataclass(frozen=True)
class PastVisit:
    """A visit that was held and is not here yet."""

    row: SheetRow
    day: date
    visitor: User

    @property
    def words(self) -> str:
        """What is shown."""
        return f"{self.day.day} {self.day:%B %Y}, by {self.visitor.name}"


@dataclass
class PastVisits:
    """Those to add, and the rows that do not say whose visit it was."""

    visits: list[PastVisit] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)


def compare_visits(caller: Caller, rows: Sequence[SheetRow]) -> PastVisits:
    """The past visits that are not here yet, each once. A row without a visitor means the practice's own."""
    held = {
        (practice, timezone.localtime(at).date())
        for practice, at in Visit.objects.filter(
            practice__in=practices.practices(caller), starts_at__isnull=False
        ).values_list("practice", "starts_at")
        if at is not None
    }
    who = {key(one.name): one for one in people(caller) if one.role in (Role.COMMISSIONER, Role.LEAD)}
    found = PastVisits()
    for row in rows:
        if row.visited is None or (row.practice.pk, row.visited) in held:
            continue
        held.add((row.practice.pk, row.visited))
        visitor = who.get(key(row.visitor)) if row.visitor else row.practice.visitor
        if visitor is None:
            found.problems.append(_nobody(row, who.values()))
        else:
            found.visits.append(PastVisit(row, row.visited, visitor))
    return found


def _nobody(row: SheetRow, who: Iterable[User]) -> RowProblem:
    names = ", ".join(sorted(one.name for one in who))
    said = "This is nobody who visits here" if row.visitor else "Nobody visits this practice yet"
    return RowProblem(row.row, "Who visited", f"{said}, so the visit was left out. Write one of: {names}.")


@service("visit.past_added")
def add_past_visit(caller: Caller, past: PastVisit, *, now: datetime) -> Changed[Visit]:
    """Keep a visit that was held before it could be kept here: held, written up elsewhere, closed."""
    check_change(caller, past.row.practice)
    starts = timezone.make_aware(datetime.combine(past.day, MIDDAY))
    visit = Visit(
        practice=past.row.practice,
        visitor=past.visitor,
        state=Visit.State.CLOSED,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=load_visit_book().number("visit-minutes")),
        closed_at=now,
        made_at=now,
        reason=REASON,
        from_sheet=True,
    )
    return Changed(save(visit), past.row.practice.code, {"day": past.day.isoformat()})


@service("sheet.loaded")
def load_sheet(
    caller: Caller, found: SheetDifferences, past: PastVisits, file: str, *, now: datetime
) -> Changed[Load]:
    """Make every change that a sheet asks for, in one step. Raises RefusedError where it asks for none."""
    changes = found.count + len(past.visits)
    if not changes:
        raise RefusedError("Nothing in this sheet differs from what is here.")
    change_all(caller, found, on=timezone.localdate(now))
    for visit in past.visits:
        add_past_visit(caller, visit, now=now)
    load = keep_load(caller, Load.Kind.SHEET, file, changes=changes, now=now)
    return Changed(load, details={**_counted(found), "visits": len(past.visits)})


def _counted(found: SheetDifferences) -> Mapping[str, int]:
    return {
        "practices": len(found.practices),
        "new_people": len(found.new_people),
        "changed_people": len(found.changed_people),
    }
