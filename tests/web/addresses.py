"""Every address of the application, each with something of the made-up world in the place of its arguments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from commonground.accounts.demo import DOMAIN
from commonground.accounts.entrance import PAGES
from commonground.advice.models import Answer, Question, Topic
from commonground.core.caller import Role
from commonground.core.links import make_link, token_of
from commonground.core.models import LetterTemplate, Link, OutboxMessage
from commonground.figures.models import (
    ChildHealthService,
    Difference,
    Figure,
    Fix,
    PracticeCount,
    Release,
    Upload,
)
from commonground.plans.models import Action, CheckIn, Plan
from commonground.practices.link_entrance import LINK_PAGES
from commonground.practices.models import ClosedDay, Staffing, Surgery
from commonground.rounds.models import Candidate, Ranking, Round
from commonground.visits.feed_tokens import hash_of
from commonground.visits.models import Attendee, Correction, Feed, Slot, Timetable, Visit, Wish
from tests.world import TODAY, World, called, manager, person, practice

SHARED = {"listing", "listing-csv", "listing-xlsx", "letter", "reset-letter"}
"""Each shows its reader what they may see, or is the whole programme's."""
NOW = timezone.make_aware(datetime(2026, 11, 25, 12))


@dataclass(frozen=True)
class Address:
    """An address: its route, its name, and the view it leads to."""

    route: str
    name: str
    view: str

    @property
    def roles(self) -> tuple[Role, ...] | None:
        """The roles that may open it, where the view says so itself."""
        return PAGES.get(self.view)

    @property
    def purposes(self) -> tuple[Link.Purpose, ...] | None:
        """The purposes whose links open it, where the view says so itself."""
        return LINK_PAGES.get(self.view)

    @property
    def has_argument(self) -> bool:
        """Whether it leads to one of several things."""
        return "<" in self.route

    @property
    def is_somebodys(self) -> bool:
        """Whether it leads to something that is not everybody's in the programme."""
        return self.has_argument and self.name not in SHARED


@cache
def addresses() -> tuple[Address, ...]:
    """Every address, in the order in which they are looked through."""
    return tuple(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Address]:
    for one in patterns:
        route = before + str(one.pattern).removeprefix("^").removesuffix("$")
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, route)
        else:
            view = one.callback
            yield Address(route, one.name or "", f"{view.__module__}.{getattr(view, '__name__', '')}")


class Things:
    """One of everything in the world of a commissioner's borough, made when it is first asked for."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.practice = practice(world.ealing, visitor=world.commissioner)
        self.caller = called(world.commissioner)
        self.made: dict[str, Any] = {}

    def fill(self, address: Address) -> str:
        """The address with something in the place of each argument. Fails, saying what to add, where none is known."""
        words: list[str] = []
        path = ""
        for part in re.split(r"(<[^>]+>|\(\?P<[^)]+\))", address.route):
            if part.startswith(("<", "(?P<")):
                name = re.sub(r".*<(?:\w+:)?(\w+)>.*", r"\1", part)
                path += str(self.value("/".join(words), name))
            else:
                words += [word for word in part.split("/") if word]
                path += part
        return "/" + path

    def value(self, place: str, name: str) -> object:
        """What stands at a place of an address, such as `visits` `pk`."""
        key = f"{place} {name}"
        if key not in self.made:
            assert key in MAKERS, (
                f"nothing is known for <{name}> after “{place}”; add it to MAKERS in tests/web/addresses.py"
            )
            self.made[key] = MAKERS[key](self)
        return self.made[key]

    def kept(self, model: type[Any], **values: Any) -> Any:
        """A thing of a kind, made once."""
        name = model.__name__
        if name not in self.made:
            self.made[name] = model.objects.create(**values)
        return self.made[name]

    def visit(self) -> Any:
        """A booked visit."""
        return self.kept(
            Visit,
            practice=self.practice,
            visitor=self.world.commissioner,
            state=Visit.State.BOOKED,
            made_at=NOW,
            starts_at=NOW + timedelta(days=7),
            ends_at=NOW + timedelta(days=7, hours=1),
        )

    def round(self) -> Any:
        """A round that is not confirmed yet."""
        return self.kept(
            Round,
            name="Autumn",
            area=self.world.region,
            starts_on=TODAY,
            ends_on=date(2027, 3, 31),
            rule="by hand",
            made_at=NOW,
        )

    def release(self) -> Any:
        """A release with a figure of the practice."""
        return self.figure().release

    def figure(self) -> Any:
        """A figure of the practice."""
        release = self.kept(
            Release, key="cover-gp/2019-20/1", source="cover-gp", period="2019-20", taken_in_at=NOW
        )
        return self.kept(
            Figure,
            release=release,
            org_code=self.practice.code,
            level="practice",
            definition="cover",
            indicator="mmr1_24m",
            period="2019-20",
            period_start=date(2019, 4, 1),
            period_end=date(2020, 3, 31),
            as_at=date(2020, 3, 31),
            denominator=40,
            numerator=37,
            status="ok",
        )

    def difference(self) -> Any:
        """A difference that a count by the practice found."""
        release = Release.objects.create(
            key="practice-count/x",
            source="practice-count",
            period="x",
            origin="practice count",
            taken_in_at=NOW,
        )
        count = self.kept(
            PracticeCount,
            release=release,
            practice=self.practice,
            as_at=TODAY,
            rulebook_version="2026",
            registration_known=True,
            read={"children": 300, "rows": 900, "set_aside": 4},
        )
        return self.kept(
            Difference,
            count=count,
            indicator="mmr1_24m",
            period="2019-20",
            against="chis list",
            cause="never_reached_chis",
            only_in="practice",
            children=12,
            status="ok",
        )

    def fix(self) -> Any:
        """Somebody was asked to put something right."""
        return self.kept(
            Fix,
            practice=self.practice,
            indicator="mmr1_24m",
            period="2019-20",
            cause="never_reached_chis",
            children=12,
            owner="chis",
            words="Please load them.",
            asked_on=TODAY,
            due_on=TODAY,
            against=self.release(),
            measure="numerator",
            before=37,
        )

    def child_health_service(self) -> Any:
        """Who keeps the list of children of the region."""
        made = self.kept(ChildHealthService, name="Riverside child health")
        made.areas.add(self.world.region)
        return made

    def ranking(self) -> Any:
        """The ranking that the round's list is."""
        self.figure()
        asked = {
            "indicator": "mmr1_24m",
            "window": "2019-04-01..2020-03-31",
            "target": 0.95,
            "random_share": 0.1,
        }
        rest = {"seed": 1, "visits": None, "weights": {"1": 1.4}}
        return self.kept(
            Ranking,
            round=self.round(),
            state=Ranking.State.USED,
            asked={**asked, **rest},
            record={"asked": {**asked, **rest}, "inputs": [], "practices": [], "result": {"by_rank": 0}},
            shown=[{"key": "short", "heading": "The list in short", "blocks": []}],
            made_at=NOW,
            made_by=self.world.lead,
        )

    def candidate(self) -> Any:
        """A practice of that round."""
        return self.kept(Candidate, round=self.round(), practice=self.practice, position=1)

    def timetable(self) -> Any:
        """A timetable of that round, with nobody to visit."""
        own = self.world.commissioner
        person = {
            "name": own.name,
            "person": own.pk,
            "away": [],
            "visit_days": None,
            "weekdays": [],
            "booked": [],
        }
        season = {"from": TODAY.isoformat(), "to": TODAY.isoformat(), "bank_holidays": []}
        return self.kept(
            Timetable,
            round=self.round(),
            state=Timetable.State.PLANNED,
            asked={"visitors": [person], "practices": [], "without": []},
            found={
                "season": season,
                "visits": [],
                "left_out": [],
                "claim": {"travel_minutes": 0},
                "near": "",
                "price": [],
                "notes": [],
                "random_order": {"drawn": False},
            },
            first_day=TODAY,
            seed=1,
            seconds=1,
            km_an_hour=22,
            asked_at=NOW,
            asked_by=self.world.lead,
        )

    def plan(self) -> Any:
        """A plan of the practice."""
        return self.kept(Plan, practice=self.practice, written_by=Plan.WrittenBy.TOGETHER, made_at=NOW)

    def action(self) -> Any:
        """An action of that plan."""
        return self.kept(
            Action,
            plan=self.plan(),
            side=Action.Side.COMMISSIONER,
            what="Send the list of due children’s ages",
            who="Cora",
            due_on=TODAY,
            owner=self.world.commissioner,
        )

    def check_in(self) -> Any:
        """A day on which that action is asked after."""
        return self.kept(CheckIn, action=self.action(), due_on=TODAY, why="two months")

    def attendee(self) -> Any:
        """The manager, who is asked about the time that is kept for a visit."""
        if Attendee.__name__ in self.made:
            return self.made[Attendee.__name__]
        visit = self.visit()
        Visit.objects.filter(pk=visit.pk).update(state=Visit.State.INVITED)
        times = {"starts_at": visit.starts_at, "ends_at": visit.ends_at}
        self.kept(Slot, visitor=visit.visitor, visit=visit, **times)
        return self.kept(
            Attendee,
            visit=visit,
            contact=manager(self.caller, self.practice, "Asta Asked"),
            role="manager",
            quorum_group="manager",
        )

    def made_up_person(self) -> Any:
        """Somebody of the demo."""
        found = person(Role.LEAD, "Dana Demo", self.world.region)
        found.email = f"dana{DOMAIN}"
        found.save()
        return found

    def feed(self) -> str:
        """The token of the commissioner's calendar feed."""
        token = "f" * 43
        self.kept(Feed, visitor=self.world.commissioner, token_hash=hash_of(token), made_at=NOW)
        return token

    def question(self) -> Any:
        """A question of the practice."""
        return self.kept(
            Question,
            practice=self.practice,
            topic=Topic.PAYMENT,
            text="Who pays?",
            asked_on=TODAY,
            owner=self.world.commissioner,
            due_on=TODAY,
        )

    def answer(self) -> Any:
        """An answer that can be given again."""
        return self.kept(
            Answer,
            topic=Topic.PAYMENT,
            question="Who pays?",
            text="NHS England",
            source="GMS",
            reviewed_on=TODAY,
            written_by=self.world.commissioner,
        )

    def link(self, purpose: Link.Purpose) -> Link:
        """A link of the practice."""
        about: Any = {
            Link.Purpose.ANSWER: self.check_in,
            Link.Purpose.ATTEND: self.attendee,
            Link.Purpose.PASSWORD: lambda: self.world.commissioner,
            Link.Purpose.PRACTICE: lambda: None,
            Link.Purpose.PLAN: self.plan,
        }.get(purpose, self.visit)()
        code = "" if purpose == Link.Purpose.PASSWORD else self.practice.code
        return make_link(purpose, practice_code=code, object_id=about.pk if about else "", now=timezone.now())

    def token(self, purpose: Link.Purpose) -> str:
        """The token of such a link."""
        return token_of(self.link(purpose))


MAKERS: dict[str, Callable[[Things], object]] = {
    "practices code": lambda it: it.practice.code,
    "practices/people pk": lambda it: manager(it.caller, it.practice).pk,
    "practices/surgeries pk": lambda it: (
        it.kept(Surgery, practice=it.practice, weekday=1, starts="09:00", ends="12:00").pk
    ),
    "practices/closed-days pk": lambda it: it.kept(ClosedDay, practice=it.practice, day=TODAY).pk,
    "practices/staffing pk": lambda it: it.kept(Staffing, practice=it.practice, as_at=TODAY).pk,
    "people pk": lambda it: it.world.commissioner.pk,
    "areas pk": lambda it: it.world.ealing.pk,
    "caseloads pk": lambda it: it.world.commissioner.pk,
    "demo pk": lambda it: it.made_up_person().pk,
    "password link_id": lambda it: it.link(Link.Purpose.PASSWORD).pk,
    "welcome token": lambda it: it.token(Link.Purpose.PASSWORD),
    "visits pk": lambda it: it.visit().pk,
    "visits/end to": lambda it: "cancelled",  # noqa: ARG005
    "visits/after what": lambda it: "summary",  # noqa: ARG005
    "visits/wishes wish": lambda it: (
        it.kept(Wish, visit=it.visit(), kind="ring_me", text="after four", made_at=NOW).pk
    ),
    "visits/corrections correction_pk": lambda it: (
        it.kept(Correction, visit=it.visit(), text="two nurses", made_at=NOW).pk
    ),
    "slots pk": lambda it: (
        it.kept(
            Slot,
            visitor=it.world.commissioner,
            starts_at=NOW + timedelta(days=9),
            ends_at=NOW + timedelta(days=9, hours=1),
        ).pk
    ),
    "letters kind": lambda it: (
        it.kept(
            LetterTemplate,
            area=it.world.region,
            kind="invitation",
            subject="A visit",
            body="Hello",
            changed_at=NOW,
        ).kind
    ),
    "rounds/timetables number": lambda it: it.timetable().pk,
    "rounds/timetables/visits person": lambda it: it.world.commissioner.pk,
    "rounds pk": lambda it: it.ranking().round.pk,
    "rounds/rankings ranking_pk": lambda it: it.ranking().pk,
    "figures/releases pk": lambda it: it.release().pk,
    "figures/of code": lambda it: it.figure().org_code,
    "figures/files pk": lambda it: (
        it.kept(
            Upload,
            file_name="gp.xlsx",
            state=Upload.State.READ,
            given_at=NOW,
            given_by=it.world.lead.name,
            given_by_id=it.world.lead.pk,
        ).pk
    ),
    "rounds/practices code": lambda it: it.candidate().practice.code,
    "lists key": lambda it: "visits",  # noqa: ARG005
    "feed token": lambda it: it.feed(),
    "follow-up/numbers pk": lambda it: it.world.ealing.pk,
    "promises pk": lambda it: it.action().pk,
    "questions/give answer_pk": lambda it: it.answer().pk,
    "plans pk": lambda it: it.plan().pk,
    "actions pk": lambda it: it.action().pk,
    "check-ins pk": lambda it: it.check_in().pk,
    "questions pk": lambda it: it.question().pk,
    "answers pk": lambda it: it.answer().pk,
    "outbox pk": lambda it: (
        it.kept(
            OutboxMessage,
            kind="invitation",
            to="m@practice.example",
            subject="A visit",
            body="Hello",
            practice_code=it.practice.code,
            made_at=NOW,
            send_after=NOW,
        ).pk
    ),
    "differences pk": lambda it: it.difference().pk,
    "fixes pk": lambda it: it.fix().pk,
    "child-health-services pk": lambda it: it.child_health_service().pk,
    "count link_id": lambda it: it.link(Link.Purpose.COUNT).pk,
    "your-visit link_id": lambda it: it.link(Link.Purpose.BOOK).pk,
    "l token": lambda it: it.token(Link.Purpose.PRACTICE),
    "accounts/2fa/webauthn/keys pk": lambda it: 1,  # noqa: ARG005 - nobody's
    "accounts/oidc provider_id": lambda it: "unknown",  # noqa: ARG005
    "accounts/confirm-email key": lambda it: "none",  # noqa: ARG005
    "accounts/password/reset/key uidb36": lambda it: "1",  # noqa: ARG005
    "accounts/password/reset/key key": lambda it: "none",  # noqa: ARG005
    "accounts/password/reset/key/- key": lambda it: "none",  # noqa: ARG005
}
"""By the words of an address up to an argument, and its name: what stands there."""


def strangers(world: World) -> dict[Role, Any]:
    """Somebody of each role who works for another region."""
    other = world.elsewhere.parent
    assert other is not None
    return {role: person(role, f"Other {role.value}", other) for role in Role}


def own_people(world: World) -> dict[Role, Any]:
    """Somebody of each role who works for the region of the things."""
    return {
        Role.COMMISSIONER: world.commissioner,
        Role.LEAD: world.lead,
        Role.EVALUATOR: world.evaluator,
        Role.ADMINISTRATOR: world.administrator,
    }
