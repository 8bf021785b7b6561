"""Server time and number of queries of every page, with 1,300 practices, 40 visitors and three years of visits.

`python -m bench.application` makes up the programme in a database of its own, opens every page that needs no more
than an address, as each role, and prints the slowest time of a few and the queries.
"""

from __future__ import annotations

import logging
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

PRACTICES, VISITORS, EARLIER_ROUNDS = 1300, 40, 2
TIMES = 5
LIMIT_MS, LIMIT_QUERIES = 200, 60
ROLES = ("commissioner", "lead", "evaluator", "administrator")
FILES = (".csv", ".xlsx")
LEFT_OUT = ("account_", "mfa_", "socialaccount_", "openid_connect", "demo-")
"""Addresses of others: sign-in, and what only the demo has."""
ASKED = {"search": "q=alder", "practices": "q=lane"}


def main() -> None:
    """Make the programme, open the pages, print the table."""
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(
            COMMONGROUND_HOME=home,
            COMMONGROUND_DEMO="1",
            COMMONGROUND_HOSTS="testserver",
            DJANGO_SETTINGS_MODULE="commonground.web.settings",
        )
        import django

        django.setup()
        logging.disable(logging.WARNING)
        began = time.perf_counter()
        made = _fill()
        console = Console(width=140)
        console.print(f"{made}, made up in {time.perf_counter() - began:.0f} s")
        console.print(_table())


def _fill() -> str:
    from django.core.management import call_command

    from commonground.core.clock import today
    from commonground.practices.models import Practice
    from commonground.visits.models import RecordEntry, Visit
    from commonground.web.demo.fill import fill_if_empty
    from commonground.web.demo.season import Size

    call_command("migrate", verbosity=0)
    fill_if_empty(
        today(),
        Size(
            practices=PRACTICES,
            merged=20,
            visitors=VISITORS,
            earlier_rounds=EARLIER_ROUNDS,
            practices_of_an_earlier_round=PRACTICES,
        ),
    )
    return (
        f"{Practice.objects.count():,} practices, {VISITORS} visitors, {Visit.objects.count():,} visits, "
        f"{RecordEntry.objects.count():,} entries of records"
    )


def _table() -> Table:
    table = Table(
        title=f"Every page: milliseconds by the clock, of the processor (the middle of {TIMES}), and queries"
    )
    table.add_column("page")
    for role in ROLES:
        table.add_column(role, justify="right")
    clients = {role: _client(role) for role in ROLES}
    for path in pages():
        cells = [_measured(path, clients[role]) for role in ROLES]
        table.add_row(path, *cells)
    return table


def pages() -> Iterator[str]:
    """An address of every page that can be opened by itself, and of every list."""
    from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

    from commonground.desk.listings.every import LISTINGS

    samples = _samples()

    def walk(patterns: list[Any]) -> Iterator[URLPattern]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns)
            else:
                yield one

    for pattern in walk(get_resolver().url_patterns):
        name = pattern.name or ""
        if not name or name.startswith(LEFT_OUT):
            continue
        wanted = tuple(pattern.pattern.converters)
        try:
            path = reverse(name, kwargs={key: _sample(samples, name, key) for key in wanted})
        except (NoReverseMatch, LookupError):
            continue
        if name == "listing":
            yield from (reverse(name, kwargs={"key": key}) for key in LISTINGS)
            continue
        yield path
        if name in ASKED:
            yield f"{path}?{ASKED[name]}"


def _samples() -> dict[tuple[str, str], Any]:
    """What stands in an address, by the word with which the page's name begins or ends, and by its part."""
    from commonground.accounts.models import User
    from commonground.plans.models import Action
    from commonground.practices.models import Contact
    from commonground.rounds.models import Round
    from commonground.visits.models import Visit

    first = User.objects.filter(role=ROLES[0]).order_by("pk")[:1]
    visit = Visit.objects.filter(visitor__in=first, round__in=[Round.objects.latest("starts_on")]).filter(
        state="written_up", plan__isnull=False
    )[0]
    contact = Contact.objects.filter(practice=visit.practice).first()
    return {
        ("", "code"): visit.practice.code,
        ("", "pk"): visit.pk,
        ("", "key"): "visits",
        ("contact", "pk"): contact.pk if contact else 0,
        ("round", "pk"): Round.objects.latest("starts_on").pk,
        ("candidate", "pk"): Round.objects.latest("starts_on").pk,
        ("plan", "pk"): visit.plan_id,
        ("action", "pk"): Action.objects.filter(plan=visit.plan_id)[0].pk,
    }


def _sample(samples: dict[tuple[str, str], Any], name: str, part: str) -> Any:
    words = name.split("-")
    return next((samples[word, part] for word in words if (word, part) in samples), None) or samples["", part]


def _client(role: str) -> Any:
    from django.test import Client

    from commonground.accounts.models import User

    person = User.objects.filter(role=role).order_by("pk")[0]
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def _opened(path: str, client: Any) -> tuple[int, int]:
    """Open a page to its end: its status and its queries. The first time also reads the rulebook and the templates."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
        for _ in response:
            pass
    return response.status_code, len(captured)


def _measured(path: str, client: Any) -> str:
    status, queries = _opened(path, client)
    if status in (403, 404, 405):
        return "-"
    clock, processor = [], []
    for _ in range(TIMES):
        began = time.perf_counter(), time.process_time()
        _opened(path, client)
        clock.append(1000 * (time.perf_counter() - began[0]))
        processor.append(1000 * (time.process_time() - began[1]))
    took, worked = median(clock), median(processor)
    file = Path(path).suffix in FILES
    over = status >= 500 or queries > LIMIT_QUERIES or (worked > LIMIT_MS and not file)
    words = f"{took:.0f}, {worked:.0f} ms, {queries}"
    if status not in (200, 302):
        words += f" ({status})"
    return f"[bold red]{words}[/]" if over else words


if __name__ == "__main__":
    main()
