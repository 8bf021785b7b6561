"""Whom a row of a published table is about: its code, name, level and parent.

Groups are written once above their members or in a line `… Total`; some sheets give one kind of code and some
another, so that codes are looked up in all sheets of a file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from commonground.engine.published.headings import Header, clean
from commonground.engine.records.words import Cell, key, text
from commonground.engine.rules.published_book import Section, load_published_book

TOTAL = "total"
WITHOUT_A_CODE = "name:"
"""Before the key of a name, where a file gives no code."""

PRACTICE, PCN, AUTHORITY, REGION, TEAM, PCT = "practice", "pcn", "authority", "region", "area team", "pct"
SUB_ICB, ICB, COUNTRY = "sub-icb", "icb", "country"

_LEVELS = {"E92": COUNTRY, "K02": COUNTRY, "W92": COUNTRY, "N92": COUNTRY, "S92": COUNTRY, "E12": REGION}
_ONS = re.compile(r"[EKNSW]\d{8}")
_GROUPS = (
    ("region_code", "region_name", REGION),
    ("sha_code", "sha_name", REGION),
    ("team_code", "team_name", TEAM),
    ("area_code", "area_name", TEAM),
)
"""From the largest to the smallest; a smaller one is not carried past a change of a larger."""

_NAMED = ("la_name", "pct_name", "place", "area_name", "team_name", "region_name", "sha_name")


@dataclass(frozen=True)
class Place:
    """An organisation as a table names it."""

    code: str
    name: str
    level: str
    parent: str = ""


@dataclass
class Codes:
    """The codes that the sheets of one file tell: of authorities by their ODS code and name, of groups by name.

    Where sheets disagree on an authority's ONS code, the one that most of them give stands.
    """

    authorities: dict[str, Counter[str]] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)

    def learn(self, rows: Sequence[Sequence[Cell]], header: Header) -> None:
        """Take in the codes and names that stand side by side in the rows of a table."""
        carried = Carried(header, Codes())
        for row in rows:
            cells = carried.cells(row)
            ons, ods, name = (cells[one] for one in ("la_ons_code", "la_ods_code", "la_name"))
            if is_ons_code(ons) and not _is_total(name):
                for other in filter(None, (ods, key(name))):
                    self.authorities.setdefault(other, Counter())[ons] += 1
            for code, called in (("team_code", "team_name"), ("nhs_region_code", "nhs_region_name")):
                if cells[code] and cells[called]:
                    self.names.setdefault((called, _short(cells[called])), cells[code])
            if cells["pct_code"] and cells["pct_name"]:
                self.names.setdefault(("pct_name", key(cells["pct_name"])), cells["pct_code"])
            carried.take(cells)
            region = carried.held.get("region_code", "")
            if region and carried.held.get("region_name"):
                self.names.setdefault(("region_name", key(carried.held["region_name"])), region)
            in_words = region_called(carried.held.get("region_name", ""))
            if is_ons_code(ons) and (region or in_words is not None):
                self.parents.setdefault(code_now(ons), region or (in_words.code if in_words else ""))

    def authority(self, ons: str, ods: str, name: str) -> str:
        """The ONS's code of an authority, by its name or its ODS code; where none is told that code, or the name."""
        if ons and not is_ons_code(ons):  # some sheets have ODS codes under the heading of the ONS's
            ons, ods = "", ods or ons
        for known in (self.authorities.get(key(name)), self.authorities.get(ods)):
            if known:
                return code_now(known.most_common(1)[0][0])
        recorded = next((one.id for one in load_published_book().authorities if ods in one.written), "")
        return recorded or code_now(ons) or ods or WITHOUT_A_CODE + key(name)

    def named(self, field_name: str, name: str) -> str:
        """The code of a group or trust that a sheet names without one."""
        name_key = key(name) if field_name in ("region_name", "pct_name") else _short(name)
        if field_name == "region_name" and (region := region_called(name)) is not None:
            return region.code
        return (
            self.names.get((field_name, name_key))
            or f"{WITHOUT_A_CODE}{field_name.split('_')[0]}-{key(name)}"
        )


@dataclass
class Carried:
    """Reads a table from the top down and keeps the groups that stand above a row."""

    header: Header
    codes: Codes
    held: dict[str, str] = field(default_factory=dict)
    section: Section | None = None

    def cells(self, row: Sequence[Cell]) -> dict[str, str]:
        """The texts of a row's fields without line breaks, spaces and note numbers; empty where there is no column."""
        found = _Fields()
        for name, positions in self.header.fields.items():
            at = positions[0]
            found[name] = clean(" ".join(text(row[at]).split())) if at < len(row) else ""
        return found

    def take(self, cells: Mapping[str, str]) -> None:
        """Keep the groups that a row begins."""
        for at, (code, name, _) in enumerate(_GROUPS):
            said = {one: cells[one] for one in (code, name) if cells[one] and not _is_total(cells[one])}
            said = {one: value for one, value in said.items() if country_called(value) is None}
            if said:
                for later in _GROUPS[at:]:
                    self.held.pop(later[0], None)
                    self.held.pop(later[1], None)
                self.held.update(said)

    def place(self, cells: Mapping[str, str]) -> Place | None:
        """Whom a row with figures is about; None where it does not say."""
        country = self._country(cells)
        if country is not None:
            return country
        if any(is_sum(cells[name]) for name in _NAMED):
            return None
        total = self._total(cells)
        if total is not None:
            return total
        self.take(cells)
        for read in (self._practice, self._authority, self._trust, self._listed, self._group):
            found = read(cells)
            if found is not None:
                return found
        return None

    def begin(self, title: str) -> None:
        """Take the kind of a table's places from its title, as `Table 2b. NHS England local teams`."""
        for section in load_published_book().sections:
            if any(key(title).endswith(key(one)) for one in section.written):
                self.section = section

    def begins_section(self, cells: Mapping[str, str]) -> bool:
        """Whether a row without figures names the kind of the places below it."""
        for section in load_published_book().sections:
            if key(cells["place"]) in {key(one) for one in section.written}:
                self.section = section
                return True
        return False

    def _country(self, cells: Mapping[str, str]) -> Place | None:
        for name in _NAMED:
            found = country_called(cells[name])
            if found is not None:
                return found
        return None

    def _total(self, cells: Mapping[str, str]) -> Place | None:
        for code, name, level in _GROUPS:
            for one in (name, code):
                if _is_total(cells[one]):
                    said = cells[one][: -len(TOTAL)].strip()
                    if one == code:
                        return Place(said, self.held.get(name, said), level)
                    held = self.held.get(code, "") if key(said) == key(self.held.get(name, "")) else ""
                    return Place(held or self.codes.named(name, said), said, level)
        return None

    def _practice(self, cells: Mapping[str, str]) -> Place | None:
        if not cells["practice_code"]:
            return None
        parent = cells["sub_icb_code"] or cells["icb_code"] or cells["la_ons_code"]
        return Place(cells["practice_code"].upper(), cells["practice_name"], PRACTICE, parent)

    def _authority(self, cells: Mapping[str, str]) -> Place | None:
        if not cells["la_name"]:
            return None
        if level_of(cells["la_ons_code"]) != AUTHORITY:  # a region among its authorities
            return Place(cells["la_ons_code"], cells["la_name"], level_of(cells["la_ons_code"]))
        code = self.codes.authority(cells["la_ons_code"], cells["la_ods_code"], cells["la_name"])
        region = self.held.get("region_code") or self.codes.parents.get(code, "")
        if not region and (called := region_called(self.held.get("region_name", ""))) is not None:
            region = called.code
        return Place(code, cells["la_name"], AUTHORITY, region)

    def _trust(self, cells: Mapping[str, str]) -> Place | None:
        if not cells["pct_name"]:
            return None
        parent = self.held.get("area_code") or self.held.get("sha_code", "")
        code = cells["pct_code"] or self.codes.named("pct_name", cells["pct_name"])
        return Place(code, cells["pct_name"], PCT, parent)

    def _listed(self, cells: Mapping[str, str]) -> Place | None:
        if not cells["place"]:
            return None
        name = cells["place"].split("[")[0].strip()
        if self.section is None:
            return None
        return Place(self.codes.named(self.section.field, name), name, self.section.level)

    def _group(self, cells: Mapping[str, str]) -> Place | None:
        if "la_name" in self.header.fields or "pct_name" in self.header.fields:
            return None
        for code, name, level in reversed(_GROUPS):
            if cells[name] or cells[code]:
                parent = self.held.get("team_code", "") if name == "area_name" else ""
                return Place(cells[code] or self.codes.named(name, cells[name]), cells[name], level, parent)
        if self.held.get("team_name"):  # the sheets of 2015-16 leave the label of a team's total empty
            return Place(self.held.get("team_code", ""), self.held["team_name"], TEAM)
        return None


class _Fields(dict[str, str]):
    """The fields of a row; one that the table does not have is empty."""

    def __missing__(self, name: str) -> str:
        return ""


def level_of(code: str) -> str:
    """What kind of area an ONS code is of: a country, a region, or else an authority."""
    return _LEVELS.get(code[:3], AUTHORITY)


def code_now(code: str) -> str:
    """The code that an area has now, for one that the ONS replaced; every other code as it is."""
    recoded = load_published_book().recoded.get(code)
    return code if recoded is None else recoded.id


def is_ons_code(written: str) -> bool:
    """Whether a code is one of the ONS's, as E10000032."""
    return _ONS.fullmatch(written) is not None


def region_called(said: str) -> Place | None:
    """The government office region of a name; None for another."""
    for one in load_published_book().regions:
        if said and key(said) in {key(word) for word in one.written}:
            return Place(one.id, one.words, one.level)
    return None


def country_called(said: str) -> Place | None:
    """The country of a name; None for another."""
    for one in load_published_book().places_known:
        if said and key(said) in {key(word) for word in one.written}:
            return Place(one.id, one.words, one.level)
    return None


def is_sum(said: str) -> bool:
    """Whether a name is that of a sum and of no place, as `All authorities`."""
    return bool(said) and key(said) in {
        key(one) for one in load_published_book().left_out["no-place"].written
    }


def _is_total(said: str) -> bool:
    return said.casefold().endswith(" " + TOTAL)


def _short(name: str) -> str:
    """A group's name without what only some sheets put before or behind it."""
    found = key(name)
    for around in ("nhsengland", "commissioningregion"):
        found = found.replace(around, "")
    return found
