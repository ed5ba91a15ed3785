// The door: a press counts at once and is sent when it can be; other doors' presses are fetched; names are filtered.
"use strict";

const lost = { since: null, out: false };
const partial = new URLSearchParams(location.search).size > 0;

function show() {
  const acts = outbox.all();
  const laid = laidOn(acts);
  for (const [id, known] of doorRows) {
    const { inside, since } = laid.guests.get(id) ?? known;
    if (String(inside) !== known.row.dataset.inside || known.row.dataset.since !== since) paint(known.row, inside, since);
  }
  paintWalked(laid.walked);
  if (!partial) count(laid.walked.length);
  document.getElementById("door-lost").hidden = !lost.since || lost.out;
  document.getElementById("door-out").hidden = !lost.out;
  for (const place of document.querySelectorAll("[data-waiting]")) place.textContent = acts.length;
  if (lost.since) document.querySelector("[data-since]").textContent = clockOf(lost.since);
  filter();
}

function count(walked) {
  const rows = Array.from(doorRows.values(), (known) => known.row);
  const sums = (some) => [
    some.reduce((sum, row) => sum + Number(row.dataset.inside), 0),
    some.reduce((sum, row) => sum + awaited(row), 0),
  ];
  const [inside, expected] = sums(rows);
  const free = Math.max(Number(doorPage.dataset.capacity) - inside - walked - expected, 0);
  write(doorPage.querySelectorAll(".doorcount, [aria-labelledby=h-walk]"), [inside + walked, expected, free]);
  for (const group of doorPage.querySelectorAll("[data-group]")) {
    write([group], sums(rows.filter((row) => row.dataset.of === group.dataset.group)));
  }
}

const awaited = (row) => ("expected" in row.dataset ? Math.max(placesOf(row) - Number(row.dataset.inside), 0) : 0);

function write(places, numbers) {
  for (const place of places) {
    numbers.forEach((number, at) => place.querySelectorAll(`[data-count="${at}"]`).forEach((it) => (it.textContent = number)));
  }
}

function filter() {
  const words = document.getElementById("f-q").value.normalize("NFC").toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const { row } of doorRows.values()) {
    row.hidden = !words.every((word) => row.dataset.text.includes(word));
    found += row.hidden ? 0 : 1;
  }
  document.getElementById("door-none").hidden = found > 0 || doorRows.size === 0;
}

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
  show();
  if (!lost.since && outbox.all().length) sync();
}

function press(told) {
  const act = outbox.put(told);
  show();
  const row = doorRows.get(String(told.id))?.row;
  const going = told.kind === "out" || told.kind === "walk_out";
  const words = going ? doorPage.dataset.out : doorPage.dataset.in;
  const toast = document.getElementById("door-toast");
  toast.querySelector("[data-said]").textContent = words.replace("{}", row?.dataset.name ?? (told.name || doorPage.dataset.somebody));
  const back = told.kind === "walk_in" ? { kind: "walk_out", of: act.key } : { kind: going ? "in" : "out", id: told.id };
  toast.querySelector("[data-undo]").onclick = () => press(back);
  toast.querySelector("[data-undo]").hidden = told.kind === "walk_out";
  toast.hidden = false;
  sync();
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("[role=search]") && !partial) event.preventDefault();
  if (!event.target.matches("[data-act]")) return;
  event.preventDefault();
  const { kind, id, of, name, organisation } = Object.fromEntries(new FormData(event.target));
  press({ kind, id: id ? Number(id) : null, of: of ?? "", name: name ?? "", organisation: organisation ?? "" });
  if (kind === "walk_in") event.target.reset();
});

document.getElementById("f-q").addEventListener("input", filter);
window.addEventListener("online", sync);
setInterval(sync, 10000);
show();
sync();
