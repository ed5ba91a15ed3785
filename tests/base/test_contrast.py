"""Every pair of colours the design relies on is strong enough, in light and in dark."""

import re

import pytest

from hearing.base.paths import STATIC

TEXT, UI = 4.5, 3.0
STATES = ("yes", "no", "maybe", "sub", "queue", "alert")
GROUNDS = ("bg", "surface", "sunken", "ours", "theirs")
PAIRS = [
    *[
        ("text", b, TEXT)
        for b in (*GROUNDS, "action-tint", "queue-tint", "maybe-tint", "alert-tint", "yes-tint", "line")
    ],
    *[("text-soft", b, TEXT) for b in (*GROUNDS, "action-tint")],
    *[("link", b, TEXT) for b in (*GROUNDS, "alert-tint")],
    ("on-action", "action", TEXT),
    ("on-action", "action-hover", TEXT),
    ("on-band", "band", TEXT),
    ("on-band-soft", "band", TEXT),
    ("spark", "band", UI),
    *[(s, f"{s}-tint", TEXT) for s in STATES],
    *[(s, "surface", TEXT) for s in ("yes", "wait", "alert", "maybe")],
    ("alert", "bg", TEXT),
    ("wait", "bg", TEXT),
    *[(f"on-step-{n}", f"step-{n}", TEXT) for n in range(1, 6)],
    *[("edge", b, UI) for b in ("bg", "surface", "sunken")],
    *[(f"{s}-solid", "surface", UI) for s in (*STATES, "wait")],
    *[("action", b, UI) for b in ("surface", "bg", "line")],
    ("yes-solid", "line", UI),
    ("sub-solid", "line", UI),
    *[("focus", b, UI) for b in ("bg", "surface", "ours", "theirs", "focus-gap")],
    ("step-4", "surface", UI),
    ("step-5", "surface", UI),
    ("surface", "text", TEXT),
]


def palettes() -> dict[str, dict[str, str]]:
    """The colours of the light and of the dark scheme."""
    css = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    bright, dark = css.split("prefers-color-scheme: dark")
    light = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", bright))
    return {"light": light, "dark": light | dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", dark))}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_can_be_told_apart(scheme: str) -> None:
    colours = palettes()[scheme]

    weak = [(a, b) for a, b, least in PAIRS if ratio(colours[a], colours[b]) < least]

    assert weak == []
