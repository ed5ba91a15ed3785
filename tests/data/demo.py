"""The demo files as they are shipped, and their rows by id."""

import json

from hearing.base.paths import DATA

DEMO = json.loads((DATA / "demo.json").read_text(encoding="utf-8"))
MORE = json.loads((DATA / "demo_more.json").read_text(encoding="utf-8"))
EVENTS = {row["id"]: row | MORE["events"].get(row["id"], {}) for row in DEMO["events"]} | {
    row["id"]: row for row in MORE["new_events"]
}
PEOPLE = {row["id"]: row for row in [*DEMO["contacts"], *MORE["persons"]]}
ACCOUNTS = {row["id"]: row for row in [*DEMO["users"], *MORE["accounts"]]}
