"""What somebody said on the personal page, done: an answer with needs, a substitute, a message after the last day."""

from hearing.base import lang
from hearing.base.lang import lazy
from hearing.invitations.answer import OTHER, Said, Source, answer, below, leave_message
from hearing.invitations.changes import answer_whole
from hearing.invitations.forms import AnswerForm, MessageForm, substitute, wanted
from hearing.invitations.models import Invitation, Substitute
from hearing.invitations.substitutes import Proposal, propose

WISHES = {
    "": "",
    "yes": lazy("Yes, I am coming"),
    "no": lazy("No, I cannot"),
    "maybe": lazy("Maybe"),
    "other": lazy("Somebody else comes in my place"),
}


async def on_the_page(
    invitation: Invitation, form: AnswerForm | MessageForm, visitor: Substitute | None, late: bool
) -> None:
    """What the form says, done."""
    if isinstance(form, MessageForm):
        await message(invitation, form, visitor)
    else:
        await answered(invitation, form, visitor, late)


async def answered(invitation: Invitation, form: AnswerForm, visitor: Substitute | None, late: bool) -> None:
    """An answer or a substitute; after the last day its words stand under those there are."""
    said = form.values
    if late and visitor is None:
        said["comment"] = below(invitation.comment, said["comment"])
    source = Source(name=said["by_name"] if said["by"] == "other" else "", for_stand_in=visitor is not None)
    if said["answer"] == OTHER:
        await propose(invitation, Proposal(**substitute(said)), source, said["comment"])
        return
    online = said["attend"] == "online"
    told = Said(said["answer"], online, said["comment"], said["material"])
    if said["needs_shown"]:
        await answer_whole(invitation, told, source, wanted(said), said["hidden"], visitor)
    else:
        await answer(invitation, told, source)


async def message(invitation: Invitation, form: MessageForm, visitor: Substitute | None) -> None:
    """What comes after the last day waits for staff, in the language of the event."""
    with lang.use(invitation.event.language):
        wish = str(WISHES[form.values["answer"]])
    name = form.values["by_name"] or (visitor.name if visitor else "")
    await leave_message(invitation, form.values["comment"], wish, name)
