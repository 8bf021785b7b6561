"""Reading numbers back out of the sentences, by other means than those that wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import strategies as st

from commonground.engine.counting.reference.dates import ONE_DAY, later
from commonground.engine.rules.ages import Age, parse_age
from tests.engine.counting.histories import History, history

DATE = r"\d{1,2} [A-Z][a-z]+ \d{4}"
AGE = r"\d+ (?:day|week|month|year)s?(?: \d+ (?:day|month)s?)*"
MILESTONE = rf"(?:the day before )?(?:the [a-z]+ birthday|{AGE} of age)"
BIRTHDAYS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]

VACCINES = ("6in1", "5in1", "4in1", "MMR", "MMRV", "MenB", "PCV", "Rota", "HibMenC", "Hib", "Varicella")
OTHERS = ("BCG", "MenC", "HepB", "flu", "3in1", "Wonderjab")
BOUNDARIES = (42, 56, 70, 84, 98, 104, 112, 167, 248, 365, 366, 393, 456, 547, 558, 730, 1096, 1218, 1461)


def without_source(sentence: str) -> str:
    """The sentence up to its rule: the titles of sources hold dates of their own."""
    return re.split(r" \(rules? ", sentence)[0]


def day_in(text: str) -> date:
    """The day of `4 October 2015`."""
    return datetime.strptime(text, "%d %B %Y").date()


def found(pattern: str, sentence: str) -> str | None:
    """The one group of a pattern in a sentence, where it is there."""
    match = re.search(pattern, sentence)
    return match[1] if match else None


def after_age(born: date, words: str) -> date:
    """The day a child is `3 years 4 months 2 days` old."""
    months_and_years = " ".join(re.findall(r"\d+ (?:month|year)s?", words))
    rest = " ".join(re.findall(r"\d+ (?:day|week)s?", words))
    day = later(born, parse_age(months_and_years)) if months_and_years else born
    return later(day, parse_age(rest)) if rest else day


def is_the_age(born: date, day: date, words: str) -> bool:
    """Whether words are the age on a day, in whole months and the days beyond them."""
    months = sum(
        int(number) * (12 if unit == "year" else 1)
        for number, unit in re.findall(r"(\d+) (year|month)", words)
    )
    return after_age(born, words) == day and later(born, Age(months=months + 1)) > day


def milestone(born: date, words: str) -> date:
    """The day of `the first birthday`, `42 days of age` or `the day before the tenth birthday`."""
    if words.startswith("the day before "):
        return milestone(born, words.removeprefix("the day before ")) - ONE_DAY
    birthday = found(r"the ([a-z]+) birthday", words)
    if birthday:
        return later(born, Age(months=12 * (BIRTHDAYS.index(birthday) + 1)))
    return after_age(born, words)


def milestones(sentence: str) -> Iterator[tuple[date, str]]:
    """Each day that a sentence says is an age, with the age."""
    for day, words in re.findall(rf"({DATE}), ({MILESTONE})", sentence):
        yield day_in(day), words


def recorded_by(one: History, day: date) -> History:
    """The same child with the entries of that day and earlier."""
    return History(one.children, one.events.filter(pc.less_equal(one.events["event_date"], pa.scalar(day))))


@st.composite
def histories(draw: st.DrawFn, child_id: str = "9990000018") -> History:
    """A child with entries near the boundaries of the rules, some of them declined or contraindicated."""
    born = draw(st.dates(date(2013, 1, 1), date(2026, 6, 30)))
    near = st.builds(lambda day, off: max(0, day + off), st.sampled_from(BOUNDARIES), st.integers(-1, 1))
    days = draw(st.lists(near | st.integers(0, 2200), max_size=9))
    entries = []
    for day in days:
        vaccine = draw(st.sampled_from(VACCINES) | st.sampled_from(OTHERS))
        kind = draw(st.sampled_from(("", "", "", "", " declined", " contraindicated")))
        entries.append(f"{vaccine}{kind} +{day}")
    registered = draw(st.none() | st.dates(born, date(2026, 9, 1)))
    return history(
        born.isoformat(),
        *entries,
        child_id=child_id,
        registered=registered.isoformat() if registered else None,
    )
