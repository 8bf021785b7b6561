"""Following links from home, as somebody does who looks at everything."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve

FILES = ("-csv", "-xlsx")


def nothing(address: str, answer: HttpResponseBase) -> None:
    """Look at no page and at no file."""


@dataclass
class Walk:
    """What somebody finds who follows links from home: pages without an argument, and so many of each other kind.

    look: called with each page and, where it is given, with each file.
    """

    client: Client
    of_each: int = 1
    look: Callable[[str, HttpResponseBase], None] = nothing
    linked: set[str] = field(default_factory=set)
    current: dict[str, list[str]] = field(default_factory=dict)

    def go(self, begin: str = "/") -> None:
        """Follow every link once."""
        waiting, known, seen = [begin], {begin}, Counter[str]()
        while waiting:
            address = waiting.pop(0)
            name = name_of(address)
            self.linked.add(name)
            seen[name] += 1
            if seen[name] <= self.of_each and (self.look is not nothing or not name.endswith(FILES)):
                found = dict.fromkeys(self.links(address, name))
                waiting += [one for one in found if one not in known]
                known.update(found)

    def links(self, address: str, name: str) -> Iterator[str]:
        """The addresses of ours that a page leads to."""
        answer = self.client.get(address)
        assert answer.status_code in (200, 302), f"{address} is linked and answers {answer.status_code}"
        self.look(address, answer)
        if answer.status_code == 302 or "text/html" not in answer["Content-Type"]:
            return
        page = answer.content.decode()
        main = re.search(r'<nav class="cg-nav".*?</nav>', page, re.DOTALL)
        self.current[name] = re.findall(r'href="([^"]+)" aria-current="page"', main.group(0)) if main else []
        for found in re.findall(r'(?:href|role="search" action)="([^"]+)"', page):
            target = urldefrag(urljoin(address, unescape(found))).url
            if not urlsplit(target).netloc and name_of(target):
                yield target


def name_of(address: str) -> str:
    """The name of the page that an address leads to; none for a file, or a page of somebody else."""
    try:
        return str(resolve(urlsplit(address).path).url_name or "")
    except Resolver404:
        return ""
