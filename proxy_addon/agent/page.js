"use strict";

/** On a full-page warning: the short delay of the second button, and the time left. Works without it, too. */
(() => {
  /** A clock is no help to a reader who has plenty of time. */
  const CLOCK_SECONDS = 60;
  /** A window that has just come to the front under somebody's finger is not answered on purpose. */
  const FRONT_MS = 500;
  const page = document.querySelector("main");
  const proceed = document.querySelector("button.proceed");
  const cancel = /** @type {HTMLElement | null} */ (document.querySelector("button.cancel"));
  const back = document.getElementById("back");
  const clock = document.getElementById("expires");
  const status = document.getElementById("status");
  if (!(page instanceof HTMLElement) || !(proceed instanceof HTMLButtonElement) || !clock || !status) return;

  const { delay = "0", seconds = "0", wait = "", expires = "", expired = "" } = page.dataset;
  const label = proceed.textContent;
  const started = performance.now();
  let over = false;
  let frontAt = -Infinity;

  /** @type {(text: string, left: number) => string} */
  const fill = (text, left) => text.replaceAll("{seconds}", String(left));

  const tick = () => {
    const gone = (performance.now() - started) / 1000;
    const waiting = Math.max(0, Math.ceil(Number(delay) - gone));
    const left = Math.max(0, Math.ceil(Number(seconds) - gone));
    proceed.textContent = waiting ? fill(wait, waiting) : label;
    if (waiting) proceed.setAttribute("aria-disabled", "true");
    else proceed.removeAttribute("aria-disabled");
    clock.textContent = left && left <= CLOCK_SECONDS ? fill(expires, left) : "";
    over = left === 0;
    if (!over) return;
    status.textContent = expired;
    // With a way back there is nothing left to decide; without one, the first button still leads there.
    proceed.hidden = true;
    if (back) back.hidden = false;
    if (back && cancel) cancel.hidden = true;
    clearInterval(timer);
  };

  proceed.form?.addEventListener("submit", (event) => {
    const sudden = performance.now() - frontAt < FRONT_MS;
    if (over || sudden || proceed.hasAttribute("aria-disabled")) event.preventDefault();
  });
  window.addEventListener("focus", () => void (frontAt = performance.now()));
  const timer = setInterval(tick, 250);
  tick();
})();
