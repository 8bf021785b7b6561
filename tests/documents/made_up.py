"""A made-up practice's rows, as they stand after disclosure control."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from commonground.documents.report import Reading, ReportInput, SetAside
from commonground.engine.disclosure import hide_figure
from commonground.engine.figures import CauseRow, DiagnosisRow, DueRow, FigureRow, Shared
from commonground.engine.records.tables import Tally
from commonground.engine.rules.loader import load_rulebook
from commonground.engine.statistics.intervals import percentages

AS_AT = date(2026, 10, 4)
RULEBOOK = load_rulebook()
MIXED_INDICATOR = "hib_menc_24m"
HIDDEN_INDICATOR = "rota_12m"
CHILDLESS_INDICATOR = "menb_12m"
QUARTERS = (
    ("2023-24 Q3", date(2023, 10, 1), date(2023, 12, 31)),
    ("2023-24 Q4", date(2024, 1, 1), date(2024, 3, 31)),
    ("2024-25 Q1", date(2024, 4, 1), date(2024, 6, 30)),
    ("2024-25 Q2", date(2024, 7, 1), date(2024, 9, 30)),
    ("2024-25 Q3", date(2024, 10, 1), date(2024, 12, 31)),
    ("2024-25 Q4", date(2025, 1, 1), date(2025, 3, 31)),
    ("2025-26 Q1", date(2025, 4, 1), date(2025, 6, 30)),
    ("2025-26 Q2", date(2025, 7, 1), date(2025, 9, 30)),
)
YEAR = (QUARTERS[4][1], QUARTERS[-1][2])


def figure(
    definition: str,
    indicator: str,
    period: str,
    days: tuple[date | None, date],
    counts: tuple[int, int],
    *,
    excluded: int | str | None = None,
    status: str = "ok",
) -> FigureRow:
    numerator, denominator = counts
    coverage, lower, upper = percentages(numerator, denominator) if denominator else (None, None, None)
    return FigureRow(
        org_code="Z99001",
        definition=definition,
        indicator=indicator,
        period=period,
        period_start=days[0],
        period_end=days[1],
        cohort_from=None if definition == "up_to_date" else date(2023, 10, 1),
        cohort_to=None if definition == "up_to_date" else date(2024, 9, 30),
        as_at=AS_AT,
        denominator=denominator,
        numerator=numerator,
        coverage=coverage,
        lower95=lower,
        upper95=upper,
        excluded=excluded,
        status=status,
        release="practice count of 2026-10-04",
        origin="extract",
        rule_ids=(indicator,),
        rulebook_version=RULEBOOK.version,
    )


def cover() -> Iterator[FigureRow]:
    for indicator in ("dtap_ipv_hib_hepb_12m", HIDDEN_INDICATOR, CHILDLESS_INDICATOR, "mmr1_24m", "mmr2_5y"):
        for number, (name, first, last) in enumerate(QUARTERS):
            yield figure("cover", indicator, name, (first, last), (7 + number, 14))
        counts = (0, 0) if indicator == CHILDLESS_INDICATOR else (49, 54)
        status = "no children" if indicator == CHILDLESS_INDICATOR else "ok"
        row = figure("cover", indicator, "year to 2025-26 Q2", YEAR, counts, status=status)
        yield hide_figure(row) if indicator == HIDDEN_INDICATOR else row
    yield figure(
        "cover", MIXED_INDICATOR, "year to 2025-26 Q2", YEAR, (20, 25),
        status="mixed cohort",
    )  # fmt: skip


def qof(excluded: int | str = 2) -> Iterator[FigureRow]:
    for id_, counts in (("VI001", (60, 66)), ("VI002", (45, 57)), ("VI003", (40, 58))):
        for year, start in (("2024/25", 2024), ("2025/26", 2025)):
            days = (date(start, 4, 1), date(start + 1, 3, 31))
            yield figure("qof", id_, year, days, counts, excluded=excluded)


def up_to_date() -> FigureRow:
    return figure("up_to_date", "up_to_date", "2026-10-04", (None, AS_AT), (281, 340))


def diagnosis() -> Iterator[DiagnosisRow]:
    bands = {"0": 52, "1": 55, "2": 58, "3": None, "4": 60, "5": 60, "all": 340}
    for n, measure in enumerate(RULEBOOK.measures):
        for band, of in bands.items():
            if of is None:
                yield DiagnosisRow(measure, band, None, None, "hidden")
            elif band == "all":
                yield DiagnosisRow(measure, band, 100 + n, of, "ok")
            elif band == "0":
                yield DiagnosisRow(measure, band, 0, of, "ok")
            else:
                yield DiagnosisRow(measure, band, "1 to 4", of, "small")


def causes() -> Iterator[CauseRow]:
    names = ("mmr1_24m", "year to 2025-26 Q2", "VI002", "2025/26")
    yield CauseRow(*names, "both", "both", "", 40, "ok")
    yield CauseRow(*names, "first", "both", "given_too_late", 9, "ok")
    yield CauseRow(*names, "first", "both", "none_on_record", 0, "ok")
    for cause in ("other_age", "not_on_the_list"):
        yield CauseRow(*names, "second", "second", cause, None, "hidden")
    yield CauseRow(*names, "neither", "both", "", 5, "ok")
    today = (*names[:2], "up_to_date", "2026-10-04")
    yield CauseRow(*today, "both", "both", "", None, "hidden")
    yield CauseRow(*today, "first", "both", "dose_overdue", None, "hidden")


DUE = (DueRow("dtp", 17, "ok"), DueRow("mmr", 0, "ok"), DueRow("menb", "1 to 4", "small"))
READING = Reading(
    form="one row per event",
    tally=Tally(rows=5321, used=5290, without_event=3, set_aside=28, children=412, children_set_aside=2),
    warnings=("2 sheets were empty.",),
    set_aside=(
        SetAside("The date is after the day of the count.", "Check the date in the record.", 20),
        SetAside("There is no date.", "Add the full date.", 8),
    ),
    unknown_labels=7,
    unknown_entries=31,
    known_not_counted={"HPV": 12, "flu": 1},
    lists_children=True,
    registration_known=True,
)


def report_input(reading: Reading = READING, shared: Shared | None = None) -> ReportInput:
    rows = shared or Shared((*cover(), *qof(), up_to_date()), tuple(diagnosis()), DUE, tuple(causes()))
    return ReportInput("Z99001", AS_AT, RULEBOOK, rows, reading)
