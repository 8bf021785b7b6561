"""What was found and asked at the visits that were held: factors, answers, the pulse, questions."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from commonground.accounts.models import User
from commonground.advice.models import Answer, Question, Topic
from commonground.core.caller import Role
from commonground.engine.rules.visit_book import VisitBook
from commonground.visits.models import RecordEntry, Visit
from commonground.visits.record_keys import (
    IN_SHORT,
    OURS,
    THEIRS,
    answer_key,
    factor_key,
    note_key,
    pulse_key,
)
from commonground.web.demo.season import Setting
from commonground.web.demo.visits import HAPPENED

ASKED_OF_FACTORS, ANSWERED = 0.55, 0.75
USUAL_PRESENT = (0.15, 0.6)
PULSE = {3: 15, 4: 45, 5: 40}
FOUND = (
    "Two vacant nurse posts; appointments are booked three weeks ahead",
    "Reminders are sent by text; nobody rings after the second",
    "The list of children is gone through every month by the administrator",
    "Records from abroad wait to be entered",
    "They would welcome somebody to speak to parents at the children's centre",
)
IN_SHORT_OF_A_VISIT = (
    "You know your families well. Two things hold you back: too few nurse hours, and a list with families who moved.",
    "Thank you for an open talk. Your recall works; after the second text nobody has the time to ring.",
    "Much goes well here. Records from abroad wait, so your figures look lower than what you do.",
)
NOTES = {
    "pressures": (
        "A new telephone system, and a partner who retires in the spring",
        "Two rooms are lost to building work until the summer",
        "Winter: same-day requests have doubled since last month",
    ),
    "nhs-england": (
        "Helpful on the telephone, slow by letter",
        "They feel counted more often than heard",
        "They know whom to ask now, and did not a year ago",
    ),
    "groups": (
        "Families in temporary housing, who are gone before the letter comes",
        "Parents who work nights and sleep through the clinic",
        "Families from abroad whose records are in another language",
    ),
    "informing": (
        "A table at the children's centre once a month",
        "Texts in four languages, and a call after the second",
        "Health visitors bring families to the Thursday clinic",
    ),
}
"""What was written freely, by the part of the record: nobody's name, and nothing of a child."""
HAS_A_NOTE, FACTOR_HAS_A_NOTE = 0.6, 0.12
FACTOR_NOTES = {
    "present": ("Said so themselves", "Seen on the screen", "Since the summer"),
    "absent": ("They had this in hand", "Asked; it works well here"),
}
ASKED = {
    Topic.PAYMENT: (
        40,
        (
            "When is the payment for the last quarter made?",
            "Why was our claim for the second MMR lower than expected?",
            "Which children count for the higher payment?",
        ),
    ),
    Topic.PROGRAMME: (
        30,
        (
            "From when is the new schedule used?",
            "May a child who started abroad go on with our schedule?",
            "Who sends the invitation for the pre-school booster?",
        ),
    ),
    Topic.DATA: (15, ("Why does COVER show fewer children than our system?", "How often is CHIS updated?")),
    Topic.TRAINING: (10, ("Where can a new nurse be trained to immunise?", "Is the update online enough?")),
    Topic.OTHER: (5, ("Who do we tell of a fridge that failed?",)),
}
"""By topic, how many in 100 and what: payment and the programme lead, as the study found."""
QUESTIONS_AT_A_VISIT = {0: 35, 1: 35, 2: 20, 3: 10}
DUE_AFTER = timedelta(days=10)
ANSWERED_IN_TIME, ANSWERED_LATE = 0.72, 0.14
ANSWERS = {
    Topic.PAYMENT: (
        "When is a quarter paid?",
        "The rule in force that quarter says so; we look it up for you.",
    ),
    Topic.PROGRAMME: ("Which schedule holds for a child?", "The schedule is chosen by the date of birth."),
    Topic.DATA: ("Why do COVER and we differ?", "COVER counts by the child's record at CHIS on a date."),
    Topic.TRAINING: ("Where can staff be trained?", "Your training hub has the dates; we sent you its page."),
    Topic.OTHER: ("Whom do we tell?", "Your screening and immunisation team; the number is in our letter."),
}
SOURCE = "Made up for the demo; a real answer names its rule and date here"


def make_records(given: Setting, visits: list[Visit], book: VisitBook) -> None:
    """The record of each visit that was held, with the keys of the rulebook."""
    rng, made = given.rng, []
    chance = {code: rng.uniform(*USUAL_PRESENT) for code in book.factors}
    for visit in (one for one in visits if one.state in HAPPENED):
        assert visit.ends_at is not None
        made += [
            RecordEntry(
                visit=visit,
                key=key,
                value=value,
                text=text,
                saved_by=visit.visitor.name,
                saved_at=visit.ends_at,
            )
            for key, (value, text) in _found(rng, visit, book, chance).items()
        ]
    RecordEntry.objects.bulk_create(made, batch_size=1000)


def _found(
    rng: Random, visit: Visit, book: VisitBook, chance: dict[str, float]
) -> dict[str, tuple[str, str]]:
    """By key, what was chosen and what was written."""
    found: dict[str, tuple[str, str]] = {}
    for code in book.factors:
        if rng.random() < ASKED_OF_FACTORS:
            value = "present" if rng.random() < chance[code] else "absent"
            note = rng.choice(FACTOR_NOTES[value]) if rng.random() < FACTOR_HAS_A_NOTE else ""
            found[factor_key(code)] = (value, note)
    for part, notes in NOTES.items():
        if rng.random() < HAS_A_NOTE:
            found[note_key(part)] = ("", rng.choice(notes))
    for key in book.questions:
        if rng.random() < ANSWERED:
            found[answer_key(key)] = ("", rng.choice(FOUND))
    for key in book.pulse:
        for side in (OURS, THEIRS):
            found[pulse_key(side, key)] = (str(rng.choices(list(PULSE), list(PULSE.values()))[0]), "")
    if visit.written_up_at:
        found[IN_SHORT] = ("", rng.choice(IN_SHORT_OF_A_VISIT))
    return found


def make_questions(given: Setting, visits: list[Visit]) -> None:
    """What was asked; most has an answer, some is owed, a little is late."""
    writer = User.objects.filter(role=Role.LEAD.value).earliest("pk")
    day = given.season.starts_on
    answers = {
        topic: Answer.objects.create(
            topic=topic, question=question, text=text, source=SOURCE, reviewed_on=day, written_by=writer
        )
        for topic, (question, text) in ANSWERS.items()
    }
    rng, asked_at, made = given.rng, [], []
    for visit in (one for one in visits if one.state in HAPPENED):
        assert visit.starts_at is not None
        for _ in range(rng.choices(list(QUESTIONS_AT_A_VISIT), list(QUESTIONS_AT_A_VISIT.values()))[0]):
            topic = rng.choices(list(ASKED), [odds for odds, _ in ASKED.values()])[0]
            made.append(_question(given, visit, topic, answers[topic], visit.starts_at.date()))
            asked_at.append(visit)
    made = Question.objects.bulk_create(made)
    Through = Visit.questions.through  # noqa: N806 - it is a class
    Through.objects.bulk_create(
        Through(visit_id=visit.pk, question_id=question.pk)
        for visit, question in zip(asked_at, made, strict=True)
    )


def _question(given: Setting, visit: Visit, topic: Topic, answer: Answer, day: date) -> Question:
    rng, due = given.rng, day + DUE_AFTER
    question = Question(
        practice_id=visit.practice_id,
        topic=topic,
        text=rng.choice(ASKED[topic][1]),
        asked_on=day,
        owner_id=visit.visitor_id,
        due_on=due,
    )
    odds = rng.random()
    if odds < ANSWERED_IN_TIME + ANSWERED_LATE or due < given.today - timedelta(days=60):
        answered = due + timedelta(days=rng.randint(-9, 0) if odds < ANSWERED_IN_TIME else rng.randint(1, 9))
        if answered <= given.today:
            question.keep_as_given(answer, answered)
    return question
