"""An absence notice that a page was opened from: what it says is put into a form there, and a person decides."""

from starlette.requests import Request

from hearing.base.web import mine
from hearing.mail.models_in import IncomingMail, IncomingMatch, MatchDecision
from hearing.mail.shown import number


async def notice(request: Request, *refs: str) -> IncomingMail | None:
    """The mail that the address names (`?mail=`), when the reader may see it and it belongs to one of these."""
    pk = number(request.query_params.get("mail", ""))
    if pk is None or "mail.read" not in request.state.rights:
        return None
    mail = await mine(request, IncomingMail.filter(id=pk)).first()
    places = IncomingMatch.filter(mail_id=pk, ref__in=list(refs)).exclude(decided=MatchDecision.NO)
    return mail if mail and await places.exists() else None
