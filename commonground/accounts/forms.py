"""What is typed about people and areas."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from django import forms
from django.contrib.auth.password_validation import validate_password

from commonground.accounts import queries
from commonground.accounts.models import User
from commonground.core.caller import Caller, Role
from commonground.core.models import Area
from commonground.core.offering import offer


class AreasField(forms.ModelMultipleChoiceField[Area]):
    """Areas, each with the one it lies in."""

    def label_from_instance(self, obj: Any) -> str:
        """For example: Ealing (North West London)."""
        return f"{obj.name} ({obj.parent.name})" if obj.parent else obj.name


class PersonForm(forms.ModelForm[User]):
    """A person who signs in. The areas to choose from are the caller's."""

    areas = AreasField(
        Area.objects.none(),
        label="What they work for",
        help_text="All that lies in an area comes with it.",
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = User
        fields = ("name", "email", "role", "phone", "base_postcode")
        labels = {"email": "E-mail address", "base_postcode": "Postcode where their day begins"}  # noqa: RUF012
        help_texts = {"base_postcode": "For visitors: the way to the first visit counts from here."}  # noqa: RUF012
        widgets = {"role": forms.RadioSelect, "phone": forms.TextInput(attrs={"type": "tel"})}  # noqa: RUF012

    def __init__(self, caller: Caller, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "areas", queries.areas(caller).select_related("parent").order_by("kind", "name"))
        offer(self, "role", [(role.value, role.value.capitalize()) for role in Role])
        if self.instance.pk:
            self.initial["areas"] = list(self.instance.areas.values_list("pk", flat=True))

    def clean_email(self) -> str:
        """One address is one person, however it is written."""
        email: str = self.cleaned_data["email"]
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Somebody with this address is here already.")
        return email

    def chosen_areas(self) -> list[Area]:
        """The areas that were ticked."""
        return list(self.cleaned_data["areas"])


class AreaForm(forms.ModelForm[Area]):
    """An area and the one it lies in; a region lies in none."""

    parent = forms.ModelChoiceField(
        Area.objects.none(), label="Lies in", required=False, empty_label="Nothing: it is a region of its own"
    )

    class Meta:
        model = Area
        fields = ("name", "code", "kind", "parent")
        help_texts = {"code": "For a region or an ICB the code that NHS files use, for example Y56 or QRV."}  # noqa: RUF012
        widgets = {"kind": forms.RadioSelect}  # noqa: RUF012

    def __init__(self, caller: Caller, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "parent", queries.areas(caller).exclude(pk=self.instance.pk))
        offer(self, "kind", [(kind.value, str(kind.label)) for kind in Area.Kind])


class PasswordForm(forms.Form):
    """A password that somebody chooses."""

    password = forms.CharField(
        label="A password",
        help_text="Twelve characters or more. Three words that have nothing to do with each other are good.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def clean_password(self) -> str:
        """Refuse what is easily guessed."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class SignInForm(LoginForm):  # type: ignore[misc]
    """The e-mail address and the password, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-mail address"
        self.fields["password"].help_text = ""


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """The password now, and another one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (
            ("oldpassword", "Your password now"),
            ("password1", "A new password"),
            ("password2", "The new password again"),
        ):
            self.fields[name].label, self.fields[name].help_text = label, ""
