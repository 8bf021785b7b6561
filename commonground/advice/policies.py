"""Who may answer: each rule says why not."""

from __future__ import annotations

from commonground.advice.models import Answer, Question
from commonground.core.caller import Caller, Role
from commonground.core.services import NotAllowedError, RefusedError
from commonground.practices.policies import check_change


def check_question(caller: Caller, question: Question) -> None:
    """Raise NotAllowedError unless the caller works for the practice that asked. No link is for this."""
    check_change(caller, question.practice)
    check_library(caller)


def check_library(caller: Caller) -> None:
    """Raise NotAllowedError for the holder of a link: answers are written by people who signed in."""
    if caller.kind == "link":
        raise NotAllowedError("This link is for something else.")


def check_change_answer(caller: Caller, answer: Answer) -> None:
    """Raise NotAllowedError unless the caller wrote the answer, or leads where whoever did works."""
    if not may_change_answer(caller, answer):
        raise NotAllowedError(
            "Every area gives this answer, so only who wrote it, or their lead, changes it. Write one of your own."
        )


def may_change_answer(caller: Caller, answer: Answer) -> bool:
    """Whether a caller may change an answer of the library."""
    if caller.reads_only or caller.user_id is None:
        return False
    if caller.user_id == answer.written_by_id:
        return True
    leads = caller.role in (Role.LEAD, Role.ADMINISTRATOR)
    return leads and any(area.pk in caller.area_ids for area in answer.written_by.areas.all())


def check_seen(answer: Answer, seen: int) -> None:
    """Raise RefusedError where an answer says something else than what was looked at."""
    if answer.version != seen:
        raise RefusedError("Somebody changed this answer since you opened it. Read what it says now first.")


def check_unanswered(question: Question) -> None:
    """Raise RefusedError where a question has its answer."""
    if question.answer_id is not None:
        raise RefusedError("This question was answered before. What was answered is kept.")
