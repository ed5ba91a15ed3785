// Shows who is inside: as the server said last, with the presses that still wait laid on top.
"use strict";

const doorRows = new Map();
for (const row of document.querySelectorAll("[data-guest]")) {
  doorRows.set(row.dataset.guest, { row, inside: Number(row.dataset.inside), since: row.dataset.since });
}
let doorWalked = Array.from(document.querySelectorAll("#walked [data-walked]"), (row) => ({
  key: row.dataset.walked,
  name: row.dataset.name ?? "",
  organisation: row.querySelector(".table__part").textContent,
  since: row.querySelector("[data-time]").textContent,
}));

function clockOf(at) {
  const words = new Date(at).toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" });
  return document.documentElement.lang === "en" ? words : words.replace(":", ".");
}

function laidOn(acts) {
  const guests = new Map();
  let walked = [...doorWalked];
  for (const act of acts) {
    if (act.kind === "walk_in") walked.push({ ...act, since: clockOf(act.at) });
    else if (act.kind === "walk_out") walked = walked.filter((one) => one.key !== act.of);
    else guests.set(String(act.id), stepped(guests.get(String(act.id)) ?? doorRows.get(String(act.id)), act));
  }
  return { guests, walked };
}

function stepped(known, act) {
  if (!known) return known;
  const inside = act.kind === "out" ? Math.max(known.inside - 1, 0) : placesOf(known.row) > 1 ? known.inside + 1 : 1;
  return { ...known, inside, since: act.kind === "out" ? known.since : clockOf(act.at) };
}

const placesOf = (row) => Number(row.dataset.places);

function paint(row, inside, since) {
  row.dataset.inside = inside;
  row.classList.toggle("is-some", inside > 0);
  row.classList.toggle("is-in", inside >= placesOf(row));
  row.querySelector("[data-time]").textContent = since;
  const number = row.querySelector("[data-number]");
  if (number) number.textContent = inside;
}

function paintWalked(walked) {
  const made = walked.map((one) => {
    const row = document.getElementById("walked-row").content.firstElementChild.cloneNode(true);
    row.dataset.walked = one.key;
    row.dataset.name = one.name;
    if (one.name) row.querySelector(".door__name").textContent = one.name;
    row.querySelector(".table__part").textContent = one.organisation;
    row.querySelector("[data-time]").textContent = one.since;
    row.querySelector("[name=of]").value = one.key;
    return row;
  });
  document.getElementById("walked").replaceChildren(...made);
}
