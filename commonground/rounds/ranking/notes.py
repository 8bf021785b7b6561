"""What people typed about practices stands in a record as notes of its reasons, and in its sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commonground.core.caller import Caller
from commonground.core.personal import NOT_SHOWN


def without_notes(line: Mapping[str, Any]) -> dict[str, Any]:
    """A practice of a record without what was typed about it: it may name somebody."""
    sentence = line["sentence"]
    for reason in line["reasons"]:
        if reason["note"]:
            sentence = sentence.replace(reason["note"], NOT_SHOWN)
    reasons = [{**one, "note": NOT_SHOWN if one["note"] else ""} for one in line["reasons"]]
    return {**line, "sentence": sentence, "reasons": reasons}


def record_for(caller: Caller, record: Mapping[str, Any]) -> dict[str, Any]:
    """A record as a caller may see it."""
    if caller.sees_names or not record:
        return dict(record)
    return {**record, "practices": [without_notes(one) for one in record["practices"]]}
