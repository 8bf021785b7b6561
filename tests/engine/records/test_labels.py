"""Labels, codes and words: what they name, and what they must never be taken for."""

from __future__ import annotations

import pytest

from commonground.engine.records.labels import LabelBook, Meaning
from tests.engine.records.conftest import Read, events, problems, tally

GIVEN = {
    "MMR 1": "MMR",
    "MMR2": "MMR",
    "2nd MMR": "MMR",
    "mmr (dose 1) vaccination": "MMR",
    "MMRvaxPRO 1": "MMR",
    "M-M-RVAXPRO": "MMR",
    "VaxPro": "MMR",
    "Measles, mumps & rubella": "MMR",
    "Measles mumps and rubella vaccination - first dose (procedure)": "MMR",
    "Priorix": "MMR",
    "Priorix Tetra 2": "MMRV",
    "ProQuad": "MMRV",
    "6in1 dose 2": "6in1",
    "6-in-1": "6in1",
    "6 in 1 (2)": "6in1",
    "1st DTaP/IPV/Hib/HepB": "6in1",
    "DTaP/IPV/Hib/HepB 2nd": "6in1",
    "DTaP/IPV/Hib/HepB 8 weeks": "6in1",
    "Infanrix Hexa 3": "6in1",
    "INFANRIX-HEXA®": "6in1",
    "Vaxelis": "6in1",
    "DTaP/IPV/Hib": "5in1",
    "Pediacel 1": "5in1",
    "dTaP/IPV": "4in1",
    "4-in-1 pre-school booster": "4in1",
    "Repevax": "4in1",
    "Boostrix-IPV": "4in1",
    "Td/IPV": "3in1",
    "Revaxis": "3in1",
    "Prevenar 13": "PCV",
    "Prevenar 13 2": "PCV",
    "PCV13 1": "PCV",
    "PCV booster": "PCV",
    "Bexsero 3": "MenB",
    "MenB 12 months": "MenB",
    "Men B": "MenB",
    "Rotarix 1": "Rota",
    "Rotavirus (oral) 2nd dose": "Rota",
    "MenC": "MenC",
    "Hib": "Hib",
    "Hib/MenC": "HibMenC",
    "Menitorix": "HibMenC",
    "Hep B": "HepB",
    "BCG": "BCG",
    "Varivax": "Varicella",
    "Chickenpox": "Varicella",
    "Measles": "single measles",
    "Measles/rubella": "MR",
    "Fluenz Tetra": "flu",
    "AstraZeneca Fluenz LAIV": "flu",
    "Cervarix 1": "HPV",
    "Gardasil 9": "HPV",
    "Men ACWY": "MenACWY",
    # By what it holds, in any order.
    "Hib/DTaP/IPV": "5in1",
    "HepB/DTaP/IPV/Hib 1": "6in1",
    "First diphtheria, tetanus and acellular pertussis, inactivated polio, "
    "Haemophilus influenzae type b and hepatitis B vaccination": "6in1",
    "Booster diphtheria, tetanus, acellular pertussis and inactivated polio vaccination": "4in1",
    "Tetanus, low dose diphtheria and inactivated polio vaccination": "3in1",
    "Administration of first dose of measles, mumps, rubella and varicella virus vaccine": "MMRV",
    # A vaccine and its product, or the product in full.
    "6 in 1 (Infanrix Hexa) 1": "6in1",
    "6in1 (DTaP/IPV/Hib/HepB) 1st": "6in1",
    "MMR (Priorix) 1": "MMR",
    "Rotavirus (Rotarix) 1st": "Rota",
    "Bexsero vaccine suspension for injection 0.5ml pre-filled syringes (GlaxoSmithKline UK Ltd)": "MenB",
    "Rotarix vaccine live oral suspension 1.5ml tube (GlaxoSmithKline UK Ltd)": "Rota",
    # Numbers of doses.
    "MMR No. 2": "MMR",
    "MMR I": "MMR",
}

OTHERWISE = {
    "MMR declined": Meaning("MMR", "declined"),
    "Declined MMR 2": Meaning("MMR", "declined"),
    "No consent for MMR": Meaning("MMR", "declined"),
    "MMR vaccination refused": Meaning("MMR", "declined"),
    "Hib/MenC contraindicated": Meaning("HibMenC", "contraindicated"),
    "Measles/mumps/rubella vaccine contraindicated": Meaning("MMR", "contraindicated"),
    "Pertussis vaccine contraindicated": Meaning("6in1", "contraindicated"),
    "Adverse reaction to tetanus component": Meaning("6in1", "contraindicated"),
    "Allergy to rubella vaccine": Meaning("MMR", "contraindicated"),
    "Did not attend first rotavirus vaccination": Meaning("Rota", "not attended"),
    "MMR - DNA": Meaning("MMR", "not attended"),
    "MMR due date": Meaning("MMR", "nothing given"),
    "Consent given for MMR": Meaning("MMR", "nothing given"),
    "MMR not given": Meaning("MMR", "nothing given"),
    "Yellow fever declined": Meaning(None, "declined"),
    "Contraindication to live immunisation": Meaning(None, "contraindicated"),
}

UNKNOWN = [
    "Pertussis vaccine",
    "Pneumococcal 23",
    "Pneumovax 23",
    "PPV23",
    "Yellow fever 1",
    "No MMR",
    "MMR titre",
    "Not MMR",
    "MMR 7",
    "MMRX",
    "Hibiscus",
    "Infanrix",
    "DTP",
    "Pre-school booster",
    "Meningitis",
    "MMR and Hib",
    "6in",
    "in1",
    "1",
    "dose 2",
    "booster",
    "vaccination",
    # Part of a set, more than a set, or two vaccines.
    "Diphtheria, tetanus, pertussis",
    "DTaP/OPV",
    "DTwP/IPV/Hib/HepB",
    "DTaP/IPV/Hib/HepB/MMR",
    "Measles, mumps",
    "Hib/HepB",
    "MenC/MenB",
    "PCV and MenB",
    "MMR or MMRV",
    "Infanrix Hexa or Vaxelis",
    "dTaP/IPV (Boostrix)",
    "Infanrix vaccine suspension for injection 0.5ml pre-filled syringes",
    "HepB immunoglobulin",
    "BCG scar present",
]


@pytest.mark.parametrize(("label", "vaccine"), GIVEN.items())
def test_a_label_names_its_vaccine(book: LabelBook, label: str, vaccine: str) -> None:
    assert book.read_label(label) == Meaning(vaccine, "given")


@pytest.mark.parametrize(("label", "meaning"), OTHERWISE.items())
def test_a_label_that_says_something_else_is_no_dose(book: LabelBook, label: str, meaning: Meaning) -> None:
    assert book.read_label(label) == meaning


@pytest.mark.parametrize("label", UNKNOWN)
def test_a_label_that_is_not_known_whole_is_not_known(book: LabelBook, label: str) -> None:
    assert book.read_label(label) is None


def row(**cells: str) -> str:
    named = {"child_id": "A1", "date_of_birth": "2018-01-01", "event_date": "2019-03-01", **cells}
    return ",".join(named) + "\n" + ",".join(f'"{cell}"' for cell in named.values()) + "\n"


@pytest.mark.parametrize(
    ("code", "vaccine", "kind"),
    [
        ("38598009", "MMR", "given"),
        ("170431005", "MMR", "given"),
        ("170432003", "MMR", "given"),
        ("170433008", "MMR", "given"),
        ("432636005", "MMRV", "given"),
        ("1082461000000109", "6in1", "given"),
        ("868273007", "4in1", "given"),
        ("866186002", "3in1", "given"),
        ("247631000000101", "PCV", "given"),
        ("720540002", "MenB", "given"),
        ("868631000000102", "Rota", "given"),
        ("712833000", "HibMenC", "given"),
        ("42284007", "BCG", "given"),
        ("170370000", "HepB", "given"),
        ("1083421000000107", "6in1", "contraindicated"),
        ("171284002", "6in1", "contraindicated"),
        ("293125008", "MMR", "contraindicated"),
        ("34765811000001105", "6in1", "given"),
    ],
)
def test_a_code_names_its_vaccine(read_text: Read, code: str, vaccine: str, kind: str) -> None:
    assert events(read_text(row(code=code))) == [("A1", "2019-03-01", vaccine, kind)]


@pytest.mark.parametrize("code", ["722215002", "429069001", "310306005", "12866006", "505001000000109"])
def test_a_code_whose_vaccine_is_not_certain_is_unknown_and_counted(read_text: Read, code: str) -> None:
    extract = read_text(row(code=code))
    assert extract.unknown_labels == {code: 1}
    assert events(extract) == [("A1", "2019-03-01", code, "given")]
    assert problems(extract) == [(2, "code", code)]


def test_an_unknown_code_beside_a_known_label_is_the_labels_vaccine(read_text: Read) -> None:
    extract = read_text(row(code="310306005", vaccine="DTaP/IPV/Hib 1"))
    assert [event[2] for event in events(extract)] == ["5in1"]
    assert extract.unknown_labels == {}


@pytest.mark.parametrize(
    ("cells", "vaccine"),
    [
        ({"code": "38598009", "product code": "45480711000001107", "vaccine": "ProQuad"}, "MMR"),
        ({"product code": "45480711000001107", "vaccine": "MMR"}, "MMRV"),
        ({"product": "Pediacel", "vaccine": "6in1"}, "5in1"),
    ],
)
def test_procedure_goes_before_product_before_label_and_the_row_is_reported(
    read_text: Read, cells: dict[str, str], vaccine: str
) -> None:
    extract = read_text(row(**cells))
    assert [event[2] for event in events(extract)] == [vaccine]
    assert [one.row for one in extract.problems] == [2]
    assert f"read as {vaccine}" in extract.problems[0].reason


def test_each_unknown_label_is_one_problem_with_its_count(read_text: Read) -> None:
    content = "child_id,date_of_birth,event_date,vaccine\n" + "".join(
        f"A1,2018-01-01,2019-03-0{day},{label}\n"
        for day, label in enumerate(["Sugar lump", "MMR", "Sugar lump", "Tea"], start=1)
    )
    extract = read_text(content)
    assert extract.unknown_labels == {"Sugar lump": 2, "Tea": 1}
    assert problems(extract) == [(2, "vaccine", "Sugar lump"), (5, "vaccine", "Tea")]
    assert "entries with it: 2" in extract.problems[0].reason
    assert "--label-map" in extract.problems[0].what_to_do
    assert tally(extract) == (4, 4, 0, 0)


def test_known_vaccines_that_nothing_counts_are_set_aside_by_name(read_text: Read) -> None:
    content = "child_id,date_of_birth,event_date,vaccine\n" + "".join(
        f"A1,2018-01-01,2019-03-0{day},{label}\n"
        for day, label in enumerate(["Fluenz", "Flu", "Gardasil", "Measles", "MR", "Revaxis", "MMR"], start=1)
    )
    extract = read_text(content)
    assert extract.set_aside_by_name == {"3in1": 1, "HPV": 1, "MR": 1, "flu": 2, "single measles": 1}
    assert extract.unknown_labels == {}
    assert extract.problems == ()


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"vaccine": "MMR", "kind": "Refused"}, "declined"),
        ({"vaccine": "MMR", "kind": "contra-indicated"}, "contraindicated"),
        ({"vaccine": "MMR", "kind": "Did not attend"}, "not attended"),
        ({"vaccine": "MMR", "kind": ""}, "given"),
        ({"vaccine": "MMR", "status": "Active"}, "given"),
        ({"vaccine": "MMR declined", "kind": ""}, "declined"),
        ({"vaccine": "MMR declined", "kind": "declined"}, "declined"),
        ({"vaccine": "MMR", "term": "MMR vaccination declined"}, "declined"),
        ({"vaccine": "Yellow fever", "kind": "declined"}, "declined"),
    ],
)
def test_what_happened_comes_from_the_kind_and_from_the_label(
    read_text: Read, cells: dict[str, str], kind: str
) -> None:
    assert [event[3] for event in events(read_text(row(**cells)))] == [kind]


@pytest.mark.parametrize(
    "cells",
    [
        {"vaccine": "MMR declined", "kind": "given"},
        {"vaccine": "MMR", "kind": "perhaps"},
        {"vaccine": "MMR", "kind": "not given"},
        {"vaccine": "MMR", "kind": "already had elsewhere"},
        {"vaccine": "MMR invitation"},
        {"vaccine": ""},
        {"vaccine": "", "kind": "declined"},
    ],
)
def test_what_can_not_be_told_is_set_aside_and_is_no_dose(read_text: Read, cells: dict[str, str]) -> None:
    assert tally(read_text(row(**cells))) == (1, 0, 0, 1)


@pytest.mark.parametrize(
    ("diseases", "vaccine"),
    [
        ("398102009 397430003 709410003 27836007 76902006 66071002", "6in1"),
        ("709410003 23511006", "HibMenC"),
        ("23511006", "MenACWY"),
        ("1354584007", "MenB"),
        ("14189004 36989005 36653000 38907003", "MMRV"),
        ("16814004", "PCV"),
        ("27836007", "pertussis in pregnancy"),
    ],
)
def test_a_whole_set_of_target_diseases_names_its_vaccine(
    read_text: Read, diseases: str, vaccine: str
) -> None:
    assert [event[2] for event in events(read_text(immunization(diseases)))] == [vaccine]


def test_a_part_of_a_set_of_target_diseases_names_nothing(read_text: Read) -> None:
    # Five of the six diseases of 6-in-1 would be 5-in-1, for which there is no set.
    extract = read_text(immunization("398102009 397430003 709410003 27836007 76902006"))
    assert list(extract.unknown_labels.values()) == [1]


def immunization(diseases: str) -> str:
    codes = ", ".join(f'{{"coding": [{{"code": "{code}"}}]}}' for code in diseases.split())
    return (
        '{"resourceType": "Immunization", "status": "completed", "contained": [{"resourceType": "Patient", '
        '"id": "P", "birthDate": "2018-01-01", "identifier": [{"system": '
        '"https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018"}]}], "patient": {"reference": "#P"}, '
        f'"occurrenceDateTime": "2019-01-02", "protocolApplied": [{{"targetDisease": [{codes}]}}]}}'
    )


@pytest.mark.parametrize(
    ("code", "vaccine"),
    [
        ("720540002 | MenB second dose |", "MenB"),
        ("720540002 |MenB second dose|", "MenB"),
        ("720540002 - MenB second dose", "MenB"),
        ("1082461000000109.0", "6in1"),
        ("'38598009", "MMR"),
        ("111000 | MMR vaccination", "MMR"),
        ("111000 | something else |", "111000 | something else |"),
        ("1.08246E+15", "1.08246E+15"),
        ("38598009123 | not the code it begins with |", "38598009123 | not the code it begins with |"),
    ],
)
def test_a_code_may_stand_beside_its_description(read_text: Read, code: str, vaccine: str) -> None:
    assert [event[2:] for event in events(read_text(row(code=code)))] == [(vaccine, "given")]


def test_a_label_may_hold_its_code(read_text: Read) -> None:
    assert events(read_text(row(term="Local words (38598009)")))[0][2] == "MMR"
    assert events(read_text(row(term="Local words (38598008)")))[0][2] == "Local words (38598008)"
    declined = events(read_text(row(term="38598009 MMR vaccination declined")))
    assert declined == [("A1", "2019-03-01", "MMR", "declined")]
