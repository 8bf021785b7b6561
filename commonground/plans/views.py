"""Plans, promises and check-ins, for those who sign in."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from commonground.accounts import queries as accounts
from commonground.accounts.entrance import EVERYONE, WHO_CHANGE, WHO_LEAD, signed_in
from commonground.core.caller import Caller
from commonground.core.clock import now, today
from commonground.core.services import RefusedError
from commonground.core.trying import tried
from commonground.engine.rules.visit_book import load_visit_book
from commonground.plans import check_in_services, queries, services
from commonground.plans.forms import ActionForm, AnswerForm, BeginForm, KeptForm, NumbersForm, PromiseForm
from commonground.plans.models import Action, CheckIn, Plan
from commonground.plans.numbers import number_for
from commonground.plans.policies import most_actions, open_actions
from commonground.plans.presenters import library, plan_cards
from commonground.practices.policies import check_change, may_change
from commonground.practices.views import practice_or_404

Side = Action.Side


def plan_or_404(caller: Caller, pk: int) -> Plan:
    """The plan, or the page that says there is none that this caller may see."""
    try:
        return queries.plan(caller, pk)
    except Plan.DoesNotExist as error:
        raise Http404 from error


@signed_in(*WHO_CHANGE)
def begin(request: HttpRequest, caller: Caller, code: str) -> HttpResponse:
    """A plan for a practice is begun."""
    practice = practice_or_404(caller, code)
    check_change(caller, practice)
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        plan = services.begin(caller, practice, written_by=form.cleaned_data["written_by"], at=now())
        return redirect("plan", pk=plan.pk)
    return render(request, "plans/begin.html", {"form": form, "practice": practice})


@signed_in(*EVERYONE)
def show(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """A plan: what the practice does, what we promised, and how both stand."""
    plan = plan_or_404(caller, pk)
    cards = plan_cards(caller, plan, queries.asked_and_answered(caller, plan))
    return render(
        request,
        "plans/plan.html",
        {
            "plan": plan,
            "cards": cards,
            "full": len(open_actions(plan)) >= most_actions(),
            "may_change": may_change(caller, plan.practice),
        },
    )


@signed_in(*WHO_CHANGE)
def choose(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """The library of what can be agreed, with what it did elsewhere."""
    plan = plan_or_404(caller, pk)
    factor = request.GET.get("factor", "")
    factors = load_visit_book().factors
    context = {"plan": plan, "entries": library(factor), "factors": factors.values(), "factor": factor}
    return render(request, "plans/library.html", context)


@signed_in(*WHO_CHANGE)
def add_action(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """An action joins a plan; where it is full, one is dropped for it."""
    plan = plan_or_404(caller, pk)
    check_change(caller, plan.practice)
    chosen = load_visit_book().interventions.get(request.GET.get("intervention", ""))
    standing = open_actions(plan)
    full = standing if len(standing) >= most_actions() else []
    initial = (
        {"what": chosen.title, "factor": next(iter(chosen.factors), ""), "intervention": chosen.id}
        if chosen
        else {}
    )
    form = ActionForm(
        request.POST or None,
        instance=Action(plan=plan, side=Side.PRACTICE),
        standing=full,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        action = form.save(commit=False)
        drop = next((one for one in full if str(one.pk) == form.cleaned_data.get("drop")), None)
        if tried(form, lambda: services.add_action(caller, action, today=today(), drop=drop)):
            return redirect("plan", pk=pk)
    context = {"form": form, "plan": plan, "chosen": chosen, "title": "Add an action"}
    return render(request, "plans/action.html", context)


@signed_in(*WHO_CHANGE)
def add_promise(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """We promise something."""
    plan = plan_or_404(caller, pk)
    check_change(caller, plan.practice)
    form = PromiseForm(
        request.POST or None,
        instance=Action(plan=plan, side=Side.COMMISSIONER),
        initial={"owner": caller.user_id},
        people=list(accounts.visitors(caller)),
    )
    if request.method == "POST" and form.is_valid():
        promise = form.save(commit=False)
        promise.who = promise.owner.name if promise.owner else ""
        if tried(form, lambda: services.add_action(caller, promise, today=today())):
            return redirect("plan", pk=pk)
    return render(
        request, "plans/action.html", {"form": form, "plan": plan, "title": "Add a promise of ours"}
    )


@signed_in(*WHO_CHANGE)
def change_action(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """An action or a promise says something else."""
    action = _action_or_404(caller, pk)
    check_change(caller, action.plan.practice)
    form: forms.ModelForm[Action]
    if action.side == Side.PRACTICE:
        form = ActionForm(request.POST or None, instance=action)
    else:
        form = PromiseForm(request.POST or None, instance=action, people=list(accounts.visitors(caller)))
    if request.method == "POST" and form.is_valid():
        changed = form.save(commit=False)
        changed.who = changed.owner.name if changed.owner else changed.who
        if tried(form, lambda: services.change_action(caller, changed, today=today())):
            return redirect("plan", pk=action.plan_id)
    context = {"form": form, "plan": action.plan, "title": "Change what was agreed"}
    return render(request, "plans/action.html", context)


@signed_in(*WHO_CHANGE)
@require_POST
def drop_action(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """An action or a promise is given up."""
    action = _action_or_404(caller, pk)
    try:
        services.drop_action(caller, action, today=today())
    except RefusedError as error:
        messages.warning(request, str(error))
    return redirect("plan", pk=action.plan_id)


@signed_in(*WHO_CHANGE)
@require_POST
def help_given(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """We talked over what is stuck, or not theirs."""
    action = _action_or_404(caller, pk)
    try:
        services.help_given(caller, action, today=today())
        messages.success(request, "Noted that you talked it over.")
    except RefusedError as error:
        messages.warning(request, str(error))
    return redirect("plan", pk=action.plan_id)


@signed_in(*WHO_CHANGE)
def keep_promise(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """We did what we promised."""
    promise = _action_or_404(caller, pk)
    check_change(caller, promise.plan.practice)
    form = KeptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        if tried(form, lambda: services.keep_promise(caller, promise, note=note, at=now())):
            messages.success(request, "Kept. The practice is told, if it has an address.")
            return redirect("plan", pk=promise.plan_id)
    return render(request, "plans/kept.html", {"form": form, "promise": promise, "plan": promise.plan})


@signed_in(*WHO_CHANGE)
@require_POST
def agree(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """Both sides agree on a plan."""
    done = "Agreed. The check-ins are set, and the practice is sent its page."
    return _tell(request, caller, pk, services.agree, done)


@signed_in(*WHO_CHANGE)
@require_POST
def ask_practice(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """The practice is asked to write its plan."""
    return _tell(request, caller, pk, services.ask_practice, "A link to write the plan is on its way.")


@signed_in(*WHO_CHANGE)
@require_POST
def send_page(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """The practice is sent its lasting page anew."""
    return _tell(request, caller, pk, services.send_page, "The practice is sent its page again.")


@signed_in(*WHO_CHANGE)
def ring(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """What to say on the phone where no reply came, and what was answered."""
    check_in = queries.check_ins(caller).filter(pk=pk).first()
    if check_in is None:
        raise Http404
    check_change(caller, check_in.action.plan.practice)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if tried(form, lambda: _keep_answer(caller, check_in, said)):
            messages.success(request, "Noted.")
            return redirect("plan", pk=check_in.action.plan_id)
    context = {"form": form, "check_in": check_in, "action": check_in.action, "caller": caller}
    return render(request, "plans/phone_script.html", context)


@signed_in(*WHO_LEAD)
def numbers(request: HttpRequest, caller: Caller, pk: int | None = None) -> HttpResponse:
    """A lead changes the numbers for an area."""
    areas = list(accounts.areas(caller).select_related("parent__parent").order_by("kind", "name"))
    top = [area for area in areas if area.parent_id not in caller.area_ids]
    area = next((one for one in areas if one.pk == pk), None) if pk else next(iter(top), None)
    if area is None:
        raise Http404
    editable = [name for name, known in load_visit_book().numbers.items() if known.editable]
    current = {name: number_for(area, name) for name in editable}
    form = NumbersForm(request.POST or None, now=current)
    if request.method == "POST" and form.is_valid():
        for name in form.changed_data:
            services.change_number(caller, area, name=name, number=form.cleaned_data[name], at=now())
        messages.success(request, f"{len(form.changed_data)} numbers changed for {area.name}.")
        return redirect("area-numbers", pk=area.pk)
    return render(request, "plans/numbers.html", {"form": form, "area": area, "areas": areas})


def _tell(
    request: HttpRequest, caller: Caller, pk: int, change: Callable[..., Plan], done: str
) -> HttpResponse:
    """Make a change to a plan, and go back to it with what came of it."""
    plan = plan_or_404(caller, pk)
    try:
        change(caller, plan, at=now())
        messages.success(request, done)
    except RefusedError as error:
        messages.warning(request, str(error))
    return redirect("plan", pk=pk)


def _action_or_404(caller: Caller, pk: int) -> Action:
    action = queries.actions(caller).filter(pk=pk).first()
    if action is None:
        raise Http404
    return action


def _keep_answer(caller: Caller, check_in: CheckIn, said: dict[str, str]) -> None:
    check_in_services.answer(caller, check_in, answer=said["answer"], note=said["note"], at=now())
