"use strict";

/**
 * Whether a person really sees the dialog of this frame, and means to press it. The page around the frame may hide
 * it, shrink it, lay something over it or push it under a pointer; no script of the page runs in here.
 *
 * Where the browser tells no more than what lies within its window (`trackVisibility` is Chromium's), covering and
 * transparency go unnoticed.
 *
 * @param {Window & typeof globalThis} window
 * @returns {Sight & { blind: () => number }}
 */
function createSight(window) {
  /** In less than this nobody reads a warning. */
  const MIN_WIDTH = 240;
  const MIN_HEIGHT = 200;
  const WHOLE = 0.97;
  const POINTER_MS = 300;
  const KEYS_MS = 500;
  const MAX_WAITING = 999;

  const { document, performance } = window;
  const options = { threshold: [0, 0.5, WHOLE, 1], trackVisibility: true, delay: 100 };
  const observer = new window.IntersectionObserver(note, /** @type {IntersectionObserverInit} */ (options));
  let visible = false;
  let waiting = 0;
  let last = { screenX: NaN, screenY: NaN, clientX: NaN, clientY: NaN };
  let pointedAt = Infinity;
  let focusedAt = document.hasFocus() ? -Infinity : Infinity;
  let calm = false;
  let blindSince = performance.now();

  /** @param {IntersectionObserverEntry[]} entries */
  function note(entries) {
    for (const entry of entries) {
      const { isVisible = true } = /** @type {{ isVisible?: boolean }} */ (entry);
      visible = entry.intersectionRatio >= WHOLE && isVisible;
    }
  }

  function seen() {
    note(observer.takeRecords());
    const roomy = window.innerWidth >= MIN_WIDTH && window.innerHeight >= MIN_HEIGHT;
    const yes = visible && roomy && !document.hidden;
    if (yes || document.hidden) blindSince = performance.now();
    return yes;
  }

  /**
   * Since when the pointer is here by its own moving: a frame may come under one that rests, or be gone and come back.
   *
   * @param {PointerEvent} event
   */
  function point(event) {
    if (event.pointerType === "touch") return;
    const { type, screenX, screenY, clientX, clientY } = event;
    const moved = Math.abs(screenX - last.screenX) + Math.abs(screenY - last.screenY);
    const shifted = Math.abs(clientX - last.clientX) + Math.abs(clientY - last.clientY);
    const pushed = moved < 1 && shifted > 2;
    const jumped = type === "pointerdown" && !(moved <= 2);
    const entered = type === "pointerover" && !event.relatedTarget;
    if (entered) pointedAt = Infinity;
    else if (pushed || jumped || (type === "pointermove" && pointedAt === Infinity)) pointedAt = performance.now();
    last = { screenX, screenY, clientX, clientY };
  }

  const listen = { capture: true, passive: true };
  for (const type of /** @type {const} */ (["pointerover", "pointermove", "pointerdown", "pointerup"])) {
    window.addEventListener(type, point, listen);
  }
  window.addEventListener("focus", (event) => {
    if (event.target === window) focusedAt = performance.now();
  }, listen);
  window.addEventListener("blur", (event) => {
    if (event.target === window) focusedAt = Infinity;
  }, listen);
  window.addEventListener("click", (event) => {
    const now = performance.now();
    const touched = /** @type {PointerEvent} */ (event).pointerType === "touch";
    const pointed = touched || now - pointedAt >= POINTER_MS;
    calm = event.detail ? pointed : now - focusedAt >= KEYS_MS;
  }, listen);
  window.addEventListener("message", (event) => {
    const count = typeof event.data === "string" ? Number(event.data) : NaN;
    if (Number.isInteger(count) && count >= 0) waiting = Math.min(count, MAX_WAITING);
  });

  return {
    seen,
    calm: () => calm,
    waiting: () => waiting,
    watch: (element) => observer.observe(element),

    /** For how many milliseconds nobody has seen the dialog of a window that is in front. */
    blind: () => (seen() ? 0 : performance.now() - blindSince),
  };
}
