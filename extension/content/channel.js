"use strict";

/**
 * Between the gate in the page and the extension: asks for the gate, and shows the warning.
 *
 * Runs in the extension's own world, before the gate, and takes the port that the gate hands over before any
 * script of the page has run. What the page does to its own objects doesn't reach here. A frame within a page
 * has its warnings shown by the page, where people see them.
 *
 * @typedef {{ subjects: string[], kind: string, act: string, reminder: boolean, again: boolean }} Granting
 * @typedef {{ warning: Warning, refusal: object, granting: Granting }} Told
 * @typedef {Outcome | "granted"} Decided granted: the same was let go meanwhile
 * @typedef {{ key: string, told: Told, ids: Set<number>, decided: (outcome: Decided) => void }} Hold
 */
(() => {
  const { runtime } = chrome;
  const SLICE = 0x8000;
  const LATE_MS = 3_000;
  /** Less than this is no place for a dialog. */
  const LEAST = { width: 280, height: 320 };
  /** Made at once: it must be first in line for events. */
  const dialog = createDialog({ window });
  const isTop = window === window.top;
  /** @type {Hold[]} */
  const holds = [];
  /** Warnings of this frame that the page shows. @type {Map<string, (outcome: Outcome) => void>} */
  const elsewhere = new Map();
  const frame = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16)).join("");
  let isLooking = false;
  /** A proxy asks here in our place. */
  let isDown = false;
  /** @type {MessagePort | null} */
  let port = null;

  window.addEventListener("jari-netral", (event) => {
    event.stopImmediatePropagation();
    port = /** @type {MessageEvent} */ (/** @type {unknown} */ (event)).ports?.[0] ?? null;
    if (!port) return;
    event.preventDefault();
    port.onmessage = ({ data }) => void hear(data);
    void begin();
  }, { once: true, capture: true });

  /** Tells the gate what to look at. Without an extension to ask, the page works as if we weren't there. */
  async function begin() {
    const told = await say({ type: "begin", isSigned: isSigned() });
    if (!told?.heads) return port?.postMessage({ type: "off" });
    isLooking = told.heads.length > 0;
    isDown = told.isDown === true;
    port?.postMessage({ type: "heads", heads: told.heads.map(expressions), readable: told.readable.map(expressions) });
    if (told.readable.length && location.protocol.startsWith("http")) readDocument();
  }

  /** Whether the document says that it came through the proxy; the extension asks the proxy itself. */
  function isSigned() {
    const [came] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
    return came?.serverTiming?.some(({ name }) => name === "jari-netral") ?? false;
  }

  /** @type {(one: any) => any} */
  function expressions(one) {
    const { header } = one;
    return {
      ...one,
      hosts: new RegExp(one.hosts),
      path: new RegExp(one.path),
      ...(one.types && { types: new RegExp(one.types, "i") }),
      ...(header && { header: { ...header, operations: new RegExp(header.operations) } }),
    };
  }

  /** A message to the extension; null where it is no longer there. @type {(message: any) => Promise<any>} */
  async function say(message) {
    try {
      return await runtime.sendMessage(message);
    } catch {
      return null;
    }
  }

  /** Our own failures are counted, and keep nobody waiting. */
  const fault = () => void say({ type: "fault" });

  /** @type {(message: any) => Promise<void>} */
  async function hear(message) {
    const { type, id } = message;
    if (type === "ask") {
      const answer = await answerTo(message).catch(() => (fault(), "go"));
      port?.postMessage(answer === "off" ? { type: "off" } : { type: "answer", id, answer });
    } else if (type === "aborted") {
      const hold = holds.find(({ ids }) => ids.delete(id));
      if (hold && hold.ids.size === 0) void withdraw(hold.key, "aborted");
    } else if (type === "fault") {
      fault();
    } else if (type === "read") {
      const { url, status, contentType, body } = message;
      void say({ type: "read", url, status, contentType, text: typeof body === "string" ? body : new TextDecoder().decode(body) });
    }
  }

  /** What becomes of a request: "go", "off" where nobody could say, or a refusal. @type {(asked: any) => Promise<any>} */
  async function answerTo({ id, method, url, headers, body }) {
    const packed = base64(body);
    const key = `${method} ${url} ${packed}`;
    const asked = { type: "ask", method, url, headers, body: packed };
    // A worker may be ended at any time; the next message starts another one.
    const told = (await say(asked)) ?? (runtime.id ? await say({ ...asked, isLast: true }) : null);
    if (!told) return runtime.id ? "go" : "off";
    if (!told.warning) return "go";
    isDown = false;
    const outcome = await held(id, told.granting.reminder ? "reminder" : key, told);
    return (outcome === "proceed" || outcome === "granted") && !told.granting.again ? "go" : told.refusal;
  }

  /** The person's decision; the same request made again waits for the same one. @type {(id: number, key: string, told: Told) => Promise<Decided>} */
  async function held(id, key, told) {
    const same = holds.find((one) => one.key === key);
    if (same) {
      same.ids.add(id);
      return new Promise((decided) => {
        const before = same.decided;
        same.decided = (outcome) => {
          before(outcome);
          decided(outcome);
        };
      });
    }
    return new Promise((decided) => {
      /** @type {Hold} */
      const hold = { key, told, ids: new Set([id]), decided };
      holds.push(hold);
      // Where nobody could be asked nothing is sent.
      const ask = async () => (isTop ? dialog.ask(key, told.warning) : shownByPage(key, told.warning));
      void ask().catch(() => (fault(), /** @type {const} */ ("expired"))).then((outcome) => settle(hold, outcome));
    });
  }

  /** @type {(hold: Hold, outcome: Decided) => Promise<void>} */
  async function settle(hold, outcome) {
    const at = holds.indexOf(hold);
    if (at < 0) return;
    holds.splice(at, 1);
    const { granting, warning } = hold.told;
    if (outcome === "proceed" || (outcome === "cancel" && granting.reminder)) await say({ type: "decided", outcome, granting });
    if (outcome === "proceed") {
      if (granting.again) dialog.say(warning, "again");
      for (const other of holds.filter((one) => covers(granting, one.told.granting))) {
        void settle(other, "granted");
        void withdraw(other.key, "");
      }
    }
    hold.decided(outcome);
  }

  /** Nobody is asked twice: what the same "proceed" covers goes, too. @type {(granted: Granting, other: Granting) => boolean} */
  const covers = (granted, other) =>
    !other.again && !other.reminder && granted.kind === other.kind && other.subjects.every((one) => granted.subjects.includes(one));

  /** @type {(key: string, reason: string) => Promise<void>} */
  async function withdraw(key, reason) {
    if (isTop) dialog.close(key, reason);
    else await say({ type: "withdraw", id: `${frame} ${key}`, reason });
  }

  // Frames -------------------------------------------------------------------------------------------------------

  /** @type {(key: string, warning: Warning) => Promise<Outcome>} */
  function shownByPage(key, warning) {
    const id = `${frame} ${key}`;
    return new Promise((decided) => {
      elsewhere.set(id, decided);
      void say({ type: "show", id, warning })
        .then((isShown) => isShown || (isTiny() && say({ type: "open", id, warning })))
        .then((isShown) => {
          if (!isShown && elsewhere.delete(id)) void dialog.ask(key, warning).then(decided);
        });
      // Whoever was to ask is gone without a word.
      setTimeout(() => elsewhere.delete(id) && decided("expired"), warning.seconds * 1000 + LATE_MS);
    });
  }

  // A frame that is gone waits for no decision.
  window.addEventListener("pagehide", ({ persisted }) => {
    if (!persisted) for (const id of elsewhere.keys()) void say({ type: "withdraw", id, reason: "aborted" });
  });

  /** Whether nobody could read the dialog in here. */
  const isTiny = () => innerWidth < LEAST.width || innerHeight < LEAST.height;

  runtime.onMessage.addListener((message, _sender, answer) => {
    const { type, id, from, warning, outcome, reason } = message;
    if (type === "show" && isTop && port) {
      void dialog.ask(id, warning).then((decided) => say({ type: "shown", id, to: from, outcome: decided }));
      answer(true);
    } else if (type === "withdraw" && isTop) {
      dialog.close(id, reason);
    } else if (type === "here" && isTop) {
      answer({ url: location.href, state: isDown ? "down" : isLooking ? "on" : "off" });
    } else if (type === "shown") {
      elsewhere.get(id)?.(outcome);
      elsewhere.delete(id);
    }
  });

  // Reading ------------------------------------------------------------------------------------------------------

  /** Bytes as text, since messages between parts of an extension are JSON. @type {(body: ArrayBuffer) => string} */
  function base64(body) {
    const bytes = new Uint8Array(body);
    let binary = "";
    for (let at = 0; at < bytes.length; at += SLICE) binary += String.fromCharCode(...bytes.subarray(at, at + SLICE));
    return btoa(binary);
  }

  /** Hands on what the document itself came with, once it is there. */
  function readDocument() {
    const hand = () => {
      const text = document.documentElement?.outerHTML ?? "";
      void say({ type: "read", url: location.href, status: 200, contentType: document.contentType, text });
    };
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", hand, { once: true });
    else hand();
  }
})();
