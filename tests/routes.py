"""Every address of the app, found by walking its routes: for tests that ask all of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.routing import BaseRoute, Mount, Route

SAMPLES: dict[str, str] = {"token": "nothing", "path": "css/base.css", "slug": "nothing"}


@dataclass(frozen=True)
class Address:
    """One handler: its pattern, its method, the right it names."""

    pattern: str
    method: str
    right: str | None
    handler: Any

    def __str__(self) -> str:
        return f"{self.method} {self.pattern}"

    def filled(self, **values: object) -> str:
        """A path with its parts filled in: numbers with `id` (999999 unless given), texts with a sample."""
        path = self.pattern
        for part in parts(self.pattern):
            name, _colon, kind = part.partition(":")
            number = values.get(name, values.get("id", 999_999))
            path = path.replace(
                f"{{{part}}}", str(number if kind == "int" else values.get(name, SAMPLES.get(name, "nothing")))
            )
        return path

    @property
    def writes(self) -> bool:
        """Whether it changes something."""
        return self.method not in ("GET", "HEAD")


def parts(pattern: str) -> list[str]:
    """What stands in braces."""
    return [piece.partition("}")[0] for piece in pattern.split("{")[1:]]


def addresses(routes: Sequence[BaseRoute], before: str = "") -> Iterator[Address]:
    """All of them, those of mounts too; HEAD goes with GET."""
    for route in routes:
        if isinstance(route, Mount):
            yield from addresses(route.routes, before + route.path)
        elif isinstance(route, Route):
            for method in sorted((route.methods or {"GET"}) - {"HEAD"}):
                right = getattr(route.endpoint, "right", None)
                yield Address(before + route.path, method, right, route.endpoint)
        else:
            raise TypeError(f"a kind of route no test knows: {route}")
