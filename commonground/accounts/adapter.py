"""How sign-in behaves here: who may come in, and that its e-mails go through the outbox like all others."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest
from django.shortcuts import render

from commonground.accounts.models import User
from commonground.accounts.second_step import signed_in_just_now
from commonground.accounts.services import send_password_link
from commonground.core.caller import SYSTEM
from commonground.core.clock import now
from commonground.core.outbox import Letter, put_in_outbox


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody makes an account for themselves: an administrator does."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the shape that allauth calls
        """Never."""
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not right after signing in: allauth itself asks for the password that was typed a moment ago."""
        person = self.request.user
        if isinstance(person, User) and signed_in_just_now(self.request, person):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:  # noqa: ARG002
        """A link of ours, whose token is stored nowhere, instead of allauth's."""
        send_password_link(SYSTEM, user, now=now())

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put an e-mail of allauth in the outbox."""
        message = self.render_mail(template_prefix, email, {"email": email, **context})
        put_in_outbox(Letter("sign-in", email, message.subject, message.body), now=now())


class KnownPeopleOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """An organisation's own sign-in lets in only those whom an administrator added, by their verified e-mail."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Connect a first sign-in with the person who has that e-mail address, or refuse it in a sentence."""
        if sociallogin.is_existing:
            return
        addresses = [one.email for one in sociallogin.email_addresses if one.verified]
        person = next(filter(None, map(_person_with, addresses)), None)
        if person is None:
            raise ImmediateHttpResponse(
                render(
                    request, "socialaccount/unknown_person.html", {"verified": bool(addresses)}, status=403
                )
            )
        sociallogin.connect(request, person)


def _person_with(address: str) -> User | None:
    return User.objects.filter(email__iexact=address, is_active=True).first()
