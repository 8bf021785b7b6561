"""Made-up files of published figures, given and taken in as people would."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonground.accounts.models import User
from commonground.figures.models import Upload
from tests.engine.published.books import xlsx

HEADINGS = ["GPCode", "CCGCode", "CCGName", "ODSLAUA", "24m Denominator", "24m MMR1 %"]


def gp_level(shares: Mapping[str, tuple[int, int]], year: str = "2019 to 2020") -> bytes:
    """A workbook of GP-level COVER: by practice, the covered and all children of 24 months."""
    rows = [
        [code, "70F", "Invented CCG", "807", children, round(covered / children, 3)]
        for code, (covered, children) in shares.items()
    ]
    title = (
        f"Table 1. Childhood vaccination coverage by GP practice, April {year.replace(' to ', ' to March ')}"
    )
    return xlsx({"Table_1": [[title], ["Management information"], [], HEADINGS, *rows]})


def signed_in(user: User) -> Client:
    """A browser of somebody who is signed in."""
    client = Client()
    client.force_login(user)
    return client


def give(user: User, data: bytes, name: str = "gp.xlsx") -> Upload:
    """Give a file, which is read at once in tests."""
    answer = signed_in(user).post("/figures/add/", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    return Upload.objects.latest("pk")


def take_in(user: User, data: bytes, name: str = "gp.xlsx") -> Upload:
    """Give a file, and take it in."""
    given = give(user, data, name)
    assert given.state == Upload.State.READ, given.sentence
    answer = signed_in(user).post(f"/figures/files/{given.pk}/take-in/")
    assert answer.status_code == 302
    given.refresh_from_db()
    return given
