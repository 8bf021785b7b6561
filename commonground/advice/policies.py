"""Who may answer: each rule says why not."""

from __future__ import annotations

from commonground.advice.models import Question
from commonground.core.caller import Caller
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


def check_unanswered(question: Question) -> None:
    """Raise RefusedError where a question has its answer."""
    if question.answer_id is not None:
        raise RefusedError("This question was answered before. What was answered is kept.")
