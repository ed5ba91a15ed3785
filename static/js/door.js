// The door: a press counts at once and is sent when it can be; the page shows how it stands.
"use strict";

const partial = "partial" in doorPage.dataset; // not so when the kept page is shown for a code that was read
const asked = new URLSearchParams(location.search).get("q") ?? "";

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
if (asked && !partial) document.getElementById("f-q").value = asked;
show();
if (asked) doorPage.querySelector("#guests > li:not([hidden]):not(.is-in) .door__in button")?.focus();
sync();
