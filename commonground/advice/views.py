"""Questions that practices asked, and the library of answers."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from commonground.accounts import queries as accounts
from commonground.accounts.entrance import EVERYONE, WHO_CHANGE, signed_in
from commonground.advice import queries, services
from commonground.advice.forms import AnswerForm, FindAnswerForm, PassOnForm, QuestionForm
from commonground.advice.models import Answer, Question
from commonground.advice.policies import check_change_answer, check_seen, may_change_answer
from commonground.core.caller import Caller
from commonground.core.clock import now, today
from commonground.core.services import RefusedError
from commonground.core.trying import tried
from commonground.plans.numbers import number_for
from commonground.practices.policies import check_change, may_change
from commonground.practices.views import practice_or_404

A_PAGE = 50
CHANGED_MEANWHILE = (
    "The answer was changed since you opened this page, so it was not sent. Read it again first."
)


@signed_in(*EVERYONE)
def owed(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The answers that we owe, the oldest first."""
    mine = request.GET.get("whose", "mine" if caller.role == "commissioner" else "all") == "mine"
    rows = queries.owed(caller, today=today(), mine=mine)
    return render(request, "advice/owed.html", {"rows": rows, "mine": mine})


@signed_in(*WHO_CHANGE)
def ask(request: HttpRequest, caller: Caller, code: str) -> HttpResponse:
    """A practice asked something."""
    practice = practice_or_404(caller, code)
    check_change(caller, practice)
    days = number_for(practice.area, "answer-days")
    form = QuestionForm(
        request.POST or None,
        instance=Question(practice=practice, asked_on=today()),
        initial={"owner": caller.user_id, "due_on": today() + timedelta(days=days)},
        people=list(accounts.visitors(caller)),
    )
    if request.method == "POST" and form.is_valid():
        question = services.ask(caller, form.save(commit=False))
        return redirect("question", pk=question.pk)
    return render(request, "advice/ask.html", {"form": form, "practice": practice})


@signed_in(*EVERYONE)
def question(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """One question: find an answer in the library and give it, or write a new one."""
    asked = _question_or_404(caller, pk)
    find = FindAnswerForm(request.GET or None, initial={"topic": asked.topic})
    chosen = find.cleaned_data if find.is_bound and find.is_valid() else {"q": "", "topic": asked.topic}
    found = queries.answers(caller, words=chosen["q"], topic=chosen["topic"])[:20]
    context = {
        "question": asked,
        "find": find,
        "found": found,
        "pass_on": PassOnForm(people=list(accounts.visitors(caller))),
        "may_change": may_change(caller, asked.practice),
    }
    return render(request, "advice/question.html", context)


@signed_in(*WHO_CHANGE)
@require_POST
def give(request: HttpRequest, caller: Caller, pk: int, answer_pk: int) -> HttpResponse:
    """An answer of the library is given."""
    asked = _question_or_404(caller, pk)
    answer = queries.answers(caller).filter(pk=answer_pk).first()
    if answer is None:
        raise Http404
    try:
        check_seen(answer, _seen(request))
    except RefusedError:
        messages.warning(request, CHANGED_MEANWHILE)
    else:
        _give(request, caller, asked, answer)
    return redirect("question", pk=pk)


@signed_in(*WHO_CHANGE)
def write_and_give(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """A new answer is written, kept in the library, and given."""
    asked = _question_or_404(caller, pk)
    check_change(caller, asked.practice)
    form = AnswerForm(
        request.POST or None,
        instance=Answer(reviewed_on=today()),
        initial={"topic": asked.topic, "question": asked.text[:300]},
    )
    if request.method == "POST" and form.is_valid():
        _give(request, caller, asked, services.write_answer(caller, form.save(commit=False)))
        return redirect("question", pk=pk)
    return render(request, "advice/write.html", {"form": form, "question": asked})


@signed_in(*WHO_CHANGE)
@require_POST
def pass_on(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """Another of us answers."""
    asked = _question_or_404(caller, pk)
    form = PassOnForm(request.POST, people=list(accounts.visitors(caller)))
    if form.is_valid():
        services.pass_on(caller, asked, to=form.cleaned_data["to"])
        messages.success(request, f"Passed on to {asked.owner.name}.")
    return redirect("question", pk=pk)


@signed_in(*EVERYONE)
def library(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The answers that can be given again."""
    find = FindAnswerForm(request.GET or None)
    chosen = find.cleaned_data if find.is_bound and find.is_valid() else {"q": "", "topic": ""}
    found = queries.answers(caller, words=chosen["q"], topic=chosen["topic"])
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "find": find,
        "page": page,
        "chosen": chosen,
        "may_write": not caller.reads_only,
        "may_change": lambda answer: may_change_answer(caller, answer),
    }
    return render(request, "advice/library.html", context)


@signed_in(*WHO_CHANGE)
def write(request: HttpRequest, caller: Caller) -> HttpResponse:
    """An answer is written."""
    form = AnswerForm(request.POST or None, instance=Answer(reviewed_on=today()))
    if request.method == "POST" and form.is_valid():
        services.write_answer(caller, form.save(commit=False))
        return redirect("answers")
    return render(request, "advice/write.html", {"form": form})


@signed_in(*WHO_CHANGE)
def change(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """An answer says something else from now on; what it said before is shown, and kept where it was given."""
    answer = queries.answers(caller).filter(pk=pk).first()
    if answer is None:
        raise Http404
    check_change_answer(caller, answer)
    version, versions = answer.version, queries.versions(caller, answer)
    answer.reviewed_on = today()
    seen = _seen(request) if request.method == "POST" else version
    form = AnswerForm(request.POST or None, instance=answer)
    if request.method == "POST" and form.is_valid():
        changed = form.save(commit=False)
        if tried(form, lambda: services.change_answer(caller, changed, seen=seen)):
            messages.success(request, "Kept. It is given from now on. Who got the one before keeps that.")
            return redirect("answers")
        seen = version  # the page shows what it says now, beside what was typed
    return render(request, "advice/change.html", {"form": form, "versions": versions, "seen": seen})


def _seen(request: HttpRequest) -> int:
    """The version of an answer that was on the page when the button was pressed; none is 0."""
    number = request.POST.get("seen", "")
    return int(number) if number.isdecimal() else 0


def _question_or_404(caller: Caller, pk: int) -> Question:
    found = queries.questions(caller).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _give(request: HttpRequest, caller: Caller, asked: Question, answer: Answer) -> None:
    try:
        services.give(caller, asked, answer, at=now())
        messages.success(request, "Answered. It goes to the practice with its source, if it has an address.")
    except RefusedError as error:
        messages.warning(request, str(error))
