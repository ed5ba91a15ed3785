// Presses wait here until the server has taken them: an entry each, so that two windows never lose one.
"use strict";

const doorPage = document.querySelector("[data-door]");
const doorHere = `/desk/events/${doorPage.dataset.door}/door`;
const doorPrefix = `door-act:${doorPage.dataset.door}:`;

const outbox = {
  put(act) {
    const made = { ...act, key: newKey(), at: new Date().toISOString() };
    localStorage.setItem(doorPrefix + made.key, JSON.stringify(made));
    return made;
  },

  all() {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(doorPrefix));
    return keys.map((key) => JSON.parse(localStorage.getItem(key))).sort((a, b) => a.at.localeCompare(b.at));
  },

  // Sends what waits, or only asks how it stands. A press leaves when the server names it, never before.
  async exchange() {
    const acts = this.all().slice(0, 100);
    const asked = { signal: AbortSignal.timeout(8000), headers: { "content-type": "application/json" } };
    const sent = { ...asked, method: "POST", body: JSON.stringify({ sent: new Date().toISOString(), acts }) };
    const response = await fetch(acts.length ? `${doorHere}/acts` : `${doorHere}/state`, acts.length ? sent : asked);
    if (response.redirected || response.status === 403) throw new Error("signed out");
    if (!response.ok) throw new Error(`${response.status}`);
    const told = await response.json();
    for (const key of [...(told.taken ?? []), ...(told.refused ?? [])]) localStorage.removeItem(doorPrefix + key);
    return told;
  },
};

// The first half names this telephone, whose presses come in the order they were made; the second half the press.
function newKey() {
  const half = () => Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const mine = localStorage.getItem("door-mine") ?? half();
  localStorage.setItem("door-mine", mine);
  return mine + half();
}
