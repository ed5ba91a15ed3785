"""Commands for who may come in: organiser, user, sign-in."""

import click

from hearing.cli.group import email_address, hearing, inside
from hearing.organisers import register
from hearing.organisers.models import Organiser
from hearing.people import places
from hearing.settings import settings
from hearing.staff import accounts
from hearing.staff.login import print_link
from hearing.staff.models import Account, Role


@hearing.group()
def organiser() -> None:
    """Organisers: who owns events, letters and contacts."""


@organiser.command("add")
@click.argument("slug")
@click.option("--name", required=True, help="Full name, shown on its events.")
@click.option("--email", required=True, help="Address answers go to.")
@inside
async def add_organiser(slug: str, name: str, email: str) -> None:
    """Take in an organiser; SLUG is its short name in addresses."""
    added = await register.add(None, slug, name, email_address(email))
    click.echo(f"Added the organiser {added.name} ({added.slug}).")


@organiser.command()
@inside
async def registrators() -> None:
    """Fill in the regions' published registrator addresses where they are missing; never in a demo."""
    filled = await places.load_registrators(places.real_registrators())
    click.echo(f"Filled in {filled} addresses. Check them before you send letters.")


@hearing.group()
def user() -> None:
    """Accounts of staff."""


@user.command("add")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--admin", is_flag=True, help="Looks after the installation: accounts, organisers, health.")
@click.option("--organiser", "slug", help="Short name of the organiser it works for.")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="What it may do there.")
@inside
async def add_user(email: str, name: str, admin: bool, slug: str | None, role: str | None) -> None:
    """Open an account; nobody is told. A link to sign in: hearing sign-in EMAIL."""
    if bool(slug) != bool(role):
        raise click.UsageError("--organiser and --role belong together.")
    where = await Organiser.get_or_none(slug=slug) if slug else None
    if slug and where is None:
        raise click.ClickException(f"There is no organiser {slug}.")
    what = Role(role) if role else None
    added = await accounts.add(None, email_address(email), name, where, what, admin=admin)
    click.echo(f"Added the account {added.email}. A link to sign in: hearing sign-in {added.email}")


@hearing.command("sign-in")
@click.argument("email")
@inside
async def sign_in(email: str) -> None:
    """Print a link that signs in once, within 15 minutes."""
    account = await Account.get_or_none(email_norm=email.casefold(), shut_off_at=None)
    if account is None:
        raise click.ClickException(f"There is no open account {email}.")
    click.echo(f"{settings().url}/sign-in/{await print_link(account)}")
