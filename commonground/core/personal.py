"""The one rule on what names people: what stands in its place for who sees no names.

What is typed freely (a FreeTextField) may name somebody, so it is personal. A model says the rest in `personal`: by
field, the words that stand in its place, or SHOWN for a free text that everybody may read. Templates follow the rule by
themselves, for the person whose page is being made (`reading_as`); what makes words of such a field in Python reads it
with `shown`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models.base import ModelBase
from django.utils.crypto import salted_hmac

from commonground.core.caller import Caller
from commonground.core.free_text import FreeTextField

SHOWN = None
"""Of a free text that holds nothing of a person."""
NOT_SHOWN = "(words not shown to you)"
"""In the place of what somebody typed."""
SOMEBODY = "Somebody"
"""In the place of a name that was typed, of whom nothing else is known."""
LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"
"""No vowel, so that a code is no word; nothing that looks like another."""
LENGTH = 5
_reader: ContextVar[Caller | None] = ContextVar("reader", default=None)


@contextmanager
def reading_as(caller: Caller) -> Iterator[None]:
    """What templates show until the end of this is for a caller."""
    before = _reader.set(caller)
    try:
        yield
    finally:
        _reader.reset(before)


def reader() -> Caller | None:
    """For whom a page is being made; none for a letter, which a template never writes, or a page for everybody."""
    return _reader.get()


def shown(caller: Caller, thing: object, field: str) -> str:
    """A field of a person or of something typed, as a caller may see it; nothing of nothing."""
    value = str(getattr(thing, field, "") or "")
    hidden = hidden_as(caller, thing, field, value)
    return value if hidden is None else hidden


def hidden_as(caller: Caller, thing: object, field: str, value: object) -> str | None:
    """The words in the place of a field that a caller may not see; None where its value is shown."""
    if caller.sees_names or not value or _is_the_caller(caller, thing):
        return None
    words = _words_for(_model(thing), field)
    return None if words is None else words.format(code=code_of(thing) if "{" in words else "")


def code_of(thing: object) -> str:
    """A code that is always the same for a person, and tells nothing of them to who lacks the installation's secret.

    It is no number from a row or an order of names, so that no filter, address or list leads from it to somebody.
    """
    key = f"{_model(thing).__name__} {getattr(thing, 'id', '')}"
    number = int(salted_hmac("commonground.personal", key, algorithm="sha256").hexdigest(), 16)
    code = ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(LETTERS))
        code += LETTERS[place]
    return code


def _is_the_caller(caller: Caller, thing: object) -> bool:
    return isinstance(thing, AbstractBaseUser) and thing.pk == caller.user_id


def _words_for(model: type[Any], field: str) -> str | None:
    """What stands in the place of a field; None where everybody sees it."""
    if not isinstance(model, ModelBase):
        return None
    said: Mapping[str, str | None] = getattr(model, "personal", {})
    if field in said:
        return said[field]
    fields = model._meta.fields
    return NOT_SHOWN if any(one.name == field and isinstance(one, FreeTextField) for one in fields) else None


def _model(thing: object) -> type[Any]:
    """The class of a thing: of a row of history that of what it was, of one read lazily that of what is read."""
    model: type[Any] = getattr(thing.__class__, "instance_type", thing.__class__)
    return model
