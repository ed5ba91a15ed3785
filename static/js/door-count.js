// The door: how many are inside, awaited and free, in all and in each group; and the list, filtered by name.
"use strict";

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
