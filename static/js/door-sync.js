// The door: presses are sent and those of other doors fetched; without a network what was last heard stands.
"use strict";

const lost = { since: null, out: false };

let heard = false;
function stands(told) {
  if (!told) return;
  heard = true;
  for (const [id, known] of doorRows) [known.inside, known.since] = told.inside[id] ?? [0, ""];
  doorWalked = told.walked_in;
}

let busy = false;
async function sync() {
  if (busy) return;
  busy = true;
  try {
    const told = await outbox.exchange();
    stands(told);
    remember(told);
    document.getElementById("door-synced").hidden = !(lost.since || lost.out) || outbox.all().length > 0;
    lost.since = null;
    lost.out = false;
  } catch (wrong) {
    if (!heard) stands(await recall());
    lost.since ??= new Date().toISOString();
    lost.out = wrong.message === "signed out";
    document.getElementById("door-synced").hidden = true;
  }
  busy = false;
  paintSoon();
  if (!lost.since && outbox.all().length) sync();
}
