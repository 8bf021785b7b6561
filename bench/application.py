"""Server time and number of queries of every page, with 1,300 practices, 40 visitors and three years of visits.

`python -m bench.application` makes up the programme in a database of its own, opens every page that needs no more
than an address, as each role, and prints the slowest time of a few and the queries.
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from rich.console import Console
from rich.table import Table

PRACTICES, VISITORS, EARLIER_ROUNDS = 1300, 40, 2
TIMES = 5
LIMIT_MS, LIMIT_QUERIES = 200, 60
ROLES = ("commissioner", "lead", "evaluator", "administrator")
FILES = (".csv", ".xlsx")
LEFT_OUT = ("accounts/", "demo/")
"""Addresses of others: sign-in, and what only the demo has."""
OF_A_LINK = UUID(int=0)
"""What stands in the address of a link's page until the link is made."""
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
    clients = {role: _client(role) for role in ROLES} | {"by a link": None}
    for who in clients:
        table.add_column(who, justify="right")
    for path in pages():
        found = [_measured(*((path, client) if client else _with_link(path))) for client in clients.values()]
        if any(cell != "-" for cell in found):
            table.add_row(path, *found)
    return table


def pages() -> Iterator[str]:
    """The address of every page and of every list, with something of the programme in the place of each argument."""
    from django.urls import URLPattern, URLResolver, get_resolver

    from commonground.desk.listings.every import LISTINGS

    samples = _samples()

    def walk(patterns: list[Any], before: str) -> Iterator[tuple[str, str]]:
        for one in patterns:
            route = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, route)
            elif isinstance(one, URLPattern) and one.name and not route.startswith(LEFT_OUT):
                yield one.name, route

    for name, route in walk(get_resolver().url_patterns, ""):
        if name == "listing":
            yield from (f"/lists/{key}/" for key in LISTINGS)
        elif (path := _filled(route, samples)) is not None:
            yield path
            if name in ASKED:
                yield f"{path}?{ASKED[name]}"


def _filled(route: str, samples: Mapping[str, Any]) -> str | None:
    """An address with a sample in the place of each argument; None where there is none."""
    path = "/"
    for part in re.split(r"(<[^>]+>)", route):
        if not part.startswith("<"):
            path += part
            continue
        words = [word for word in path.split("/") if word.isalpha() or "-" in word]
        name = part.strip("<>").split(":")[-1]
        sample = OF_A_LINK if name == "link_id" else samples.get(f"{words[-1]} {name}")
        if sample is None:
            return None
        path += str(sample)
    return path


def _samples() -> dict[str, Any]:
    """By the word before an argument and its name, what stands there."""
    from commonground.accounts.models import User
    from commonground.advice.models import Answer, Question
    from commonground.core.models import Area, OutboxMessage
    from commonground.plans.models import Action, CheckIn
    from commonground.rounds.models import Round
    from commonground.visits.models import Slot

    visit = _visit()
    actions = visit.plan.actions
    return {
        "practices code": visit.practice.code,
        "people pk": User.objects.all()[0].pk,
        "areas pk": Area.objects.filter(parent__isnull=False)[0].pk,
        "visits pk": visit.pk,
        "rounds pk": Round.objects.exclude(confirmed_at=None).latest("starts_on").pk,
        "plans pk": visit.plan_id,
        "actions pk": actions.filter(side="practice")[0].pk,
        "promises pk": Action.objects.filter(side="commissioner")[0].pk,
        "check-ins pk": CheckIn.objects.latest("due_on").pk,
        "questions pk": Question.objects.all()[0].pk,
        "answers pk": Answer.objects.all()[0].pk,
        "outbox pk": OutboxMessage.objects.all()[0].pk,
        "slots pk": Slot.objects.filter(visit=None)[0].pk,
        "caseloads pk": visit.visitor_id,
        "numbers pk": Area.objects.filter(parent=None)[0].pk,
        "lists key": "visits",
        "letters kind": "invitation",
    }


def _visit() -> Any:
    """A visit that has been written up with a plan: there is something on each of its pages."""
    from commonground.accounts.models import User
    from commonground.rounds.models import Round
    from commonground.visits.models import Visit

    first = User.objects.filter(role=ROLES[0]).order_by("pk")[:1]
    return Visit.objects.filter(
        visitor__in=first,
        round__in=[Round.objects.exclude(confirmed_at=None).latest("starts_on")],
        state="written_up",
        plan__actions__side="practice",
    )[0]


def _client(role: str) -> Any:
    from django.test import Client

    from commonground.accounts.models import User

    person = User.objects.filter(role=role).order_by("pk")[0]
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def _with_link(path: str) -> tuple[str, Any]:
    """The page of a link about the sample visit, and who came with it; nobody where no link leads there."""
    from django.test import Client
    from django.urls import resolve

    from commonground.core.clock import now
    from commonground.core.links import make_link, token_of
    from commonground.practices.link_entrance import LINK_PAGES

    client = Client(raise_request_exception=False)
    view = resolve(path.split("?")[0]).func
    purposes = LINK_PAGES.get(f"{view.__module__}.{view.__name__}", ())
    if purposes:
        code, about = _about(purposes[0])
        link = make_link(purposes[0], practice_code=code, object_id=about, now=now())
        client.get(f"/l/{token_of(link)}/")
        path = path.replace(str(OF_A_LINK), str(link.pk))
    return path, client


def _about(purpose: str) -> tuple[str, object]:
    """The practice and the thing that a link of a purpose is about."""
    from commonground.core.models import Link
    from commonground.plans.models import CheckIn
    from commonground.visits.models import Attendee

    visit = _visit()
    if purpose == Link.Purpose.ANSWER:
        check_in = CheckIn.objects.filter(answered_at=None).latest("due_on")
        return check_in.action.plan.practice.code, check_in.pk
    if purpose == Link.Purpose.ATTEND:
        attendee = Attendee.objects.filter(visit__state="booked")[0]
        return attendee.visit.practice.code, attendee.pk
    about = {Link.Purpose.PLAN: visit.plan_id, Link.Purpose.PRACTICE: ""}
    return visit.practice.code, about.get(Link.Purpose(purpose), visit.pk)


def _opened(path: str, client: Any) -> tuple[int, int]:
    """Open a page to its end: its status and its queries. The first time also reads the rulebook and the templates."""
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    reset_queries()
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
        for _ in response:
            pass
    return response.status_code, len(captured)


def _measured(path: str, client: Any) -> str:
    status, queries = _opened(path, client)
    if status in (302, 403, 404, 405, 410):
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
    if status != 200:
        words += f" ({status})"
    return f"[bold red]{words}[/]" if over else words


if __name__ == "__main__":
    main()
