"""A file of published figures: given, read behind the page, looked at, then taken in or left."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any

from commonground.core.caller import Caller
from commonground.core.services import Changed, RefusedError, save, service
from commonground.core.waiting import keep
from commonground.engine.published.reading import ORIGIN, Check, Reading, by_kind, source_and_period
from commonground.figures.fixes.services import look_for_fixes
from commonground.figures.models import Fault, Figure, Release, Upload, source_title
from commonground.figures.policies import check_take_in
from commonground.figures.rows import figure_of

AT_ONCE = 2000
CHECKS_SHOWN = 500
SAME = 0.9
"""A later edition has at least this share of the organisations of the earlier one. Ours: few close in between."""


@service("figures.given")
def give(caller: Caller, file_name: str, data: bytes, *, told: str = "", now: datetime) -> Changed[Upload]:
    """A file was given: its bytes wait, outside the database, to be read. told: its period, where it says none."""
    check_take_in(caller)
    made = Upload(
        file_name=file_name[-200:],
        told=told,
        kept=keep(data, now=now),
        sha256=sha256(data).hexdigest(),
        given_at=now,
        given_by=caller.name,
        given_by_id=caller.user_id,
    )
    return Changed(save(made))


@service("figures.taking_in")
def begin_to_take_in(caller: Caller, upload: Upload) -> Changed[Upload]:
    """Somebody looked at what a file holds and wants it in. Raises RefusedError where it is not there to be taken."""
    check_take_in(caller)
    changed = Upload.objects.filter(pk=upload.pk, state=Upload.State.READ).update(
        state=Upload.State.TAKING, step="Taking it in", percent=0
    )
    if not changed:
        raise RefusedError(f"This file can't be taken in now: {upload.get_state_display().lower()}.")
    upload.refresh_from_db()
    return Changed(upload, details={"releases": upload.found.get("releases", [])})


@service("figures.left")
def leave(caller: Caller, upload: Upload) -> Changed[Upload]:
    """Leave a file that was read: nothing of it is kept."""
    check_take_in(caller)
    if upload.busy or upload.state == Upload.State.TAKEN:
        raise RefusedError(f"This file can't be left now: {upload.get_state_display().lower()}.")
    upload.state, upload.kept = Upload.State.LEFT, ""
    return Changed(save(upload))


@service("figures.refused")
def refuse(caller: Caller, upload: Upload, sentence: str) -> Changed[Upload]:
    """The file can't be read; the sentence says why. Nothing of it is kept."""
    check_take_in(caller)
    upload.state, upload.sentence, upload.step, upload.kept = Upload.State.REFUSED, sentence, "", ""
    return Changed(save(upload))


@service("figures.read")
def keep_what_was_found(caller: Caller, upload: Upload, reading: Reading) -> Changed[Upload]:
    """The file was read and waits to be looked at."""
    check_take_in(caller)
    upload.found = found_in(reading)
    upload.state, upload.step, upload.percent = Upload.State.READ, "", 100
    return Changed(save(upload), details={"releases": list(reading.releases)})


@service("figures.taken_in")
def take_in(caller: Caller, upload: Upload, reading: Reading, *, now: datetime) -> Changed[Upload]:
    """Keep the releases of a file that are not kept yet, each with its figures and what the checks found.

    The same file again changes nothing. A re-issue, which has another key for the same source and period, stands beside
    the old one and is marked as what replaces it.
    """
    check_take_in(caller)
    new = [key for key in reading.releases if not Release.objects.filter(key=key).exists()]
    made = [_release(key, reading, upload, now) for key in new]
    upload.state, upload.step, upload.percent, upload.kept = Upload.State.TAKEN, "", 100, ""
    save(upload).releases.set(Release.objects.filter(key__in=reading.releases))
    for release in made:
        look_for_fixes(release)
    return Changed(upload, details={"releases": [release.key for release in made]})


def found_in(reading: Reading) -> dict[str, Any]:
    """What a file holds, to be looked at: its releases, levels, and what the checks found."""
    organisations: dict[str, set[str]] = defaultdict(set)
    for row in reading.rows:
        organisations[row.level].add(row.org_code)
    figures = Counter(row.level for row in reading.rows)
    return {
        "figures": len(reading.rows),
        "apart": len(reading.apart),
        "releases": [_standing(key, reading) for key in reading.releases],
        "levels": [
            {"level": level, "organisations": len(organisations[level]), "figures": figures[level]}
            for level in sorted(figures)
        ],
        "kinds": by_kind(reading.checks),
        "checks": [asdict(check) for check in reading.checks[:CHECKS_SHOWN]],
        "more_checks": max(0, len(reading.checks) - CHECKS_SHOWN),
    }


def _standing(key: str, reading: Reading) -> dict[str, Any]:
    """A release of a file beside those that are here."""
    source, period = source_and_period(key)
    known = Release.objects.filter(key=key).exists()
    return {
        "key": key,
        "title": source_title(source),
        "period": period,
        "known": known,
        "replaces": not known and bool(_replaced_by(key, reading)),
    }


def _release(key: str, reading: Reading, upload: Upload, now: datetime) -> Release:
    source, period = source_and_period(key)
    replaced = _replaced_by(key, reading)
    release = save(
        Release(
            key=key,
            source=source,
            period=period,
            origin=ORIGIN,
            file_name=upload.file_name,
            sha256=upload.sha256,
            taken_in_at=now,
            taken_in_by=upload.given_by,
        )
    )
    Release.objects.filter(pk__in=replaced).update(replaced_by=release)
    figures = (figure_of(row, release) for row in reading.rows if row.release == key)
    while some := list(islice(figures, AT_ONCE)):
        Figure.objects.bulk_create(some)
    about = [check for check in reading.checks if _release_of(check, reading) == key]
    Fault.objects.bulk_create(_fault(check, release) for check in about)
    return release


def _replaced_by(key: str, reading: Reading) -> list[int]:
    """The releases that a release of a file is a later edition of: of the same source and period, and about the same
    organisations. Tables of practices come by area, and no file says which area it is about."""
    source, period = source_and_period(key)
    inside = {row.org_code for row in reading.rows if row.release == key}
    found = []
    for other in Release.objects.filter(source=source, period=period, replaced_by=None).exclude(key=key):
        there = set(other.figures.order_by().values_list("org_code", flat=True).distinct())
        if len(there & inside) >= SAME * len(there):
            found.append(other.pk)
    return found


def _release_of(check: Check, reading: Reading) -> str:
    """The release that a check is about: that of its period, or the first where it is about the file."""
    of_period = (key for key in reading.releases if source_and_period(key)[1] == check.period)
    return next(of_period, reading.releases[0])


def _fault(check: Check, release: Release) -> Fault:
    return Fault(
        release=release,
        kind=check.kind,
        org_code=check.org_code,
        org_name=check.org_name[:200],
        sheet=check.sheet[:100],
        cell=check.cell,
        found=check.found,
        what_to_do=check.what_to_do,
        apart=check.apart,
    )
