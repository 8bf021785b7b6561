"""A figure as the engine has it, and as it is kept."""

from __future__ import annotations

from commonground.engine.figures import PublishedRow
from commonground.figures.models import Figure, Release


def figure_of(row: PublishedRow, release: Release) -> Figure:
    """A figure as it is kept."""
    return Figure(
        release=release,
        org_code=row.org_code,
        org_name=row.org_name[:200],
        level=row.level,
        parent_code=row.parent_code,
        definition=row.definition,
        indicator=row.indicator,
        age=row.age,
        period=row.period,
        period_start=row.period_start,
        period_end=row.period_end,
        cohort_from=row.cohort_from,
        cohort_to=row.cohort_to,
        as_at=row.as_at,
        denominator=row.denominator,
        numerator=row.numerator,
        coverage=row.coverage,
        lower95=row.lower95,
        upper95=row.upper95,
        excluded="" if row.excluded is None else str(row.excluded),
        status=row.status,
        note=row.note,
        sheet=row.sheet[:100],
        cell=row.cell,
    )


def row_of(figure: Figure) -> PublishedRow:
    """A figure that is kept, as the engine has it."""
    release = figure.release
    return PublishedRow(
        org_code=figure.org_code,
        definition=figure.definition,
        indicator=figure.indicator,
        period=figure.period,
        period_start=figure.period_start,
        period_end=figure.period_end,
        cohort_from=figure.cohort_from,
        cohort_to=figure.cohort_to,
        as_at=figure.as_at,
        denominator=figure.denominator,
        numerator=figure.numerator,
        coverage=figure.coverage,
        lower95=figure.lower95,
        upper95=figure.upper95,
        excluded=int(figure.excluded) if figure.excluded.isdigit() else figure.excluded or None,
        status=figure.status,
        release=release.key,
        origin=release.origin,
        rule_ids=(),
        rulebook_version="",
        org_name=figure.org_name,
        level=figure.level,
        parent_code=figure.parent_code,
        age=figure.age,
        note=figure.note,
        file=release.file_name,
        sheet=figure.sheet,
        cell=figure.cell,
    )
