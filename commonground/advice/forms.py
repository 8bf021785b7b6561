"""What is typed of questions and answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from commonground.accounts.models import User
from commonground.advice.models import Answer, Question, Topic
from commonground.plans.forms import DayInput


class QuestionForm(forms.ModelForm[Question]):
    """A question of a practice, who of us answers it, and by when."""

    class Meta:
        model = Question
        fields = ("topic", "text", "owner", "due_on")
        labels = {  # noqa: RUF012 - the shape that Django reads
            "text": "What was asked?",
            "owner": "Who of us answers?",
            "due_on": "By when?",
        }
        widgets = {  # noqa: RUF012
            "topic": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 3}),
            "due_on": DayInput,
        }

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        """people: who may owe the answer."""
        super().__init__(*args, **kwargs)
        self.fields["topic"] = forms.ChoiceField(
            label="What is it about?", choices=Topic.choices, widget=forms.RadioSelect
        )
        self.fields["owner"] = forms.ModelChoiceField(
            label="Who of us answers?", queryset=User.objects.filter(pk__in=[one.pk for one in people])
        )


class AnswerForm(forms.ModelForm[Answer]):
    """An answer that can be given again."""

    class Meta:
        model = Answer
        fields = ("topic", "question", "text", "source", "rule_id")
        labels = {  # noqa: RUF012
            "question": "The question, as anybody might ask it",
            "text": "The answer, in plain words",
            "source": "Source: the page or letter it rests on, with its date",
            "rule_id": "Rule of the rulebook, if it rests on one",
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}  # noqa: RUF012


class PassOnForm(forms.Form):
    """Who else answers."""

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        """people: who may owe the answer."""
        super().__init__(*args, **kwargs)
        self.fields["to"] = forms.ModelChoiceField(
            label="Pass it on to", queryset=User.objects.filter(pk__in=[one.pk for one in people])
        )


class FindAnswerForm(forms.Form):
    """Words to find an answer by."""

    q = forms.CharField(label="Words in the answer", required=False)
    topic = forms.ChoiceField(label="About", choices=[("", "Anything"), *Topic.choices], required=False)
