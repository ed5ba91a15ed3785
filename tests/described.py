"""Tortoise describes all models anew for every connection, which is a fifth of a small test: once a dialect is enough."""

from typing import Any

from tortoise.apps import Apps

KEPT = ("filters", "db_native_fields", "db_default_fields", "db_complex_fields")
BUILT = ("basetable", "basequery", "basequery_all_fields")

_build = Apps._build_initial_querysets
_known: dict[str, dict[Any, dict[str, Any]]] = {}


def once() -> None:
    """From now on the models are described once for SQLite and once for PostgreSQL."""
    Apps._build_initial_querysets = _described  # type: ignore[method-assign,assignment]


def _described(apps: Apps) -> None:
    metas = [model._meta for app in apps.values() for model in app.values()]
    known = _known.setdefault(metas[0].db.capabilities.dialect, {})
    if any(meta not in known for meta in metas):
        for meta in metas:  # written into: what is kept for the other dialect stays as it is
            for name in KEPT:
                setattr(meta, name, getattr(meta, name).copy())
        _build(apps)
        known.update((meta, _read(meta)) for meta in metas)
        return
    for meta in metas:
        for name, value in known[meta].items():
            setattr(meta, name, value)


def _read(meta: Any) -> dict[str, Any]:
    """What depends on the dialect."""
    return {name: getattr(meta, name) for name in KEPT + BUILT}
