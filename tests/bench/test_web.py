"""What strangers fetch, against bare Starlette with the same bytes: requests per processor second, by turns."""

from itertools import repeat

from tests.bench.figures import Figure, ratio, told
from tests.bench.load import Served, ask, get, measure
from tests.bench.world import FEED, PAGE

ROUNDS = 5


def compared(pairs: list[tuple[Served, bytes]], requests: int, status: int = 200) -> tuple[float, str]:
    """The rate of the first through that of the second, the middle of some rounds by turns; and both in words."""
    rates: list[list[float]] = [[], []]
    for number in range(-1, ROUNDS):
        for which in (0, 1) if number % 2 else (1, 0):
            served, request = pairs[which]
            cost = measure(served, repeat(request, requests if number >= 0 else requests // 5))
            assert set(cost.statuses) == {status}
            rates[which].append(cost.rate)
    words = f"{max(rates[0]):.0f} against {max(rates[1]):.0f} a processor second"
    return ratio(rates[0][1:], rates[1][1:]), words


def test_event_page(ours: Served, bare: Served) -> None:
    size = len(ask(ours.port, get(PAGE)).body)
    value, words = compared([(ours, get(PAGE)), (bare, get("/page"))], 1500)
    assert told(Figure("public event page, kept", value, at_least=0.6, note=f"{size} bytes, {words}")).met


def test_event_page_for_browsers(ours: Served, bare: Served) -> None:
    zipped = get(PAGE, accept_encoding="gzip, deflate, br")
    value, words = compared([(ours, zipped), (bare, get("/page"))], 1500)
    assert told(Figure("  the same, gzip", value, at_least=0.6, note=words)).met


def test_event_page_with_its_version_asked(ours: Served, bare: Served) -> None:
    value, words = compared([(ours, get(f"{PAGE}?from=mail")), (bare, get("/page"))], 1500)
    assert told(Figure("  the same, its version asked of the database", value, at_least=0.6, note=words)).met


def test_feed(ours: Served, bare: Served) -> None:
    size = len(ask(ours.port, get(FEED)).body)
    value, words = compared([(ours, get(FEED)), (bare, get("/feed"))], 3000)
    assert told(Figure("feed of 1,000 events", value, at_least=0.7, note=f"{size} bytes, {words}")).met


def test_packed_feed(ours: Served, bare: Served) -> None:
    value, words = compared([(ours, get(FEED, accept_encoding="gzip")), (bare, get("/packed"))], 3000)
    assert told(Figure("  the same, gzip", value, at_least=0.7, note=words)).met


def test_feed_not_modified(ours: Served, bare: Served) -> None:
    request = get(FEED, if_none_match=ask(ours.port, get(FEED)).header("etag"), accept_encoding="gzip")
    value, words = compared([(ours, request), (bare, get("/same", accept_encoding="gzip"))], 5000, 304)
    assert told(Figure("  its 304", value, at_least=0.7, note=words)).met
