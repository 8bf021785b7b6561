"""`commonground serve`: set up the database and serve the application on this machine."""

from __future__ import annotations

import os

import click


def set_up_django() -> None:
    """Make the application's models and settings usable in this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonground.web.settings")
    import django

    django.setup()


def set_up_database() -> None:
    """Make the application usable in this process, its database brought up to date."""
    set_up_django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--demo", "with_demo", is_flag=True, help="Fill an empty database with a made-up round.")
def serve(port: int, with_demo: bool) -> None:
    """Serve the application on http://localhost, after setting up its database."""
    os.environ.setdefault("COMMONGROUND_BASE_URL", f"http://localhost:{port}")
    if with_demo:
        os.environ.setdefault("COMMONGROUND_HOME", "demo/web")
        os.environ["COMMONGROUND_DEMO"] = "1"
    set_up_database()
    from django.conf import settings

    click.echo(f"Common Ground is at {settings.BASE_URL}  (Control and C ends it)")
    if settings.DEMO:
        from commonground.core.clock import today
        from commonground.web.demo.fill import fill_if_empty, sign_ins

        fill_if_empty(today())
        for line in sign_ins():
            click.echo(line)
    from commonground.web.server import run

    run(port)
