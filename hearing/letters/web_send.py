"""From a list to letters on their way: preview any, confirm, five minutes to undo; reminders likewise."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from tortoise.expressions import Q

from hearing.base.access import needs
from hearing.base.lang import _, ngettext
from hearing.base.web import done, link, mine, page, posted
from hearing.letters import corrections, merge, reminders, sending, writing
from hearing.letters.forms_case import ReminderForm
from hearing.letters.models import Campaign, Quote
from hearing.letters.models_recipient import Recipient
from hearing.letters.models_signing import Signatory
from hearing.letters.web import found
from hearing.letters.web_recipients import own
from hearing.mail import outbox
from hearing.mail.models import Mailing


@needs("letters.read")
async def preview(request: Request) -> Response:
    """What stands in the way, and any recipient's letter as it will be."""
    campaign = await found(request)
    ready = await writing.batch(campaign)
    asked = request.query_params.get("row", "")
    shown = next((row for row in ready.rows if str(row.pk) == asked), ready.rows[0] if ready.rows else None)
    values: dict[str, Any] = {"ready": ready, "row": shown, "sample": sample(campaign, shown, ready) if shown else None}
    quotes = mine(request, Quote.all()).filter(campaign_id=campaign.pk)
    values["unsourced"] = await quotes.filter(Q(source="") | Q(source_on=None)).count()
    asked_to_sign = mine(request, Signatory.all()).filter(campaign_id=campaign.pk, status__in=["asked", "again"])
    values["unsigned"] = await asked_to_sign.count()
    return page(request, "letters/preview.html", campaign=campaign, **values)


def sample(campaign: Campaign, row: Recipient, ready: writing.Batch) -> dict[str, Any]:
    """One recipient's subject and texts, the filled and the missing words marked."""
    words = writing.unlinked(ready).words[row.pk]
    subject, body, easy = (merge.pieces(text, words) for text in writing.texts_of(campaign, row, words))
    return {"subject": subject, "body": body, "easy": easy}


@needs("letters.send")
async def confirm(request: Request) -> Response:
    """The last question: how many, from whom."""
    campaign = await found(request)
    values: dict[str, Any] = {"ready": await writing.batch(campaign), "sender": outbox.sender(campaign.organiser)}
    return page(request, "letters/confirm.html", campaign=campaign, **values)


@needs("letters.send")
async def send(request: Request) -> Response:
    """Send: leaves in five minutes."""
    campaign = await found(request)
    mailing = await sending.send(campaign, request.state.account)
    undo = link(request, "letters:undo", id=campaign.pk, mailing=mailing.pk)
    return back(request, _("The letters leave in five minutes."), undo)


@needs("letters.send")
async def undo(request: Request) -> Response:
    """Take a sending back before it leaves."""
    mailing = await own_mailing(request)
    if mailing.kind == reminders.CORRECTION:
        await reminders.undo(mailing, request.state.account)
        return back(request, _("Undone. The correction has not been sent."))
    if mailing.kind == reminders.REMINDER:
        number = await reminders.undo(mailing, request.state.account)
        return back(request, ngettext("Undone: one reminder.", "Undone: %(num)s reminders.", number))
    number = await sending.undo(mailing, request.state.account)
    return back(request, ngettext("Undone. One letter waits again.", "Undone. %(num)s letters wait again.", number))


@needs("letters.send")
async def test(request: Request) -> Response:
    """One recipient's letter to oneself."""
    row = await own(request)
    account = request.state.account
    await sending.test_run(row.campaign, account, row, account.email)
    there = f"{link(request, 'letters:preview', id=row.campaign_id)}?row={row.pk}"
    return done(request, "", there, _("The test is on its way to %(email)s.", email=account.email))


@needs("letters.read")
async def due(request: Request) -> Response:
    """The reminders that are due, as drafts."""
    campaign = await found(request)
    rows = await reminders.proposals(campaign)
    turn = max((one.turn for one in rows), default=1)
    form = ReminderForm(None, text=reminders.text_of(campaign, turn))
    return page(request, "letters/reminders.html", campaign=campaign, rows=rows, form=form)


@needs("letters.send")
async def remind(request: Request) -> Response:
    """Send the reminders somebody said yes to."""
    campaign = await found(request)
    form = ReminderForm(await posted(request))
    if form.errors:
        rows = await reminders.proposals(campaign)
        return page(request, "letters/reminders.html", 422, campaign=campaign, rows=rows, form=form)
    chosen = [number for number in form.values["recipient"] if number]
    mailing = await reminders.send(campaign, request.state.account, chosen, form.values["text"], form.turns)
    undo = link(request, "letters:undo", id=campaign.pk, mailing=mailing.pk)
    return back(request, _("The reminders leave in five minutes."), undo)


@needs("letters.send")
async def correction(request: Request) -> Response:
    """Those who got the letter, and room for what is corrected."""
    return await correcting(request, ReminderForm())


async def correcting(request: Request, form: ReminderForm, status: int = 200) -> Response:
    """The page; what was ticked stays ticked."""
    campaign, ticked = await found(request), form.values.get("recipient", []) if form.values else []
    values: dict[str, Any] = {"campaign": campaign, "rows": await corrections.receivers(campaign), "ticked": ticked}
    return page(request, "letters/correction.html", status, **values, form=form)


@needs("letters.send")
async def correct(request: Request) -> Response:
    """Send it: leaves in five minutes."""
    campaign, form = await found(request), ReminderForm(await posted(request))
    if not form.errors and not form.values["text"].strip():
        form.errors["text"] = _("Fill this in.")
    if form.errors:
        return await correcting(request, form, 422)
    chosen = [number for number in form.values["recipient"] if number]
    mailing = await corrections.send(campaign, request.state.account, chosen, form.values["text"])
    undo = link(request, "letters:undo", id=campaign.pk, mailing=mailing.pk)
    return back(request, _("The correction leaves in five minutes."), undo)


async def own_mailing(request: Request) -> Mailing:
    """The mailing in the address, if it is the reader's and about this letter."""
    mailing = await mine(request, Mailing.all(), id=request.path_params["mailing"])
    if mailing.about != f"letter-{request.path_params['id']}":
        raise HTTPException(404)
    return mailing


def back(request: Request, said: str, undo: str | None = None) -> Response:
    """To the letter, which says what happened."""
    return done(request, "", link(request, "letters:show", id=request.path_params["id"]), said, undo)


routes = [
    Route("/{id:int}/preview", preview, name="preview"),
    Route("/{id:int}/confirm", confirm, name="confirm"),
    Route("/{id:int}/send", send, methods=["POST"], name="send"),
    Route("/{id:int}/mailings/{mailing:int}/undo", undo, methods=["POST"], name="undo"),
    Route("/{id:int}/recipients/{row:int}/test", test, methods=["POST"], name="test"),
    Route("/{id:int}/reminders", due, name="reminders"),
    Route("/{id:int}/correction", correction, name="correction"),
    Route("/{id:int}/correction", correct, methods=["POST"], name="correct"),
    Route("/{id:int}/reminders", remind, methods=["POST"], name="remind"),
]
