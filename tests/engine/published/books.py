"""Small workbooks in the layouts of published tables, written by hand."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from html import escape

import openpyxl

from tests.engine.records.workbooks_by_hand import ods_of

Rows = Sequence[Sequence[object]]


def xlsx(sheets: Mapping[str, Rows]) -> bytes:
    """An Excel workbook."""
    book = openpyxl.Workbook()
    for sheet in list(book.worksheets):
        book.remove(sheet)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def ods(sheets: Mapping[str, Rows]) -> bytes:
    """A LibreOffice workbook."""
    return ods_of({name: "".join(map(_row, rows)) for name, rows in sheets.items()})


def _row(row: Sequence[object]) -> str:
    return f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>"


def _cell(value: object) -> str:
    if isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
        return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"
    if value in ("", None):
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'


COVER_2024_Q4: Mapping[str, Rows] = {
    "Cover": [
        ["Cover of vaccination evaluated rapidly (COVER) programme"],
        ["Quarterly vaccination coverage statistics for children aged up to 5 years: January to March 2025"],
        ["Evaluation dates", "1 January 2025 to 30 March 2025"],
        ["12m cohort", "Born between 1 January 2024 and 30 March 2024"],
        ["24m cohort", "Born between 1 January 2023 and 31 March 2023"],
    ],
    "Contents": [["Contents"], ["Table_6", "Table 6. Completed primary immunisations at 24 months"]],
    "Notes": [
        ["Notes"],
        ["Note number", "Note text"],
        ["[note 2]", "City of London is included in Hackney."],
        ["[note 6]", "GP data only: does not include the unregistered population."],
    ],
    "Table_6": [
        [
            "Table 6. Completed primary immunisations at 24 months by upper tier local authority: January to March 2025"
        ],
        ["This worksheet contains one table. Notes are on the notes sheet."],
        ["[x] excluded because of data quality. [z] not applicable."],
        [],
        [
            "Code",
            "Local authority",
            "Region name",
            "Organisation Data Service code",
            "Notes",
            "Number of children who reached 24 months in reporting quarter",
            "Coverage at 24 months DTaP/IPV/Hib/HepB Prim (%)",
            "Coverage at 24 months PCV Booster (%)",
            "Coverage at 24 months Hib/MenC Booster (%)",
            "Coverage at 24 months MMR1 (%)",
            "Coverage at 24 months MenB Booster (%)",
        ],
        ["E92000001", "England", "", "", "", 1200, 92.5, 88.1, 88.6, 88.75, 87.5],
        ["E09000012", "Hackney", "London", "704", "[note 2]", 800, 90.5, 85, 85.5, 87.5, 80],
        [
            "E09000001",
            "City of London",
            "London",
            "714",
            "[note 2]",
            "[z]",
            "[z]",
            "[z]",
            "[z]",
            "[z]",
            "[z]",
        ],
        ["E09000005", "Brent", "London", "719", "[note 6]", 400, 96.5, 94.25, 94.75, 91.25, "[x]"],
    ],
    "Table_10": [
        ["Table 10. All data items by upper tier local authority. January to March 2025"],
        ["This worksheet contains one table."],
        [],
        [],
        [
            "Country",
            "Upper tier local authority ODS code",
            "Upper tier local authority name",
            "New NHSE Local Team_Name",
            "Financial year",
            "Financial year Quarter",
            "24m_Denom",
            "24m_MMR1_Num",
            "24m_MMR1_Denom",
            "NHSER name",
        ],
        [
            "England",
            "704",
            "Hackney",
            "NHS England London",
            "2024-25",
            "FY2024_25_Q4",
            "800",
            "700",
            "800",
            "London",
        ],
        [
            "England",
            "719",
            "Brent",
            "NHS England London",
            "2024-25",
            "FY2024_25_Q4",
            "400",
            "365",
            "400",
            "London",
        ],
    ],
}
"""A quarter in the layout of 2024-25 Q4: underscores in the names of sheets, headings in the fifth row."""


def cover_2024_q3() -> dict[str, Rows]:
    """A quarter in the layout of 2024-25 Q3: no underscore, headings in the sixth row, [c] and bands."""
    return {
        "Cover": [
            [
                "Quarterly vaccination coverage statistics for children aged up to 5 years: October to December 2024"
            ],
            ["Evaluation dates", "1 October 2024 to 31 December 2024"],
        ],
        "Table8": [
            ["Table 8. Neonatal hepatitis B coverage at 12 and 24 months by UTLA: October to December 2024"],
            ["[c] suppressed because the number is small."],
            [],
            [],
            [],
            [
                "ONS UTLA code",
                "UTLA name",
                "12m HepB denominator",
                "12m HepB %",
                "24m HepB denominator",
                "24m HepB %",
            ],
            ["E09000005", "Brent", 12, 75, "[c]", "35% to 69%"],
            ["E09000012", "Hackney", 0, "[z]", 7, 100],
        ],
        "Table10": [
            ["Table 10. All data items. October to December 2024"],
            [],
            [],
            [],
            [],
            [
                "Country",
                "Upper tier local authority ODS code",
                "Upper tier local authority name",
                "Financial year",
                "Financial year Quarter",
                "12m_Denom",
                "12m_PCV1_Num",
                "12m_PCV1_Denom",
                "12m_PCV2_Num",
                "12m_PCV2_Denom",
            ],
            ["England", "719", "Brent", "2024-25", "FY2024_25_Q3", 500, 450, 500, "", -99],
            ["England", "704", "Hackney", "2024-25", "FY2024_25_Q3", 300, "[x]", 300, "", -99],
        ],
    }


def gp_level(year: str = "2019 to 2020") -> dict[str, Rows]:
    """GP-level annual tables: percentages and denominators, one denominator blank beside a printed percentage."""
    return {
        "Table_1": [
            [
                f"Table 1. Childhood vaccination coverage by GP practice, April {year.replace(' to ', ' to March ')}"
            ],
            ["Management information"],
            [],
            [
                "GPCode",
                "CCGCode",
                "CCGName",
                "ODSLAUA",
                "12m Denominator",
                "24m Denominator",
                "24m MMR1 %",
                "5y Denominator",
                "5y MMR2 %",
            ],
            ["Z99001", "70F", "Invented CCG", "807", 30, 40, 0.925, 50, 0.88],
            ["Z99002", "70F", "Invented CCG", "807", 30, "", 1, "", 0.5],
            ["Z99003", "70F", "Invented CCG", "807", 25, 1500, 0.912, 20, 0],
        ]
    }
