// Says a chosen day back with weekday and week: "torsdag 12 november 2026, v. 46".
"use strict";

function isoWeek(day) {
  const thursday = new Date(day);
  thursday.setUTCDate(day.getUTCDate() + 4 - (day.getUTCDay() || 7));
  const start = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return Math.ceil(((thursday - start) / 86400000 + 1) / 7);
}

document.addEventListener("input", (event) => {
  const echo = document.getElementById(event.target.dataset?.echo ?? "");
  if (!echo) return;
  const day = event.target.valueAsDate;
  if (!day) {
    echo.textContent = "";
    return;
  }
  const locale = document.documentElement.lang === "en" ? "en-GB" : "sv-SE";
  const words = { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  const text = new Intl.DateTimeFormat(locale, words).format(day).replace(",", "");
  echo.textContent = `${text}, ${echo.dataset.week} ${isoWeek(day)}`;
});
