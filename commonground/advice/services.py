"""Every change to questions and answers."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from commonground.accounts.models import User
from commonground.advice.models import Answer, Question
from commonground.advice.policies import (
    check_change_answer,
    check_library,
    check_question,
    check_seen,
    check_unanswered,
)
from commonground.core.caller import Caller
from commonground.core.services import Changed, NotAllowedError, save, service
from commonground.practices.follow_up_letters import write_to_practice


@service("question.asked")
def ask(caller: Caller, question: Question) -> Changed[Question]:
    """A practice asked something: its owner owes an answer by a day."""
    check_question(caller, question)
    return Changed(save(question), question.practice.code, {"topic": question.topic})


@service("question.passed_on")
def pass_on(caller: Caller, question: Question, *, to: User) -> Changed[Question]:
    """Another of us owes the answer now."""
    check_question(caller, question)
    check_unanswered(question)
    question.owner = to
    return Changed(save(question), question.practice.code, {"owner": to.pk})


@service("answer.written")
def write_answer(caller: Caller, answer: Answer) -> Changed[Answer]:
    """An answer joins the library."""
    check_library(caller)
    if caller.user_id is None:
        raise NotAllowedError("An answer is written by somebody who signed in.")
    answer.written_by_id = caller.user_id
    return Changed(save(answer), details={"topic": answer.topic})


@service("answer.changed")
def change_answer(caller: Caller, answer: Answer, *, seen: int) -> Changed[Answer]:
    """A new version of an answer, given from now on. Who got the one before keeps it. seen: the version changed."""
    before = Answer.objects.select_for_update().get(pk=answer.pk)
    check_change_answer(caller, before)
    check_seen(before, seen)
    answer.version = before.version + 1
    details = {"topic": answer.topic, "before": before.version, "version": answer.version}
    return Changed(save(answer), details=details)


@service("question.answered")
def give(caller: Caller, question: Question, answer: Answer, *, at: datetime) -> Changed[Question]:
    """The practice gets an answer with its source, by e-mail where it has an address."""
    check_question(caller, question)
    check_unanswered(question)
    question.keep_as_given(answer, timezone.localtime(at).date())
    save(question)
    told = write_to_practice(
        "question-answered",
        question.practice,
        {
            "question": question.text,
            "answer": answer.text,
            "source": answer.source,
            "topic": question.get_topic_display().lower(),
        },
        sender=question.owner,
        now=at,
    )
    details = {"answer": answer.pk, "version": answer.version, "told": told is not None}
    return Changed(question, question.practice.code, details)
