"""The mails about accounts: the link to sign in, the welcome."""

from urllib.parse import urlencode

from hearing.mail import compose, outbox
from hearing.settings import settings
from hearing.staff.models import Account, SignInLink


async def sign_in(link: SignInLink, account: Account, token: str, there: str) -> None:
    """The one-time link; worthless after 15 minutes, so it is not sent later than that."""
    url = f"{sign_in_url(account, token)}?{urlencode({'next': there})}" if there else sign_in_url(account, token)
    letter = compose.render("staff/mails/sign_in", account.language, settings().name, name=account.name, url=url)
    await outbox.put(
        outbox.Post(
            key=f"sign-in:{link.pk}",
            kind="sign-in",
            to_name=account.name,
            to_address=account.email,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            language=letter.language,
            automatic=True,
            expires_at=link.expires_at,
        )
    )


async def welcome(account: Account, by: Account) -> None:
    """Tell somebody that they have an account, and where to sign in."""
    where = sign_in_url(account)
    names = {"name": account.name, "by": by.name, "email": account.email, "url": where}
    letter = compose.render("staff/mails/welcome", account.language, settings().name, **names)
    await outbox.put(
        outbox.Post(
            key=f"welcome:{account.pk}",
            kind="welcome",
            to_name=account.name,
            to_address=account.email,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            language=letter.language,
            automatic=True,
        )
    )


def sign_in_url(account: Account, token: str = "") -> str:
    """The public address of the sign-in page, or of one link, in the account's language."""
    page = f"{settings().url}{'/en' if account.language == 'en' else ''}/sign-in"
    return f"{page}/{token}" if token else page
