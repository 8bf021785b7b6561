"""Which of our e-mails came back, read from a mailbox file: a plain reading of delivery status notifications.

Only the failed address, the number of our own e-mail and its subject are taken; the rest is not looked at.
"""

from __future__ import annotations

import email
import email.policy
import mailbox
import re
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import Message

from commonground.core.outbox import number_in

_ADDRESS = re.compile(r"[^\s<>;,\"]+@[^\s<>;,\"]+")
FAILED_HEADER = "X-Failed-Recipients"
"""Written by some mail servers instead of a notification in parts."""
PARTS_BEGIN = (b"boundary=", b"message/rfc822")
MOST_PARTS = 100  # a notice has a handful; parts within parts without end are an attack, and are not opened


@dataclass(frozen=True)
class Bounce:
    """An address that could not be reached. number, subject: of our e-mail, where the notification says them."""

    address: str
    number: int | None = None
    subject: str = ""


def bounces_in(data: bytes) -> list[Bounce]:
    """Every failed address in a mailbox (mbox) or a single e-mail (.eml); none for anything else."""
    return list(dict.fromkeys(bounce for message in _messages(data) for bounce in _failed(message)))


def _messages(data: bytes) -> Iterator[Message]:
    for raw in _raw_messages(data):
        if sum(raw.lower().count(mark) for mark in PARTS_BEGIN) <= MOST_PARTS:
            yield email.message_from_bytes(raw, policy=email.policy.compat32)


def _raw_messages(data: bytes) -> Iterator[bytes]:
    if not data.startswith(b"From "):
        yield data
        return
    with tempfile.NamedTemporaryFile(prefix="mailbox-") as file:
        file.write(data)
        file.flush()
        with closing(mailbox.mbox(file.name, create=False)) as box:
            yield from map(box.get_bytes, box.iterkeys())


def _failed(message: Message) -> Iterator[Bounce]:
    number, subject = _our_own(message)
    addresses = [*_reported(message), *_ADDRESS.findall(str(message.get(FAILED_HEADER, "")))]
    for address in dict.fromkeys(found.lower() for found in addresses):
        yield Bounce(address, number, subject)


def _reported(message: Message) -> Iterator[str]:
    """The addresses whose delivery a notification says has failed; one that is only late has not."""
    for part in message.walk():
        blocks = part.get_payload()
        if part.get_content_type() != "message/delivery-status" or not isinstance(blocks, list):
            continue
        for block in blocks:
            if isinstance(block, Message) and str(block.get("Action", "")).strip().lower() == "failed":
                said = str(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
                yield from _ADDRESS.findall(said.partition(";")[2] or said)


def _our_own(message: Message) -> tuple[int | None, str]:
    """The number and the subject of the e-mail that a notification gives back."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "text/rfc822-headers":
            returned = email.message_from_string(str(part.get_payload()))
        elif kind == "message/rfc822" and isinstance(part.get_payload(), list):
            returned = part.get_payload()[0]  # type: ignore[assignment, index]
        else:
            continue
        return number_in(str(returned.get("Message-ID", ""))), str(returned.get("Subject", "")).strip()
    return None, ""
