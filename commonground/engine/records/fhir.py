"""FHIR R4 `Immunization` and `Patient` resources: a Bundle, NDJSON, a list, or one resource."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from commonground.engine.records.labels import LabelBook
from commonground.engine.records.problems import ExtractError
from commonground.engine.records.sheets import Resources, Table
from commonground.engine.records.words import Cell, cell, key

NHS_NUMBER_SYSTEM = "https://fhir.nhs.uk/Id/nhs-number"
ODS_SYSTEM = "https://fhir.nhs.uk/Id/ods-organization-code"
PROCEDURE_EXTENSION = "Extension-UKCore-VaccinationProcedure"

_PATIENT_HEADINGS = {
    "nhs_number": "identifier",
    "child_id": "id",
    "date_of_birth": "birthDate",
    "practice_code": "generalPractitioner",
}
_EVENT_HEADINGS = {
    **_PATIENT_HEADINGS,
    "event_date": "occurrenceDateTime",
    "code": "VaccinationProcedure",
    "term": "VaccinationProcedure",
    "product_code": "vaccineCode",
    "product_term": "vaccineCode",
    "diseases": "targetDisease",
    "kind": "status",
    "vaccinated": "status",
    "reason": "statusReason",
    "action": "status",
    "place": "location",
    "recorded_on": "recorded",
}
_PERSON_FIELDS = (
    "nhs_number",
    "child_id",
    "date_of_birth",
    "surname",
    "forename",
    "postcode",
    "practice_code",
)
_HALF_A_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
"""An escape that names half a character, which no table can hold: it is read as the sign for what can't be read."""
Json = Mapping[str, Any]


def parse_resources(content: str, file: str) -> Resources:
    """The resources in a text. Raises ExtractError where it holds no Immunization and no Patient."""
    content = _HALF_A_CHARACTER.sub(r"\\ufffd", content)
    try:
        try:
            found, unread = list(_resources(json.loads(content))), list[int]()
        except json.JSONDecodeError:
            found, unread = _lines(content)
    except RecursionError as error:
        raise ExtractError(f"{file} is nested too deeply to be FHIR; export it again.") from error
    wanted = [
        (number, url, resource)
        for number, url, resource in found
        if resource.get("resourceType") in ("Patient", "Immunization")
    ]
    if not wanted:
        raise ExtractError(
            f"{file} holds no FHIR Immunization or Patient that can be read; export it as a Bundle or NDJSON."
        )
    return Resources(file, wanted, unread)


def _lines(content: str) -> tuple[list[tuple[int, str, dict[str, Any]]], list[int]]:
    found: list[tuple[int, str, dict[str, Any]]] = []
    unread: list[int] = []
    for number, line in enumerate(content.split("\n"), start=1):
        if not line.strip("\ufeff \t\r\x1a"):
            continue
        try:
            resource = json.loads(line.strip("\ufeff \t\r"))
        except json.JSONDecodeError:
            unread.append(number)
            continue
        found += [(number, url, inner) for _, url, inner in _resources(resource)]
    return found, unread


def _resources(parsed: Any) -> Iterator[tuple[int, str, dict[str, Any]]]:
    if isinstance(parsed, list):
        for number, resource in enumerate(parsed, start=1):
            yield from ((number, url, inner) for _, url, inner in _resources(resource))
    elif isinstance(parsed, dict) and parsed.get("resourceType") == "Bundle":
        for number, entry in enumerate(_list(parsed.get("entry")), start=1):
            resource = _dict(entry).get("resource")
            if isinstance(resource, dict):
                yield number, str(entry.get("fullUrl", "")), resource
    elif isinstance(parsed, dict):
        yield 1, "", parsed


@dataclass
class Patients:
    """The patients of all FHIR files, by what an Immunization may call them."""

    by_reference: dict[str, dict[str, Cell]] = field(default_factory=dict)

    def add(self, resources: Resources) -> None:
        """Remember the patients of a file, which the Immunizations of another may point to."""
        for _, url, resource in resources.found:
            if resource.get("resourceType") == "Patient":
                person = _person(resource)
                for name in (url, f"Patient/{resource.get('id', '')}"):
                    if name:
                        self.by_reference[name] = person

    def of(self, immunization: Json) -> dict[str, Cell]:
        """The person an Immunization is about; only an id where the Patient is not to be found."""
        subject = _dict(immunization.get("patient"))
        reference = str(subject.get("reference", ""))
        if reference.startswith("#"):
            for inner in _list(immunization.get("contained")):
                if _dict(inner).get("id") == reference[1:]:
                    return _person(_dict(inner), contained=True)
        short = "/".join(reference.split("/_history/")[0].split("/")[-2:])
        held = self.by_reference.get(reference) or self.by_reference.get(short)
        if held is not None:
            return held
        number = _identifier([subject.get("identifier")], NHS_NUMBER_SYSTEM)
        return {"nhs_number": number, "child_id": short.removeprefix("Patient/").lstrip("#")}


def tables_of(resources: Resources, patients: Patients, book: LabelBook, source: int) -> list[Table]:
    """A table of the patients, which is a list of children, and one of the Immunizations, which is none."""
    form = book.columns.form("FHIR")
    listed = [
        (number, _person(resource))
        for number, _, resource in resources.found
        if resource.get("resourceType") == "Patient"
    ]
    events = [
        (number, patients.of(resource) | _event(resource, book))
        for number, _, resource in resources.found
        if resource.get("resourceType") == "Immunization"
    ]
    tables = []
    for rows, headings, lists_children in (
        (listed, _PATIENT_HEADINGS, True),
        (events, _EVENT_HEADINGS, False),
    ):
        if rows:
            names = dict.fromkeys((*_PERSON_FIELDS, *headings))
            columns = {name: [row.get(name, "") for _, row in rows] for name in names}
            numbers = [number for number, _ in rows]
            tables.append(Table(source, resources.file, "", form, lists_children, numbers, columns, headings))
    return tables


def _person(patient: Json, *, contained: bool = False) -> dict[str, Cell]:
    name = _dict(_first(patient.get("name")))
    address = _dict(_first(patient.get("address")))
    practices = [_dict(practice).get("identifier") for practice in _list(patient.get("generalPractitioner"))]
    return {
        "nhs_number": _identifier(_list(patient.get("identifier")), NHS_NUMBER_SYSTEM),
        # The id of a contained patient (Pat1) is the same in every resource and names nobody.
        "child_id": "" if contained else _text(patient.get("id")),
        "date_of_birth": _text(patient.get("birthDate")),
        "surname": _text(name.get("family")),
        "forename": " ".join(_text(given) for given in _list(name.get("given"))),
        "postcode": _text(address.get("postalCode")),
        "practice_code": _identifier(practices, ODS_SYSTEM),
    }


def _event(resource: Json, book: LabelBook) -> dict[str, Cell]:
    procedure: Json = {}
    for extension in _list(resource.get("extension")):
        if str(_dict(extension).get("url", "")).endswith(PROCEDURE_EXTENSION):
            procedure = _dict(_dict(extension).get("valueCodeableConcept"))
    code, term = _concept(procedure, book)
    product_code, product_term = _concept(_dict(resource.get("vaccineCode")), book)
    status = _text(resource.get("status"))
    done = status == "completed"
    location = _dict(resource.get("location"))
    place = _text(location.get("display")) or _text(_dict(location.get("identifier")).get("value"))
    return {
        "event_date": _text(resource.get("occurrenceDateTime")) or _text(resource.get("occurrenceString")),
        "code": code,
        "term": term,
        "product_code": product_code,
        "product_term": product_term,
        "diseases": " ".join(sorted(_diseases(resource))),
        "kind": "completed" if done else "",
        "vaccinated": "no" if status == "not-done" else "",
        "reason": _reason(_dict(resource.get("statusReason")), book) if status == "not-done" else "",
        "action": "" if status in ("completed", "not-done") else status or "no status",
        "place": place,
        "recorded_on": _text(resource.get("recorded")),
    }


def _concept(concept: Json, book: LabelBook) -> tuple[str, str]:
    """The code and the words of a concept: of its codings the first whose code is known, else the first."""
    codings = [_dict(coding) for coding in _list(concept.get("coding"))]
    codings = [coding for coding in codings if not book.is_blank(_text(coding.get("code")))]
    known = next((coding for coding in codings if key(_text(coding.get("code"))) in book.codes), None)
    chosen = known or (codings[0] if codings else {})
    words = [_text(concept.get("text")), *(_text(coding.get("display")) for coding in (chosen, *codings))]
    return _text(chosen.get("code")), next((word for word in words if word), "")


def _reason(concept: Json, book: LabelBook) -> str:
    """The reason a vaccine was not given: of its codes and words the first that is known, else the first."""
    words = [_text(concept.get("text"))]
    for coding in _list(concept.get("coding")):
        words += [_text(_dict(coding).get("code")), _text(_dict(coding).get("display"))]
    filled = [word for word in words if word]
    return next((word for word in filled if key(word) in book.kinds), filled[0] if filled else "")


def _diseases(resource: Json) -> Iterator[str]:
    for protocol in _list(resource.get("protocolApplied")):
        for disease in _list(_dict(protocol).get("targetDisease")):
            yield _text(_dict(_first(_dict(disease).get("coding"))).get("code"))


def _identifier(identifiers: Sequence[Any], system: str) -> str:
    held = (_dict(identifier) for identifier in identifiers)
    return next((_text(one.get("value")) for one in held if one.get("system") == system), "")


def _dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else []


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else None


def _text(value: Any) -> str:
    read = cell(value) if isinstance(value, str | int | float) else ""
    return read if isinstance(read, str) else ""
