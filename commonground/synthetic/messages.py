"""The extract forms that one system sends another: the Immunisation FHIR API's batch file, and FHIR R4."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from commonground.synthetic.people import Child, Entry, PracticeRecord
from commonground.synthetic.sheets import COMPACT, given

BATCH_HEADINGS = (
    "NHS_NUMBER",
    "PERSON_FORENAME",
    "PERSON_SURNAME",
    "PERSON_DOB",
    "PERSON_GENDER_CODE",
    "PERSON_POSTCODE",
    "DATE_AND_TIME",
    "SITE_CODE",
    "SITE_CODE_TYPE_URI",
    "UNIQUE_ID",
    "UNIQUE_ID_URI",
    "ACTION_FLAG",
    "PERFORMING_PROFESSIONAL_FORENAME",
    "PERFORMING_PROFESSIONAL_SURNAME",
    "RECORDED_DATE",
    "PRIMARY_SOURCE",
    "VACCINATION_PROCEDURE_CODE",
    "VACCINATION_PROCEDURE_TERM",
    "DOSE_SEQUENCE",
    "VACCINE_PRODUCT_CODE",
    "VACCINE_PRODUCT_TERM",
    "VACCINE_MANUFACTURER",
    "BATCH_NUMBER",
    "EXPIRY_DATE",
    "SITE_OF_VACCINATION_CODE",
    "SITE_OF_VACCINATION_TERM",
    "ROUTE_OF_VACCINATION_CODE",
    "ROUTE_OF_VACCINATION_TERM",
    "DOSE_AMOUNT",
    "DOSE_UNIT_CODE",
    "DOSE_UNIT_TERM",
    "INDICATION_CODE",
    "LOCATION_CODE",
    "LOCATION_CODE_TYPE_URI",
)
GENDER_CODES = {"male": "1", "female": "2"}
ODS_SYSTEM = "https://fhir.nhs.uk/Id/ods-organization-code"
NHS_NUMBER_SYSTEM = "https://fhir.nhs.uk/Id/nhs-number"
SNOMED = "http://snomed.info/sct"
PROCEDURE_EXTENSION = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-VaccinationProcedure"
OUR_SYSTEM = "https://commonground.example/made-up"
OTHER_SITE = "X99999"
NOON = "T12000000"
FIRST_DOSES = 3
REASONS: dict[str, dict[str, Any]] = {
    "declined": {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "PATOBJ"}]
    },
    "contraindicated": {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "MEDPREC"}]
    },
    "not attended": {"text": "did not attend"},
}


@dataclass(frozen=True)
class Code:
    """A code with its term."""

    code: str
    term: str


def write_batch(record: PracticeRecord, path: Path) -> None:
    """The batch file: 34 columns, pipe-separated, every field quoted, given doses only."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("|".join(BATCH_HEADINGS) + "\r\n")
        writer = csv.writer(file, delimiter="|", quoting=csv.QUOTE_ALL)
        number = 0
        for child in record.children:
            for entry in given(child):
                number += 1
                fields = _batch_fields(child, entry, record.practice_code, number)
                writer.writerow([fields.get(heading, "") for heading in BATCH_HEADINGS])


def _batch_fields(child: Child, entry: Entry, practice_code: str, number: int) -> dict[str, str]:
    procedure = _procedure(entry)
    here = entry.place == practice_code
    return {
        "NHS_NUMBER": child.child_id,
        "PERSON_FORENAME": child.forename,
        "PERSON_SURNAME": child.surname,
        "PERSON_DOB": child.date_of_birth.strftime(COMPACT),
        "PERSON_GENDER_CODE": GENDER_CODES[child.gender],
        "PERSON_POSTCODE": child.postcode,
        "DATE_AND_TIME": entry.event_date.strftime(COMPACT) + NOON,
        "SITE_CODE": practice_code if here else OTHER_SITE,
        "SITE_CODE_TYPE_URI": ODS_SYSTEM,
        "UNIQUE_ID": f"{practice_code}-{number}",
        "UNIQUE_ID_URI": OUR_SYSTEM,
        "ACTION_FLAG": "new",
        "RECORDED_DATE": entry.recorded_on.strftime(COMPACT),
        "PRIMARY_SOURCE": "TRUE" if here else "FALSE",
        "VACCINATION_PROCEDURE_CODE": procedure.code if procedure else "",
        "VACCINATION_PROCEDURE_TERM": procedure.term if procedure else entry.label,
        "DOSE_SEQUENCE": str(entry.sequence),
        "VACCINE_PRODUCT_TERM": entry.label,
        "LOCATION_CODE": OTHER_SITE,
        "LOCATION_CODE_TYPE_URI": ODS_SYSTEM,
    }


def write_fhir(record: PracticeRecord, path: Path) -> None:
    """NDJSON: a Patient a line for every child, each followed by the child's Immunizations."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for child in record.children:
            for resource in _resources(child, record.practice_code):
                file.write(json.dumps(resource, ensure_ascii=False) + "\n")


def _resources(child: Child, practice_code: str) -> Iterator[dict[str, Any]]:
    yield {
        "resourceType": "Patient",
        "id": child.child_id,
        "identifier": [{"system": NHS_NUMBER_SYSTEM, "value": child.child_id}],
        "name": [{"family": child.surname, "given": [child.forename]}],
        "gender": child.gender,
        "birthDate": child.date_of_birth.isoformat(),
        "address": [{"postalCode": child.postcode}],
        "generalPractitioner": [_organisation(practice_code)],
    }
    for number, entry in enumerate(child.entries, start=1):
        yield _immunization(child, entry, number)


def _immunization(child: Child, entry: Entry, number: int) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "resourceType": "Immunization",
        "id": f"{child.child_id}-{number}",
        "identifier": [{"system": OUR_SYSTEM, "value": f"{child.child_id}-{number}"}],
        "status": "completed" if entry.kind == "given" else "not-done",
        "vaccineCode": {"text": entry.label},
        "patient": {"reference": f"Patient/{child.child_id}"},
        "occurrenceDateTime": entry.event_date.isoformat(),
        "recorded": entry.recorded_on.isoformat(),
        "location": {"display": entry.place},
    }
    procedure = _procedure(entry)
    if procedure:
        resource["extension"] = [_extension(procedure)]
    if entry.kind in REASONS:
        resource["statusReason"] = REASONS[entry.kind]
    else:
        resource["protocolApplied"] = [_protocol(entry)]
    return resource


def _extension(procedure: Code) -> dict[str, Any]:
    coding = {"system": SNOMED, "code": procedure.code, "display": procedure.term}
    return {"url": PROCEDURE_EXTENSION, "valueCodeableConcept": {"coding": [coding]}}


def _protocol(entry: Entry) -> dict[str, Any]:
    protocol: dict[str, Any] = {"doseNumberPositiveInt": entry.sequence}
    diseases = _diseases().get(entry.vaccine)
    if diseases:
        protocol["targetDisease"] = [{"coding": [{"system": SNOMED, "code": code}]} for code in diseases]
    return protocol


def _organisation(code: str) -> dict[str, Any]:
    return {"type": "Organization", "identifier": {"system": ODS_SYSTEM, "value": code}}


def _procedure(entry: Entry) -> Code | None:
    """A code of the rulebook for the vaccine, another for each of the first doses where there are several."""
    codes = _procedures().get(entry.vaccine, [])
    place = min(entry.sequence, len(codes), FIRST_DOSES) - 1
    return codes[max(place, 0)] if codes else None


@cache
def _procedures() -> dict[str, list[Code]]:
    """The rulebook's codes by vaccine, of those that mean it was given."""
    found: dict[str, list[Code]] = {}
    for entry in _rulebook_list("codes"):
        if entry.get("kind", "given") == "given":
            found.setdefault(entry["vaccine"], []).append(Code(entry["code"], entry["term"]))
    return found


@cache
def _diseases() -> dict[str, tuple[str, ...]]:
    """The rulebook's target diseases of each vaccine."""
    return {entry["vaccine"]: tuple(entry["codes"]) for entry in _rulebook_list("diseases")}


def _rulebook_list(name: str) -> list[dict[str, Any]]:
    text = files("commonground.rulebook").joinpath("labels", f"{name}.yaml").read_text(encoding="utf-8")
    entries: list[dict[str, Any]] = yaml.safe_load(text)[name]
    return entries
