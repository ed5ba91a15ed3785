"""An answer by the personal link, against a bare handler that runs the same statements through the same ORM."""

from urllib.parse import urlencode

from tests.bench.figures import Figure, ratio, told
from tests.bench.load import Served, measure, post
from tests.bench.world import YES, World

ROUNDS = 6


def test_answer(built: World, ours: Served, bare: Served) -> None:
    size, form = len(built.tokens) // ROUNDS, urlencode(YES)
    rates: dict[int, list[float]] = {ours.pid: [], bare.pid: []}
    for number in range(ROUNDS):
        guests = built.tokens[number * size : (number + 1) * size]
        order = [(ours, "/i/"), (bare, "/answer/")]
        for served, there in order if number % 2 else order[::-1]:
            cost = measure(served, [post(there + token, form) for token in guests])
            assert cost.statuses == {303: size}
            rates[served.pid].append(cost.rate)
    words = f"{max(rates[ours.pid]):.0f} against {max(rates[bare.pid]):.0f} a processor second"
    value = ratio(rates[ours.pid][1:], rates[bare.pid][1:])
    assert told(Figure("answer (POST)", value, at_least=0.6, note=words)).met
