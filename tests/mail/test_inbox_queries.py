"""What the inbox pages cost: at most twelve queries, and the same number however much mail there is."""

import httpx2
import pytest

from hearing.base.clock import now
from hearing.invitations.models import InvitationStatus
from hearing.mail import outbox, scale
from hearing.mail.models import MailStatus, OutgoingMail
from hearing.mail.models_in import IncomingKind, IncomingMail, IncomingStatus
from hearing.mail.scale import About
from hearing.organisers.models import Organiser
from tests import make
from tests.invitations import make as guests
from tests.mail.conftest import post

pytestmark = pytest.mark.anyio
HERE = "/desk/mail/inbox/"
PAGES = (
    HERE,
    f"{HERE}?state=sorted",
    f"{HERE}?state=all",
    f"{HERE}?state=all&q=provmejl",
    f"{HERE}MAIL",
    f"{HERE}MAIL?state=all&q=provmejl",
    f"{HERE}guesses",
    "/desk/attention",
)
MOST = 12


@pytest.fixture
async def ours() -> Organiser:
    return await make.organiser()


async def fill(ours: Organiser, mails: int) -> None:
    """Mail in of every sort, and everything else that waits for a person."""
    event = await guests.event(organiser=ours)
    person = await guests.invitation(event, status=InvitationStatus.YES)
    await type(person).filter(pk=person.pk).update(substitution="proposed", message_at=now())
    abouts = [About(f"event-{event.pk}/{n}", f"nn{n}@region-{n}.test", f"Provberg {n}", ours.pk) for n in range(10)]
    posts = [post(f"m{n}", one.address, organiser=ours, about=one.ref) for n, one in enumerate(abouts)]
    await outbox.put_all(posts)
    await OutgoingMail.filter(key="m1").update(status=MailStatus.DOUBTFUL)
    await OutgoingMail.filter(key="m2").update(status=MailStatus.FAILED)
    await more(ours, 0, mails)


async def more(ours: Organiser, start: int, end: int) -> None:
    """Incoming mails about what was sent, by their numbers."""
    abouts = [About(mail.about, mail.to_address, mail.to_name, ours.pk) for mail in await OutgoingMail.all()]
    for number in range(start, end, 200):
        await scale.add(list(range(number, min(number + 200, end))), abouts)


async def costs(ann: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture) -> dict[str, int]:
    """Page -> how many queries it takes."""
    found = {}
    waits = IncomingMail.filter(status=IncomingStatus.UNSORTED, kind=IncomingKind.REPLY)
    mail = await waits.order_by("-id").first()  # one with a guess
    assert mail
    for path in PAGES:
        caplog.clear()
        with caplog.at_level("DEBUG", "tortoise.db_client"):
            answer = await ann.get(path.replace("MAIL", str(mail.pk)))
        assert answer.status_code == 200
        found[path] = len(caplog.records)
    return found


async def test_inbox_pages_cost_few_queries_and_no_more_with_more_mail(
    ann: httpx2.AsyncClient, ours: Organiser, caplog: pytest.LogCaptureFixture
) -> None:
    await fill(ours, 16)
    few = await costs(ann, caplog)
    await more(ours, 16, 80)
    many = await costs(ann, caplog)

    assert many == few
    assert {page: number for page, number in many.items() if not 0 < number <= MOST} == {}


@pytest.mark.soak
async def test_twenty_thousand_mails_cost_no_query_more_than_fifty(
    ann: httpx2.AsyncClient, ours: Organiser, caplog: pytest.LogCaptureFixture
) -> None:
    await fill(ours, 50)
    few = await costs(ann, caplog)
    await more(ours, 50, 20_000)

    assert await costs(ann, caplog) == few
    assert max(few.values()) <= MOST
