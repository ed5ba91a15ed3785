"""The figures of one run: each with its target, shown as a table at the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """One measured number. `at_least` or `at_most` is its target; with neither it is only told."""

    what: str
    value: float
    unit: str = "×"
    at_least: float | None = None
    at_most: float | None = None
    note: str = ""

    @property
    def met(self) -> bool:
        """Whether the target holds."""
        return (self.at_least is None or self.value >= self.at_least) and (
            self.at_most is None or self.value <= self.at_most
        )

    @property
    def cells(self) -> tuple[str, str, str, str, str]:
        """The figure as a row of the table."""
        goal = f"≥ {self.at_least:g}" if self.at_least is not None else ""
        goal = f"≤ {self.at_most:g}" if self.at_most is not None else goal
        verdict = ("met" if self.met else "MISSED") if goal else ""
        return self.what, f"{self.value:.3g} {self.unit}", goal, verdict, self.note


FIGURES: list[Figure] = []


def told(figure: Figure) -> Figure:
    """Keep a figure for the table."""
    FIGURES.append(figure)
    return figure


def ratio(ours: Sequence[float], bare: Sequence[float]) -> float:
    """The middle one of the ratios of rounds that were run by turns."""
    return median(one / other for one, other in zip(ours, bare, strict=True))


def table() -> list[str]:
    """All figures of this run, in columns."""
    rows = [("figure", "measured", "target", "", ""), *(figure.cells for figure in FIGURES)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return ["  ".join([*(row[n].ljust(widths[n]) for n in range(4)), row[4]]).rstrip() for row in rows]
