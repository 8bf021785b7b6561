"""The plans that came of the visits: who wrote them, actions, promises that are late, and the check-ins."""

from __future__ import annotations

from datetime import date, timedelta

from commonground.engine.rules.visit_book import VisitBook
from commonground.plans.check_in_days import BEFORE_IT_IS_DUE
from commonground.plans.models import OPEN_STATES, Action, CheckIn, Plan
from commonground.visits.models import Visit
from commonground.web.demo.season import Setting, at

W, St, Side = Plan.WrittenBy, Action.State, Action.Side
HAS_A_PLAN = 0.8
WRITTEN = {W.TOGETHER: 45, W.PRACTICE: 30, W.COMMISSIONER: 25}
ACTIONS = (
    ("Ring families who did not come after the second text", "lead nurse", 6, "no-follow-up-missed"),
    ("Go through the list of children who moved away", "practice administrator", 8, "list-not-clean"),
    ("Open two immunisation sessions after school hours", "practice manager", 12, "hours-do-not-suit"),
    ("Enter the records of children who came from abroad", "practice administrator", 5, "abroad-not-entered"),
    ("Offer missing doses when a brother or sister is seen", "practice nurses", 4, "no-opportunistic"),
    ("Train the new nurse to answer parents' questions", "practice manager", 7, "staff-untrained"),
)
PROMISES = (
    "Send the page of the payment rule with an example",
    "Find a place on the next immunisation course",
    "Ask CHIS why twelve records do not arrive",
    "Send leaflets in the languages families here speak",
)
HAS_A_PROMISE = 0.65
ACTION_DUE, PROMISE_DUE = (28, 150), (10, 30)
CLOSED_IF_DUE = {St.DONE: 72, St.ON_THE_WAY: 12, St.STUCK: 6, St.OPEN: 5, St.NOT_OURS: 3, St.DROPPED: 2}
PROMISE_IF_DUE = {St.DONE: 80, St.ON_THE_WAY: 12, St.OPEN: 8}
NOT_DUE_YET = {St.OPEN: 55, St.ON_THE_WAY: 35, St.DONE: 10}
CHECK_INS = (("after 2 months", 60), ("after 6 months", 182), ("after 12 months", 365))
REPLIES = 0.68


def make_plans(given: Setting, visits: list[Visit], book: VisitBook) -> None:
    """A plan for most visits that were written up."""
    rng = given.rng
    with_plan = [one for one in visits if one.written_up_at and rng.random() < HAS_A_PLAN]
    plans = Plan.objects.bulk_create(
        Plan(
            practice_id=visit.practice_id,
            owner_id=visit.visitor_id,
            written_by=rng.choices(list(WRITTEN), list(WRITTEN.values()))[0],
            made_at=at(_day(visit)),
            agreed_on=_day(visit),
        )
        for visit in with_plan
    )
    for visit, plan in zip(with_plan, plans, strict=True):
        visit.plan = plan
    Visit.objects.bulk_update(with_plan, ["plan"], batch_size=500)
    actions = [
        action
        for visit, plan in zip(with_plan, plans, strict=True)
        for action in [*_actions(given, visit, plan), *_promises(given, visit, plan)]
    ]
    _be_late_with_one_promise_each(given, actions)
    _check_ins(given, Action.objects.bulk_create(actions, batch_size=500), book)
    _wait_to_be_agreed(given, plans)


def _wait_to_be_agreed(given: Setting, plans: list[Plan]) -> None:
    """The last plan of each visitor that the practice wrote came in yesterday, and waits for us."""
    latest = {one.owner_id: one for one in plans if one.written_by == Plan.WrittenBy.PRACTICE}
    for plan in latest.values():
        plan.agreed_on, plan.practice_wrote_at = None, at(given.today - timedelta(days=1), 16)
        plan.actions.update(state=St.OPEN, closed_on=None)
        CheckIn.objects.filter(action__plan=plan).delete()
    Plan.objects.bulk_update(latest.values(), ["agreed_on", "practice_wrote_at"])


def _day(visit: Visit) -> date:
    assert visit.written_up_at is not None
    return visit.written_up_at.date()


def _actions(given: Setting, visit: Visit, plan: Plan) -> list[Action]:
    rng = given.rng
    return [
        _standing(
            given,
            CLOSED_IF_DUE,
            Action(
                plan=plan,
                side=Side.PRACTICE,
                what=what,
                who=who,
                due_on=_day(visit) + timedelta(days=rng.randint(*ACTION_DUE)),
                factor=factor,
                children_expected=children,
            ),
        )
        for what, who, children, factor in rng.sample(ACTIONS, rng.choice((2, 2, 3)))
    ]


def _promises(given: Setting, visit: Visit, plan: Plan) -> list[Action]:
    rng = given.rng
    if rng.random() > HAS_A_PROMISE:
        return []
    return [
        _standing(
            given,
            PROMISE_IF_DUE,
            Action(
                plan=plan,
                side=Side.COMMISSIONER,
                what=rng.choice(PROMISES),
                who=visit.visitor.name,
                owner_id=visit.visitor_id,
                due_on=_day(visit) + timedelta(days=rng.randint(*PROMISE_DUE)),
            ),
        )
    ]


def _be_late_with_one_promise_each(given: Setting, actions: list[Action]) -> None:
    """The last promise of each visitor that is due and not long past waits, so that everybody has one to look at."""
    latest = {}
    for action in sorted(actions, key=lambda one: one.due_on):
        if action.side == Side.COMMISSIONER and action.due_on < given.today:
            latest[action.owner_id] = action
    for action in latest.values():
        action.state, action.closed_on = St.OPEN, None


def _standing(given: Setting, if_due: dict[Action.State, int], action: Action) -> Action:
    odds = if_due if action.due_on <= given.today else NOT_DUE_YET
    action.state = given.rng.choices(list(odds), list(odds.values()))[0]
    long_past = action.due_on < given.today - timedelta(days=120)
    if long_past and action.state in OPEN_STATES:
        action.state = St.DONE
    if action.state not in OPEN_STATES:
        closed = action.due_on + timedelta(days=given.rng.randint(-20, 5))
        action.closed_on = min(closed, given.today)
    return action


def _check_ins(given: Setting, actions: list[Action], book: VisitBook) -> None:
    """Those that were asked, with most answers; and for what is open, those that are still to come."""
    made = []
    for action in (one for one in actions if one.side == Side.PRACTICE):
        for why, due in _days(action, book):
            if due > given.today and action.state in OPEN_STATES:
                made.append(CheckIn(action=action, due_on=due, why=why))
            elif due <= given.today and (action.closed_on is None or due <= action.closed_on):
                made.append(_check_in(given, action, why, due))
    CheckIn.objects.bulk_create(made, batch_size=500)


def _days(action: Action, book: VisitBook) -> list[tuple[str, date]]:
    """When an action is asked after, and why: as `plans.check_in_days` has it, without asking for an area's numbers."""
    assert action.plan.agreed_on is not None
    before = action.due_on - timedelta(days=book.number("next-check-in-before-days"))
    apart = timedelta(days=book.number("check-ins-apart-days"))
    milestones = [(why, action.plan.agreed_on + timedelta(days=days)) for why, days in CHECK_INS]
    return [
        (BEFORE_IT_IS_DUE, before),
        *((why, day) for why, day in milestones if abs(day - before) >= apart),
    ]


def _check_in(given: Setting, action: Action, why: str, due: date) -> CheckIn:
    check_in = CheckIn(action=action, due_on=due, why=why, asked_at=at(due, 7))
    if given.rng.random() < REPLIES and due < given.today:
        check_in.answered_at = at(min(due + timedelta(days=given.rng.randint(0, 6)), given.today), 8)
        check_in.answer = action.state
    return check_in
