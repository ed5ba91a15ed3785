"""A letter to which anything may happen in any order: sent, bounced, passed on, answered, reminded, undone."""

from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

from hearing.base.clock import now, today
from hearing.base.errors import Refusal
from hearing.letters import corrections, forwarding, inbound, reminders, responses, sending
from hearing.letters.forwarding import Passed
from hearing.letters.kinds import Delivery
from hearing.letters.kinds_case import Ball, Verdict
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.lateness import is_late
from hearing.letters.models import Campaign
from hearing.letters.models_entry import Entry, Forwarding
from hearing.letters.models_recipient import Recipient
from hearing.letters.responses import FIXED, Noted, Who
from hearing.mail.models import Mailing, MailStatus, OutgoingMail
from hearing.mail.models_in import IncomingKind, IncomingMail, IncomingMatch, IncomingStatus, MatchDecision

QUIET = (EntryKind.ACKNOWLEDGED, EntryKind.AUTO_REPLY, EntryKind.HEARSAY)
KINDS = (IncomingKind.REPLY, IncomingKind.ACKNOWLEDGEMENT, IncomingKind.AUTO_REPLY, IncomingKind.BOUNCE_HARD)
DEAD = (MailStatus.CANCELLED, MailStatus.FAILED)
PEOPLE = ("Kaj Ask", "Lo Ek", "Åsa Örn", "")


class Machine:
    """What can happen; each verb is one thing, and refusals are fine."""

    def __init__(self, campaign: Campaign, by: Any, dice: Random) -> None:
        self.campaign, self.by, self.dice, self.done = campaign, by, dice, Counter[str]()

    async def step(self) -> None:
        """One thing happens, or is refused in words."""
        verbs = [name for name in dir(type(self)) if name.startswith("do_")]
        verb = self.dice.choice(verbs)
        try:
            await getattr(self, verb)()
            self.done[verb] += 1
        except Refusal:
            self.done[f"{verb} refused"] += 1

    async def row(self) -> Recipient:
        rows = await Recipient.filter(campaign_id=self.campaign.pk).order_by("id")
        return self.dice.choice(rows)

    async def fresh(self) -> Campaign:
        return await Campaign.get(pk=self.campaign.pk).select_related("organiser")

    async def do_send(self) -> None:
        await sending.send(await self.fresh(), self.by)

    async def do_undo(self) -> None:
        mailing = await Mailing.all().order_by("-id").first()
        if mailing and mailing.kind == "letter":
            await sending.undo(mailing, self.by)
        elif mailing and mailing.kind in (reminders.REMINDER, reminders.CORRECTION):
            await reminders.undo(mailing, self.by)

    async def do_leave(self) -> None:
        """The worker has handed some mails over; one of them is refused."""
        for mail in await OutgoingMail.filter(status__in=[MailStatus.QUEUED, MailStatus.HELD]).order_by("id"):
            ends = MailStatus.FAILED if self.dice.random() < 0.2 else MailStatus.SENT
            await OutgoingMail.filter(pk=mail.pk).update(status=ends, last_text="550 5.1.1")
        assert not [await sending.note_outcomes() for _round in range(6)][-1]

    async def do_resend(self) -> None:
        row = await self.row()
        await sending.resend(row, self.by, self.dice.choice([row.registrator_email, "ny@annan.test"]))

    async def do_mail(self) -> None:
        """One mail comes in, on one recipient or several."""
        rows = {row.pk: row for row in [await self.row() for _place in range(self.dice.choice([1, 1, 2, 3]))]}
        kind = self.dice.choice(KINDS)
        rows = {pk: row for pk, row in rows.items() if row.delivery not in (Delivery.DRAFT, Delivery.ADDRESS_MISSING)}
        late = {pk for pk, row in rows.items() if is_late(row, self.campaign, today())}
        number = await IncomingMail.all().count()
        mail = await IncomingMail.create(
            sha256=f"{number:064}",
            size=1,
            received_at=now(),
            due_at=now(),
            status=IncomingStatus.SORTED,
            kind=kind,
            from_address=f"svar{number}@annan.test",
            from_name=self.dice.choice(PEOPLE),
            text="Vi är med.",
            counts_as_answer=kind == IncomingKind.REPLY,
            bounce_address=next((row.email for row in rows.values()), "") if kind == IncomingKind.BOUNCE_HARD else "",
        )
        await IncomingMatch.bulk_create(
            IncomingMatch(mail=mail, ref=row.ref, decided=MatchDecision.YES) for row in rows.values()
        )
        if kind == IncomingKind.BOUNCE_HARD:  # what the post office does with a report that proves itself
            sent = OutgoingMail.filter(kind="letter", to_address=mail.bounce_address, status=MailStatus.SENT)
            await sent.filter(about__in=[row.ref for row in rows.values()]).update(status=MailStatus.FAILED)
        await self.take_all()
        if kind in (IncomingKind.ACKNOWLEDGEMENT, IncomingKind.AUTO_REPLY):
            await self.still_late(late)

    async def do_refuse_place(self) -> None:
        match = await IncomingMatch.filter(decided=MatchDecision.YES).order_by("-id").first()
        if match:
            await IncomingMatch.filter(pk=match.pk).update(decided=MatchDecision.NO)
            await self.take_all()

    async def take_all(self) -> None:
        """The worker's job ends by itself."""
        rounds = [await inbound.take_next() for _round in range(8)]
        assert not rounds[-1]

    async def do_quiet(self) -> None:
        row, kind = await self.row(), self.dice.choice(QUIET)
        late, handling = is_late(row, self.campaign, today()), row.handling
        await responses.note(row, self.by, Noted(kind, "Hört."))
        await self.still_late({row.pk} if late else set())
        assert kind != EntryKind.HEARSAY or (await Recipient.get(pk=row.pk)).handling == handling

    async def still_late(self, late: set[int]) -> None:
        """No receipt, absence or rumour ever ends lateness."""
        for pk in late:
            assert is_late(await Recipient.get(pk=pk), self.campaign, today())

    async def do_pass_on(self) -> None:
        row = await self.row()
        links = await Forwarding.filter(recipient_id=row.pk).values_list("id", flat=True)
        after = self.dice.choice([None, 0, *links])
        who = Who(self.dice.choice(PEOPLE[:3]), "chef", self.dice.choice(["", "lo@annan.test"]))
        await forwarding.pass_on(row, self.by, Passed(who, after=after))  # type: ignore[arg-type]

    async def do_answer(self) -> None:
        kind = self.dice.choice([EntryKind.ANSWERED, EntryKind.PARTLY])
        await responses.note(await self.row(), self.by, Noted(kind, "Ja.", who=Who(self.dice.choice(PEOPLE[:3]))))

    async def do_promise(self) -> None:
        until = today() + timedelta(days=self.dice.randrange(60))
        await responses.note(await self.row(), self.by, Noted(EntryKind.PROMISED, until_on=until))

    async def do_remind(self) -> None:
        found = await reminders.proposals(await self.fresh())
        chosen = [one.recipient.pk for one in found if self.dice.random() < 0.7]
        await reminders.send(await self.fresh(), self.by, chosen, "Hej igen.")

    async def do_correct(self) -> None:
        rows = await corrections.receivers(await self.fresh())
        chosen = [row.pk for row in rows if self.dice.random() < 0.5]
        await corrections.send(await self.fresh(), self.by, chosen, self.dice.choice(["Fel datum.", "Fel belopp."]))

    async def do_sort(self) -> None:
        row, verdict = await self.row(), self.dice.choice(list(Verdict))
        who = Who(self.dice.choice(PEOPLE), "chef") if row.responder else None
        facts = {"assessment": "positive", "outcomes": ["wants_visit"], "tags": ["tagg"]}
        await responses.sort(row, self.by, facts, {1: (verdict, "Ja.")}, who)

    async def do_ball(self) -> None:
        until = self.dice.choice([None, today() + timedelta(days=9)])
        await responses.give_ball(await self.row(), self.by, self.dice.choice(list(Ball)), until)

    async def do_show(self) -> None:
        await responses.show(await self.row(), self.by, self.dice.random() < 0.5, "Vi är med.")

    async def do_close(self) -> None:
        await responses.close(await self.row(), self.by, "")

    async def do_reopen(self) -> None:
        await responses.reopen(await self.row(), self.by)

    async def do_take_back(self) -> None:
        row = await self.row()
        gone = {one.takes_back_id for one in await Entry.filter(recipient=row, kind="undone")}
        lines = [one for one in await Entry.filter(recipient=row) if one.kind not in FIXED and one.pk not in gone]
        if lines:
            await responses.take_back(self.dice.choice(lines), row, self.by)
