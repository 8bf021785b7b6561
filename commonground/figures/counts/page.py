"""The page on which a practice counts: what is around the counting, which is done in the browser alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from commonground.core.clock import today
from commonground.documents.html import styles_as_policy
from commonground.engine.figure_files import rows_text
from commonground.engine.figures import PublishedRow
from commonground.engine.records.searches import load_searches
from commonground.engine.records.sheets import LARGEST_FILE
from commonground.engine.rules.loader import load_rulebook
from commonground.figures.models import Figure
from commonground.figures.rows import row_of
from commonground.synthetic.extracts import write_form
from commonground.synthetic.population import make_practice

SAMPLE_PRACTICE = "Z99001"
SAMPLE_FORM = "event-rows"
SAMPLE_SEED = 1


def counting(practice_code: str = "", published: Iterable[Figure] = ()) -> dict[str, Any]:
    """What the counting part of a page needs: the steps in each system, and the rules it must count by.

    published: what was published of the practice, to be compared there with its own count.
    """
    return {
        "searches": load_searches(),
        "practice_code": practice_code,
        "rulebook_version": load_rulebook().version,
        "today": today(),
        "sample_practice": SAMPLE_PRACTICE,
        "largest": LARGEST_FILE,
        "published": rows_text(PublishedRow, map(row_of, published)) if published else "",
    }


shows_report = csp_update({"style-src": [SELF, styles_as_policy()]})
"""The report of a practice's own count is shown in a frame, with the styles that it has of its own."""


@shows_report
def counting_page(request: HttpRequest) -> HttpResponse:
    """Count without a link and without an account: nothing can be sent, only saved."""
    response = render(request, "figures/counting_page.html", counting())
    patch_cache_control(response, no_store=True)
    return response


def sample(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """A made-up list to try the page with: invented children whose numbers begin with 999."""
    response = HttpResponse(_sample(today()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="sample-list.csv"'
    return response


@lru_cache(maxsize=1)
def _sample(as_at: date) -> bytes:
    made = make_practice(SAMPLE_PRACTICE, as_at=as_at, seed=SAMPLE_SEED, rulebook=load_rulebook())
    with TemporaryDirectory() as folder:
        [path] = write_form(made, SAMPLE_FORM, Path(folder))
        return path.read_bytes()
