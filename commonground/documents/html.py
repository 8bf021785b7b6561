"""A page as one HTML file that asks for nothing: its styles and drawings are in it, and it has no script."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from jinja2 import Environment, PackageLoader, StrictUndefined

from commonground.documents.content import Block, Page


def html_page(page: Page) -> str:
    """The page as HTML. Every text is escaped; only a chart's own drawing goes in as markup."""
    return _ENVIRONMENT.get_template("page.html").render(page=page, styles=_styles())


def styles_as_policy() -> str:
    """The source expression of a Content-Security-Policy that lets the styles of such a page apply, and no others."""
    return f"'sha256-{b64encode(sha256(_styles().encode()).digest()).decode()}'"


def _styles() -> str:
    styles, _, _ = _ENVIRONMENT.loader.get_source(_ENVIRONMENT, "report.css")  # type: ignore[union-attr]
    return styles


def _kind(block: Block) -> str:
    return type(block).__name__.lower()


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("commonground.documents", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["kind"] = _kind
    return environment


_ENVIRONMENT = _environment()
