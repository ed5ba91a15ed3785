// Keys for what is on the page anyway: j and k walk through the rows of a list, whatever carries data-key is pressed
// by it, in the row one stands in or else beside the lists. Nothing happens in text fields.
"use strict";

const KEPT = "list-row";
const rows = () => [...document.querySelectorAll("[data-list] > li")];
const current = () => document.activeElement?.closest("[data-list] > li") ?? null;

function stand(row) {
  row?.querySelector("a")?.focus();
  row?.scrollIntoView({ block: "nearest" });
}

function walk(step) {
  const all = rows();
  const at = all.indexOf(current());
  stand(all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)]);
}

function wanted(key) {
  const own = current()?.querySelector(`[data-key="${key}"]`);
  return own ?? [...document.querySelectorAll(`[data-key="${key}"]`)].find((one) => !one.closest("[data-list]"));
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  const at = event.target;
  if (at instanceof Element && at.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
  if (!/^[a-z0-9]$/.test(event.key)) return;
  const pressed = wanted(event.key);
  if (pressed) {
    event.preventDefault();
    const row = rows().indexOf(current());
    if (row >= 0 && pressed.type !== "checkbox") sessionStorage.setItem(KEPT, `${row} ${location.pathname}`);
    pressed.click();
  } else if (event.key === "j" || event.key === "k") {
    event.preventDefault();
    walk(event.key === "j" ? 1 : -1);
  }
});

// What was answered is gone from the list: stand in the row that took its place.
const [row, path] = (sessionStorage.getItem(KEPT) ?? "").split(" ");
sessionStorage.removeItem(KEPT);
if (path === location.pathname && rows().length) stand(rows()[Math.min(Number(row), rows().length - 1)]);
