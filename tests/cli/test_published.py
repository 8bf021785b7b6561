"""`commonground published`: figures from tables, one sentence for a faulty file, and a series with its releases."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pytest
from click.testing import CliRunner

from commonground.cli.main import main
from commonground.engine.figure_files import read_figures
from commonground.engine.published import opening
from tests.engine.published.books import COVER_2024_Q4, gp_level, ods, xlsx
from tests.engine.records.workbooks_by_hand import ods_of

PROTECTED = Path(__file__).parents[1] / "engine" / "records" / "files" / "protected.xlsx"


def run(*arguments: str | Path) -> tuple[int, str]:
    """What the command line answers: exit code and text."""
    result = CliRunner().invoke(main, [str(one) for one in arguments])
    return result.exit_code, result.output


def test_figures_and_checks_are_written(tmp_path: Path) -> None:
    book, out, checks = tmp_path / "cover.ods", tmp_path / "f.parquet", tmp_path / "c.csv"
    book.write_bytes(ods(COVER_2024_Q4))
    code, said = run("published", "read", book, "--out", out, "--checks", checks)
    assert code == 0, said
    assert "f.parquet" in said
    rows = read_figures(out)
    assert {row.period for row in rows} == {"2024-25 Q4"}
    with checks.open(encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    assert {"kind", "file", "sheet", "cell", "found", "what_to_do", "apart"} <= set(found[0])
    assert "cohort dates" in {row["kind"] for row in found}


def test_the_same_file_twice_is_one_release_and_a_re_issue_another(tmp_path: Path) -> None:
    first, copy, again = (tmp_path / name for name in ("a.xlsx", "b.xlsx", "c.xlsx"))
    first.write_bytes(xlsx(gp_level()))
    copy.write_bytes(first.read_bytes())
    changed = gp_level()
    changed["Table_1"] = [*changed["Table_1"], ["Z99004", "70F", "Invented CCG", "807", 30, 40, 0.5, 50, 0.5]]
    again.write_bytes(xlsx(changed))
    out = tmp_path / "f.csv"
    assert run("published", "read", first, "--out", out)[0] == 0
    alone = read_figures(out)
    assert run("published", "read", first, copy, "--out", out)[0] == 0
    assert read_figures(out) == alone
    assert run("published", "read", first, again, "--out", out)[0] == 0
    assert len({row.release for row in read_figures(out)}) == 2
    code, said = run("published", "show", "--org", "z99001", "--indicator", "mmr1_24m", out)
    assert code == 0
    assert said.count("(one of 2)") == 2


def test_show_prints_a_series_with_the_release_and_cell_of_each_number(tmp_path: Path) -> None:
    out = tmp_path / "f.csv"
    for year in ("2019 to 2020", "2020 to 2021"):
        (tmp_path / f"{year[:4]}.xlsx").write_bytes(xlsx(gp_level(year)))
    run("published", "read", tmp_path / "2019.xlsx", tmp_path / "2020.xlsx", "--out", out)
    code, said = run("published", "show", "--org", "Z99001", "--indicator", "mmr1_24m", out)
    assert code == 0
    lines = said.splitlines()
    assert lines[2].split()[:4] == ["2019-20", "37", "40", "92.5%"]
    assert "cover-gp/2019-20/" in lines[2]
    assert "Table_1 G5" in lines[2]
    assert lines[3].startswith("2020-21")


def test_show_says_what_there_is(tmp_path: Path) -> None:
    out, book = tmp_path / "f.csv", tmp_path / "a.xlsx"
    book.write_bytes(xlsx(gp_level()))
    run("published", "read", book, "--out", out)
    assert run("published", "show", "--org", "Z99001", "--indicator", "hpv", out) == (
        2,
        "Z99001 has no figure of “hpv”; these files have mmr1_24m, mmr2_5y.\n",
    )
    assert run("published", "show", "--org", "X1", "--indicator", "mmr1_24m", out)[0] == 2


def epraccur(*practices: tuple[str, str, str, str, str]) -> bytes:
    """A directory of practices: code, name, postcode, day of closing, status."""
    written = io.StringIO()
    for code, name, postcode, closed, status in practices:
        row = [""] * 27
        row[0], row[1], row[9], row[10], row[11], row[12], row[14], row[25] = (
            code,
            name,
            postcode,
            "19740401",
            closed,
            status,
            "70F",
            "4",
        )
        csv.writer(written).writerow(row)
    return gzip.compress(written.getvalue().encode())


def test_practices_that_closed_or_merged_are_named(tmp_path: Path) -> None:
    book, directory, checks = tmp_path / "gp.xlsx", tmp_path / "epraccur.csv.gz", tmp_path / "c.csv"
    book.write_bytes(xlsx(gp_level()))
    directory.write_bytes(
        epraccur(
            ("Z99001", "BROOK SURGERY", "ZZ1 1ZZ", "20210331", "C"),
            ("Z99009", "MEADOW SURGERY", "ZZ1 1ZZ", "", "A"),
            ("Z99003", "HILL SURGERY", "ZZ2 2ZZ", "", "A"),
        )
    )
    code, said = run(
        "published", "read", book, "--out", tmp_path / "f.csv", "--checks", checks, "--practices", directory
    )
    assert code == 0, said
    with checks.open(encoding="utf-8") as file:
        found = {
            row["org_code"]: row["found"] for row in csv.DictReader(file) if row["kind"].startswith("closed")
        }
    assert set(found) == {"Z99001", "Z99002"}
    assert "Z99009 Meadow Surgery is open at the same postcode" in found["Z99001"]
    assert "has no practice Z99002" in found["Z99002"]


def bomb() -> bytes:
    """A workbook that says of one cell that it is repeated far and wide."""
    cell = '<table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'
    return ods_of(
        {"Table_1": f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'}
    )


def swapped() -> bytes:
    """A quarter whose numerators and denominators are changed over."""
    rows = [list(row) for row in COVER_2024_Q4["Table_10"]]
    rows[4][7], rows[4][8] = rows[4][8], rows[4][7]
    return xlsx({**COVER_2024_Q4, "Table_10": rows})


FAULTY = {
    "truncated": (xlsx(COVER_2024_Q4)[:3000], "can't be read as a workbook"),
    "wrong sheet": (
        xlsx({"Staff": [["Name", "Town"], ["Anna", "Leeds"]]}),
        "no sheet with figures of coverage",
    ),
    "swapped columns": (swapped(), "the columns are changed over"),
    "empty": (b"", "is empty"),
    "an empty workbook": (xlsx({"Sheet1": []}), "no cell with anything in it"),
    "password-protected": (PROTECTED.read_bytes(), "password"),
    "a PDF renamed": (b"%PDF-1.7 and so on", "is a PDF, not a published table"),
    "a zip bomb": (bomb(), "far larger once unpacked"),
    "a gzip bomb": (gzip.compress(bytes(20_000_000)), "far larger once unpacked"),
    "headings and no rows": (xlsx({"T": COVER_2024_Q4["Table_6"][:5]}), "no figure that can be used"),
}


@pytest.mark.parametrize("fault", FAULTY)
def test_a_faulty_file_is_one_sentence_and_writes_nothing(
    fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "LARGEST_UNPACKED", 10_000_000)
    data, sentence = FAULTY[fault]
    book, good = tmp_path / "given.xlsx", tmp_path / "good.xlsx"
    book.write_bytes(data)
    good.write_bytes(xlsx(COVER_2024_Q4))
    out, checks = tmp_path / "f.csv", tmp_path / "c.csv"
    code, said = run("published", "read", good, book, "--out", out, "--checks", checks)
    assert code == 2
    assert sentence in said
    assert said.startswith("given.xlsx")
    assert len(said.strip().splitlines()) == 1
    assert "practice's extract" not in said
    assert not out.exists()
    assert not checks.exists()


def test_an_output_of_no_known_form_is_refused_first(tmp_path: Path) -> None:
    code, said = run("published", "read", tmp_path / "nothing.xlsx", "--out", tmp_path / "f.txt")
    assert code == 2
    assert "f.txt ends in neither" in said


def test_a_file_given_twice_is_taken_once_and_so_are_its_checks(tmp_path: Path) -> None:
    first, copy = tmp_path / "a.ods", tmp_path / "b.ods"
    for place in (first, copy):
        place.write_bytes(ods(COVER_2024_Q4))
    out, checks = tmp_path / "f.csv", tmp_path / "c.csv"
    run("published", "read", first, "--out", out, "--checks", checks)
    alone = checks.read_text(encoding="utf-8")
    code, said = run("published", "read", first, copy, "--out", out, "--checks", checks)
    assert (code, checks.read_text(encoding="utf-8")) == (0, alone)
    assert "b.ods is the same file as a.ods" in said


def test_nothing_is_written_unless_all_can_be(tmp_path: Path) -> None:
    book, out = tmp_path / "a.ods", tmp_path / "f.csv"
    book.write_bytes(ods(COVER_2024_Q4))
    out.write_text("kept", encoding="utf-8")
    folder = tmp_path / "folder.csv"
    folder.mkdir()
    for checks in (folder, tmp_path / "nowhere" / "c.csv", out):
        code, said = run("published", "read", book, "--out", out, "--checks", checks)
        assert code == 2, said
        assert out.read_text(encoding="utf-8") == "kept"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.ods", "f.csv", "folder.csv"]


def test_a_file_that_is_read_is_never_written_over(tmp_path: Path) -> None:
    book = tmp_path / "table.csv"  # a workbook, whatever its name
    book.write_bytes(ods(COVER_2024_Q4))
    (tmp_path / "other.csv").symlink_to(book)
    before = book.read_bytes()
    for arguments in (
        ("--out", book),
        ("--out", tmp_path / "other.csv"),
        ("--out", tmp_path / "f.csv", "--checks", book),
    ):
        code, said = run("published", "read", book, *arguments)
        assert (code, "is a file that is read" in said, book.read_bytes()) == (2, True, before)
