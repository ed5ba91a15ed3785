"""One recipient of a letter: everything that happened, and each thing that can be written down about it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.clock import today
from hearing.base.dates import local
from hearing.base.lang import _
from hearing.base.web import done, link, mine, page, posted
from hearing.letters import board, campaigns, case, filters, forwarding, lateness, responses, sending, todo, visits
from hearing.letters.filters import Filter, kept
from hearing.letters.forms_case import BallForm, NoteForm, PassForm, ResendForm, ShowForm, SortForm, references
from hearing.letters.forwarding import Passed
from hearing.letters.kinds_case import Assessment, Ball, Channel, Known, Outcome, Verdict
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.models import Campaign
from hearing.letters.models_entry import Entry, EntryFile
from hearing.letters.models_recipient import Recipient
from hearing.letters.responses import Noted, Who
from hearing.letters.shown import turns
from hearing.letters.standing import OTHER, dead
from hearing.letters.web_recipients import own
from hearing.mail import away
from hearing.mail.shown import masked_text

HERE = "/{id:int}/recipients/{row:int}"


@needs("letters.read")
async def show(request: Request) -> Response:
    """All that is known of one recipient."""
    row = await own(request)
    return await shown(request, row, **await _from_notice(request, row))


async def _from_notice(request: Request, row: Recipient) -> dict[str, Any]:
    """The forms with what an absence notice says (`?mail=`): who stands in, and when somebody is back."""
    mail = await away.notice(request, row.ref)
    if mail is None:
        return {}
    forms: dict[str, Any] = {"notice_of": mail}
    if mail.stand_in_name or mail.stand_in_address:
        named = {"to_name": mail.stand_in_name or mail.stand_in_address, "to_email": mail.stand_in_address}
        day = local(mail.received_at).date()
        how = {"from_who": mail.from_name, "day": day, "how": "told", "certainty": "likely"}
        forms["passing"] = PassForm(None, **named | how)
    if mail.returns_on:
        forms["ball"] = BallForm(None, ball="them", until_on=mail.returns_on)
    return forms


async def shown(request: Request, row: Recipient, status: int = 200, **forms: Any) -> Response:
    """The page, with the forms as typed where one of them is wrong."""
    campaign = row.campaign
    entries = await mine(request, Entry.all()).filter(recipient_id=row.pk).order_by("-at", "-id")
    known = (await case.cases(campaign, row)).get(row.pk) or case.Case()
    takings = [(one.pk, one.takes_back_id) for one in entries if one.takes_back_id]
    demands = [demand for demand, _points in await campaigns.demands(campaign)]
    line = board.line_of(row, known, campaign, today())
    chosen = filters.asked(request, request.query_params)
    before, after = await beside(request, row, chosen)
    name, _comma, title = row.responder.partition(", ")
    initial = {
        "responder": name,
        "responder_title": title,
        "responder_email": row.now_email if row.answered_by_other else row.email,
        "assessment": row.assessment,
        "outcomes": row.outcomes,
        "tags": ", ".join(t for t in row.tags if t != OTHER),
    }
    handed_in: dict[int, list[EntryFile]] = {}
    for one in await mine(request, EntryFile.all()).filter(entry__recipient_id=row.pk).order_by("id"):
        handed_in.setdefault(one.entry_id, []).append(one)
    values: dict[str, Any] = {
        "handed_in": handed_in,
        "campaign": campaign,
        "row": row,
        "sent_text": masked_text(row.text),  # whoever has the authority's link may answer for it
        "line": line,
        "entries": entries,
        "gone": dead(takings),
        "demands": demands,
        "dates": lateness.dates_of(campaign, row.sent_on) if row.sent_on else None,
        "turns": turns(),
        "made": await visits.of(row),
        "colleagues": [(one.pk, one.name) for one in await todo.colleagues(campaign.organiser_id)],
        "before": before,
        "after": after,
        "chosen": chosen,
        "note": NoteForm(None, kind="answered", channel="mail", day=today()),
        "passing": PassForm(None, day=today(), how="told", certainty="stated"),
        "sort": SortForm(None, **initial),
        "ball": BallForm(None, ball=row.ball, until_on=row.ball_until or ""),
        "show": ShowForm(None, shown=row.shown, text=row.shown_text or row.summary),
        "resend": ResendForm(None, email=row.registrator_email),
        "notice_of": None,
    } | words()
    return page(request, "letters/case.html", status, **values | forms)


def words() -> dict[str, Any]:
    """The choices of the forms."""
    kinds = [one for one in EntryKind if one in responses.NOTABLE and one not in (EntryKind.DELIVERED,)]
    return {
        "kinds": [(one.value, one.label) for one in kinds],
        "channels": [(one.value, one.label) for one in Channel if one != Channel.HEARSAY],
        "hows": [(one.value, one.label) for one in Known],
        "assessments": [(one.value, one.label) for one in Assessment],
        "outcomes": [(one.value, one.label) for one in Outcome],
        "verdicts": [(one.value, one.label) for one in Verdict],
        "balls": [(one.value, one.label) for one in Ball],
    }


async def beside(request: Request, row: Recipient, chosen: Filter) -> tuple[Recipient | None, Recipient | None]:
    """The recipients before and after this one in the list, or in what the board was told to show."""
    rows = mine(request, Recipient.all()).filter(campaign_id=row.campaign_id)
    if chosen.any:
        told = await board.board_of(row.campaign, today())
        rows = rows.filter(pk__in=[line.row.pk for line in chosen.on(told.lines)])
    before = await rows.filter(sort_key__lt=row.sort_key).order_by("-sort_key").first()
    return before, await rows.filter(sort_key__gt=row.sort_key).order_by("sort_key").first()


@needs("letters.write")
async def note(request: Request) -> Response:
    """Write down something that happened."""
    row, form = await own(request), NoteForm(await posted(request))
    if form.errors:
        return await shown(request, row, 422, note=form)
    entry = await write_down(request, row, form)
    return back(request, row, _("Noted."), entry)


async def write_down(request: Request, row: Recipient, form: NoteForm) -> Entry:
    """The form as a line of the timeline; whoever answers gets a card."""
    said, by = form.values, request.state.account
    who = Who(said["who"], said["who_title"], said["who_email"])
    if said["kind"] in (EntryKind.ANSWERED, EntryKind.PARTLY):
        who = await responses.learn(row, by, who)
    told = {"text": said["text"], "at": form.moment(), "channel": said["channel"], "until_on": said["until_on"]}
    noted = Noted(said["kind"], who=who, references=references(said["references"]), **told)
    return await responses.note(row, by, noted)


@needs("letters.write")
async def pass_on(request: Request) -> Response:
    """Note that the letter was passed on."""
    row, form = await own(request), PassForm(await posted(request))
    if form.errors:
        return await shown(request, row, 422, passing=form)
    said = form.values
    to = Who(said["to_name"], said["to_title"], said["to_email"])
    names = ("from_who", "how", "certainty", "after", "text")
    told = {name: said[name] for name in names} | {"references": references(said["references"])}
    made = await forwarding.pass_on(row, request.state.account, Passed(to, at=form.moment(), **told))
    return back(request, row, _("Passed on to %(who)s.", who=made.to), await made.entry)


@needs("letters.write")
async def sort(request: Request) -> Response:
    """Say what we make of the answer."""
    row, form = await own(request), SortForm(await posted(request))
    if form.errors:
        return await shown(request, row, 422, sort=form)
    said = form.values
    who = Who(said["responder"], said["responder_title"], said["responder_email"])
    entry = await responses.sort(row, request.state.account, form.facts, form.verdicts, who)
    if form.values["then"]:
        there = link(request, "letters:visit", id=row.campaign_id, row=row.pk)
        return done(request, "", there, _("Sorted."))
    return back(request, row, _("Sorted."), entry)


@needs("letters.write")
async def give_ball(request: Request) -> Response:
    """Say whose turn it is."""
    row, form = await own(request), BallForm(await posted(request))
    if form.errors:
        return await shown(request, row, 422, ball=form)
    entry = await responses.give_ball(row, request.state.account, form.values["ball"], form.values["until_on"])
    return back(request, row, _("Noted."), entry)


@needs("letters.write")
async def publish(request: Request) -> Response:
    """Tick what the public page says."""
    row, form = await own(request), ShowForm(await posted(request))
    if form.errors:
        return await shown(request, row, 422, show=form)
    entry = await responses.show(row, request.state.account, form.values["shown"], form.values["text"])
    return back(request, row, _("The public page shows it.") if form.values["shown"] else _("Not shown."), entry)


@needs("letters.write")
async def close(request: Request) -> Response:
    """End the waiting."""
    row = await own(request)
    entry = await responses.close(row, request.state.account, "")
    return back(request, row, _("Closed without an answer."), entry)


@needs("letters.write")
async def reopen(request: Request) -> Response:
    """Wait again."""
    row = await own(request)
    entry = await responses.reopen(row, request.state.account)
    return back(request, row, _("Open again."), entry)


@needs("letters.write")
async def take_back(request: Request) -> Response:
    """Strike a line through."""
    row = await own(request)
    entry = await mine(request, Entry.all(), id=request.path_params["entry"], recipient_id=row.pk)
    made = await responses.take_back(entry, row, request.state.account)
    return back(request, row, _("Taken back. The line stays, struck through."), made)


@needs("letters.send")
async def resend(request: Request) -> Response:
    """Send the letter once more, to another address."""
    row, form = await own(request), ResendForm(await posted(request))
    if form.errors:
        return await shown(request, row, 422, resend=form)
    await sending.resend(row, request.state.account, form.values["email"], form.values["name"])
    return back(request, row, _("The letter leaves for %(email)s in five minutes.", email=form.values["email"]))


def back(request: Request, row: Recipient, said: str, entry: Entry | None = None) -> Response:
    """To the recipient's page; what was written can be taken back with one press."""
    place = {"id": row.campaign_id, "row": row.pk}
    undo = link(request, "letters:take_back", **place, entry=entry.pk) if entry else None
    return done(request, "", link(request, "letters:case", **place) + kept(request), said, undo)


@needs("letters.read")
async def by_ref(request: Request) -> Response:
    """The letter or the recipient that a reference names: where mails and lists lead to."""
    ref, asked = str(request.path_params["ref"]).upper(), request.url.query
    if "/" not in ref:
        campaign = await mine(request, Campaign.all(), reference=ref)
        return RedirectResponse(link(request, "letters:show", id=campaign.pk), 303)
    row = await mine(request, Recipient.all(), ref=ref)
    there = link(request, "letters:case", id=row.campaign_id, row=row.pk)
    return RedirectResponse(f"{there}?{asked}" if asked else there, 303)


routes = [
    Route("/cases/{ref:path}", by_ref, name="by_ref"),
    Route(HERE, show, name="case"),
    Route(HERE + "/note", note, methods=["POST"], name="note"),
    Route(HERE + "/pass-on", pass_on, methods=["POST"], name="pass_on"),
    Route(HERE + "/sort", sort, methods=["POST"], name="sort"),
    Route(HERE + "/ball", give_ball, methods=["POST"], name="ball"),
    Route(HERE + "/publish", publish, methods=["POST"], name="show_answer"),
    Route(HERE + "/close", close, methods=["POST"], name="close_case"),
    Route(HERE + "/reopen", reopen, methods=["POST"], name="reopen_case"),
    Route(HERE + "/resend", resend, methods=["POST"], name="resend"),
    Route(HERE + "/entries/{entry:int}/take-back", take_back, methods=["POST"], name="take_back"),
]
