"""People who sign in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models

from commonground.core.caller import Role
from commonground.core.free_text import AddressField, PhoneField, ShortTextField
from commonground.core.models import Area


class UserManager(BaseUserManager["User"]):
    """Makes people; they sign in with their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person, with a password that can't be used where none is given."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractUser):
    """A commissioner, a regional lead, an evaluator or an administrator.

    What they see is their areas, with all that lies in them. `base_postcode` is where a visitor's day begins.
    """

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = AddressField(unique=True)
    name = ShortTextField()
    role = models.CharField(max_length=20, choices=[(role.value, role.value.capitalize()) for role in Role])
    phone = PhoneField(blank=True)
    base_postcode = ShortTextField(max_length=10, blank=True)
    areas = models.ManyToManyField(Area, blank=True, related_name="people")

    personal: ClassVar = {"name": "Visitor {code}", "email": "", "phone": "", "base_postcode": ""}
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.name
