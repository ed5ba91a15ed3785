// What every page gets. Everything works without it.
"use strict";

document.documentElement.classList.add("js");

// Menus are <details>: Escape and a press outside close them.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except && !menu.contains(except)) menu.open = false;
  }
}

document.addEventListener("click", (event) => {
  closeMenus(event.target);
  if (event.target.closest("[data-close]")) closeToast();
});

function closeToast() {
  document.getElementById("toast").replaceChildren();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details.menu[open]");
  closeMenus(null);
  closeToast();
  menu?.querySelector("summary").focus();
  // The name over a tile of the map goes away, too.
  if (document.activeElement?.matches(".tile")) document.activeElement.blur();
});

// What went wrong is read first: on a fresh page and after htmx has changed one.
function focusFault(root) {
  root.querySelector(".errors, .refusal")?.focus();
}

focusFault(document);
document.addEventListener("htmx:after:swap", () => focusFault(document));

// A fault in the summary leads into its field; for a group of choices to the first of them.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".errors a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const inside = field.matches("fieldset") ? field.querySelector("input, select, textarea") : field;
  (inside ?? field).focus();
  field.scrollIntoView({ block: "center" });
});

// What a door has kept in the telephone goes when its evening is over, and when nobody is signed in.
async function letDoorsGo() {
  const everything = location.pathname === "/sign-in";
  for (const name of window.caches ? await caches.keys() : []) {
    const until = /^door-\d+-(\d+)$/.exec(name)?.[1];
    if (until && (everything || until * 1000 < Date.now())) await caches.delete(name);
  }
}

letDoorsGo().catch(() => undefined);
