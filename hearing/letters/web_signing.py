"""Who signs a letter, under /desk/letters/ID/signatories: the list, the questions, the lock on the text."""

from collections import Counter
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.lang import _, ngettext
from hearing.base.web import done, link, mine, page, posted
from hearing.letters import asking, signing
from hearing.letters.forms_signing import AskForm, ListForm, SignatoryForm, SignForm
from hearing.letters.kinds_case import Channel
from hearing.letters.kinds_signing import SignatoryStatus
from hearing.letters.models import Campaign
from hearing.letters.models_signing import Signatory, Signature
from hearing.letters.web import found
from hearing.mail.models import Mailing

HERE = "/{id:int}/signatories"
ROW = HERE + "/{row:int}"


@needs("letters.read")
async def index(request: Request) -> Response:
    """Who is asked, what each has said, and whether the text is locked."""
    return await shown(request, ListForm(None))


async def shown(request: Request, form: ListForm, status: int = 200) -> Response:
    """The list with the form as typed."""
    campaign = await found(request)
    those = mine(request, Signatory.all()).filter(campaign_id=campaign.pk).select_related("mail")
    rows = await those.order_by("sort_key", "id")
    counts = Counter(row.status for row in rows)
    told = {one.value: counts[one] for one in SignatoryStatus}
    values: dict[str, Any] = {"rows": rows, "tally": told, "form": form}
    return page(request, "letters/signatories.html", status, campaign=campaign, **values)


@needs("letters.write")
async def add(request: Request) -> Response:
    """Put organisations on the list."""
    form = ListForm(await posted(request))
    if form.errors:
        return await shown(request, form, 422)
    number = await signing.add(await found(request), request.state.account, form.asked)
    said = ngettext("One organisation is new on the list.", "%(num)s organisations are new on the list.", number)
    return back(request, said)


@needs("letters.read")
async def questions(request: Request) -> Response:
    """The questions as drafts: whom, and with which words."""
    campaign = await found(request)
    form = AskForm(None, sign_by_on=campaign.sign_by_on)
    return drafts(request, campaign, form, await asking.to_ask(campaign), "ask")


@needs("letters.read")
async def reminders(request: Request) -> Response:
    """The reminders as drafts."""
    campaign = await found(request)
    form = AskForm(None, sign_by_on=campaign.sign_by_on)
    return drafts(request, campaign, form, await asking.to_remind(campaign), "remind")


def drafts(
    request: Request, campaign: Campaign, form: AskForm, rows: list[asking.Draft], verb: str, status: int = 200
) -> Response:
    """What would be sent."""
    first = next((one.row for one in rows if one.row.email), None)
    sample = asking.words_of(campaign, first, "", verb == "remind") if first else None
    values: dict[str, Any] = {"rows": rows, "form": form, "verb": verb, "sample": sample}
    return page(request, "letters/sign_ask.html", status, campaign=campaign, **values)


@needs("letters.send")
async def ask(request: Request) -> Response:
    """Ask the ticked ones."""
    campaign = await found(request)
    form = AskForm(await posted(request))
    if form.errors:
        return drafts(request, campaign, form, await asking.to_ask(campaign), "ask", 422)
    values = form.values
    by_on = values["sign_by_on"]
    mailing = await asking.ask(campaign, request.state.account, form.chosen, values["text"], by_on)
    return back(request, _("The questions leave in five minutes."), mailing)


@needs("letters.send")
async def remind(request: Request) -> Response:
    """Remind the ticked ones."""
    campaign = await found(request)
    form = AskForm(await posted(request))
    if form.errors:
        return drafts(request, campaign, form, await asking.to_remind(campaign), "remind", 422)
    mailing = await asking.remind(campaign, request.state.account, form.chosen, form.values["text"])
    return back(request, _("The reminders leave in five minutes."), mailing)


@needs("letters.send")
async def undo(request: Request) -> Response:
    """Take the questions back before they leave."""
    mailing = await mine(request, Mailing.all(), id=request.path_params["mailing"])
    if mailing.about != f"letter-{request.path_params['id']}" or mailing.kind not in (asking.SIGN, asking.REMIND):
        raise HTTPException(404)
    number = await asking.undo(mailing, request.state.account)
    return back(request, ngettext("Undone: one mail.", "Undone: %(num)s mails.", number))


@needs("letters.write")
async def opening(request: Request) -> Response:
    """The deliberate question: everybody who has answered is asked again."""
    campaign = await found(request)
    answered = mine(request, Signatory.all()).filter(campaign_id=campaign.pk, status__in=["yes", "no"])
    return page(request, "letters/unlock.html", campaign=campaign, number=await answered.count())


@needs("letters.write")
async def unlock(request: Request) -> Response:
    """Open the text for changes."""
    number = await signing.unlock(await found(request), request.state.account)
    said = ngettext(
        "The text is open. One organisation must be asked again.",
        "The text is open. %(num)s organisations must be asked again.",
        number,
    )
    undo = link(request, "letters:lock", id=request.path_params["id"])
    return done(request, "", here(request), said, undo)


@needs("letters.write")
async def lock(request: Request) -> Response:
    """Lock it again, unchanged."""
    await signing.lock_again(await found(request), request.state.account)
    return back(request, _("The text is locked again. The answers hold."))


@needs("letters.read")
async def show(request: Request) -> Response:
    """One signatory: what we know, what it has said, its link."""
    row = await own(request)
    known = SignatoryForm(None, name=row.name, area=row.area, email=row.email, contact=row.contact)
    return await one(request, row, known, SignForm(None, area=row.area))


async def one(request: Request, row: Signatory, form: SignatoryForm, sign: SignForm, status: int = 200) -> Response:
    """Its page with the forms as typed."""
    lines = await mine(request, Signature.all()).filter(signatory_id=row.pk).order_by("-id")
    url = asking.page_url(row, row.campaign.language)
    values: dict[str, Any] = {"row": row, "form": form, "sign": sign, "lines": lines, "url": url}
    return page(request, "letters/signatory.html", status, campaign=row.campaign, **values)


@needs("letters.write")
async def update(request: Request) -> Response:
    """Correct what we know."""
    row, form = await own(request), SignatoryForm(await posted(request))
    if form.errors:
        return await one(request, row, form, SignForm(None, area=row.area), 422)
    await signing.correct(row, request.state.account, form.asked)
    return back(request, _("Saved. No mail has been sent."))


@needs("letters.write")
async def answer(request: Request) -> Response:
    """Note what was said by telephone or in a meeting."""
    row, form = await own(request), SignForm(await posted(request))
    if form.errors:
        known = SignatoryForm(None, name=row.name, area=row.area, email=row.email, contact=row.contact)
        return await one(request, row, known, form, 422)
    await signing.answer(row, request.state.account, form.said(Channel.PHONE, row.campaign.versions))
    return back(request, _("Noted for %(name)s.", name=row.name))


@needs("letters.send")
async def resend(request: Request) -> Response:
    """Send the link once more."""
    row = await own(request)
    mailing = await asking.again(row, request.state.account)
    return back(request, _("The link leaves in five minutes."), mailing)


@needs("letters.write")
async def off(request: Request) -> Response:
    """Take it off the list; its link dies."""
    row = await own(request)
    await signing.take_off(row, request.state.account)
    undo = link(request, "letters:signatory_back", id=row.campaign_id, row=row.pk)
    return done(request, "", here(request), _("%(name)s is taken off the list.", name=row.name), undo)


@needs("letters.write")
async def put_back(request: Request) -> Response:
    """Put it back on the list."""
    row = await own(request)
    await signing.put_back(row, request.state.account)
    return back(request, _("%(name)s is on the list.", name=row.name))


async def own(request: Request) -> Signatory:
    """The reader's own signatory of this address."""
    place = {"id": request.path_params["row"], "campaign_id": request.path_params["id"]}
    related = ("campaign__organiser", "campaign__holder", "campaign__mailing", "mail")
    return await mine(request, Signatory.all().select_related(*related), **place)


def here(request: Request) -> str:
    """The list's address."""
    return link(request, "letters:signatories", id=request.path_params["id"])


def back(request: Request, said: str, mailing: Mailing | None = None) -> Response:
    """To the list, which says what happened; a mailing can be undone."""
    number = request.path_params["id"]
    undo = link(request, "letters:unask", id=number, mailing=mailing.pk) if mailing else None
    return done(request, "", here(request), said, undo)


routes = [
    Route(HERE, index, name="signatories"),
    Route(HERE, add, methods=["POST"], name="add_signatories"),
    Route(HERE + "/ask", questions, name="questions"),
    Route(HERE + "/ask", ask, methods=["POST"], name="ask"),
    Route(HERE + "/remind", reminders, name="sign_reminders"),
    Route(HERE + "/remind", remind, methods=["POST"], name="sign_remind"),
    Route(HERE + "/unlock", opening, name="opening"),
    Route(HERE + "/unlock", unlock, methods=["POST"], name="unlock"),
    Route(HERE + "/lock", lock, methods=["POST"], name="lock"),
    Route(HERE + "/mailings/{mailing:int}/undo", undo, methods=["POST"], name="unask"),
    Route(ROW, show, name="signatory"),
    Route(ROW, update, methods=["POST"], name="correct_signatory"),
    Route(ROW + "/answer", answer, methods=["POST"], name="sign_for"),
    Route(ROW + "/resend", resend, methods=["POST"], name="sign_resend"),
    Route(ROW + "/off", off, methods=["POST"], name="signatory_off"),
    Route(ROW + "/back", put_back, methods=["POST"], name="signatory_back"),
]
