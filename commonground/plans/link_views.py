"""The pages that a practice opens from an e-mail, without an account: how an action stands, and its plan."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from commonground.core.caller import Caller
from commonground.core.clock import now, today
from commonground.core.models import Link
from commonground.core.trying import tried
from commonground.plans import check_in_services, queries, services
from commonground.plans.forms import AnswerForm, PracticeActionForm
from commonground.plans.models import Action, Plan
from commonground.plans.policies import check_whole, most_actions, open_actions
from commonground.plans.presenters import library, plan_cards
from commonground.practices.link_entrance import by_link


@by_link(Link.Purpose.ANSWER)
def your_action(request: HttpRequest, caller: Caller, link: Link) -> HttpResponse:
    """How does it stand? Opening the page changes nothing; sending it does, once."""
    check_in = queries.check_ins(caller).filter(pk=link.object_id).first()
    if check_in is None:
        raise Http404
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if tried(
            form,
            lambda: check_in_services.answer(
                caller, check_in, answer=said["answer"], note=said["note"], at=now(), link=link
            ),
        ):
            return render(request, "plans/thank_you.html", {"answer": check_in.get_answer_display()})
    practice = check_in.action.plan.practice
    context = {"form": form, "link": link, "action": check_in.action, "practice": practice}
    return render(request, "plans/your_action.html", context)


@by_link(Link.Purpose.PLAN)
def your_plan(request: HttpRequest, caller: Caller, link: Link) -> HttpResponse:
    """The practice writes two or three actions, or changes those that were noted, and sends them once."""
    plan = queries.plans(caller).filter(pk=link.object_id).first()
    if plan is None:
        raise Http404
    forms = _rows(request, plan)
    valid = [form.is_valid() for form in forms]
    if request.method == "POST" and all(valid):
        kept = [form for form in forms if not form.left_out]
        actions = [form.save(commit=False) for form in kept]
        rows = zip(kept, actions, strict=True)
        faults = [not tried(form, partial(check_whole, action, today())) for form, action in rows]
        write = partial(services.write_by_practice, caller, plan, actions, link=link, at=now())
        if not any(faults) and tried(forms[0], write):
            return render(request, "plans/thank_you.html", {"plan": plan})
    return render(
        request,
        "plans/your_plan.html",
        {
            "forms": forms,
            "link": link,
            "plan": plan,
            "cards": plan_cards(caller, plan),
            "library": library(),
        },
    )


def _rows(request: HttpRequest, plan: Plan) -> list[PracticeActionForm]:
    known = open_actions(plan)
    blank = [Action(plan=plan, side=Action.Side.PRACTICE) for _ in range(most_actions() - len(known))]
    return [
        PracticeActionForm(
            request.POST or None,
            prefix=f"action{number}",
            instance=action,
            empty_permitted=True,
            use_required_attribute=False,
        )
        for number, action in enumerate([*known, *blank], 1)
    ]
