"""What is read of questions and answers: questions always of the practices that the caller may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from commonground.advice.models import Answer, Question
from commonground.core.caller import Caller
from commonground.core.personal import shown
from commonground.practices.models import Practice
from commonground.practices.queries import practices, whole_history


@dataclass(frozen=True)
class OwedAnswer:
    """A question that waits for its answer."""

    pk: int
    practice_code: str
    practice_name: str
    topic: str
    text: str
    owner: str
    owner_pk: int
    due_on: date
    days_late: int


def questions(caller: Caller) -> QuerySet[Question]:
    """The questions of the practices a caller may see."""
    return Question.objects.filter(practice__in=practices(caller)).select_related(
        "practice__area", "owner", "answer"
    )


def questions_of(caller: Caller, practice: Practice) -> QuerySet[Question]:
    """What a practice and those that merged into it asked, the newest first."""
    whole = whole_history(caller, practice)
    return questions(caller).filter(practice__in=whole).order_by("-asked_on", "-pk")


def owed(caller: Caller, *, today: date, mine: bool = False) -> list[OwedAnswer]:
    """The answers that are owed, the oldest first: the caller's own, or all that a lead sees."""
    found = questions(caller).filter(answer=None).order_by("due_on", "pk")
    if mine:
        found = found.filter(owner=caller.user_id)
    return [
        OwedAnswer(
            pk=one.pk,
            practice_code=one.practice.code,
            practice_name=one.practice.name,
            topic=one.get_topic_display(),
            text=shown(caller, one, "text"),
            owner=shown(caller, one.owner, "name"),
            owner_pk=one.owner_id,
            due_on=one.due_on,
            days_late=max((today - one.due_on).days, 0),
        )
        for one in found
    ]


def answers(caller: Caller, *, words: str = "", topic: str = "") -> QuerySet[Answer]:
    """The answers in the library that hold every word. They are about the programme, so all who sign in share them."""
    if caller.kind == "link":
        return Answer.objects.none()
    found = Answer.objects.select_related("written_by").prefetch_related("written_by__areas")
    if topic:
        found = found.filter(topic=topic)
    for word in words.split():
        found = found.filter(
            Q(question__icontains=word) | Q(text__icontains=word) | Q(source__icontains=word)
        )
    return found


def versions(caller: Caller, answer: Answer) -> list[Answer]:
    """What an answer of the library says and said, the newest first."""
    if caller.kind == "link":
        return []
    return [one.instance for one in answer.history.order_by("-version")]
