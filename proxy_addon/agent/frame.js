"use strict";

/**
 * The dialog in a frame of our own origin: here a person decides, and nobody else can.
 *
 * The page around it hears what became of it, and takes the frame away. All that page could do with its own copy of
 * the dialog is to cancel.
 */
async function runFrame() {
  const PATH = "/.well-known/jari-netral/decide";
  const BLIND_MS = 6_000;
  const TICK_MS = 500;
  const RETRY_MS = 1_000;
  const DRAWN_MS = 250;

  /** @type {{ warning: Warning, hold: string, secret: string }} */
  const { warning, hold, secret } = JSON.parse(document.getElementById("told")?.textContent ?? "");
  const sight = createSight(window);
  const dialog = createDialog({ window, sight });
  /** @type {(ms: number) => Promise<void>} */
  const sleep = (ms) => new Promise((done) => void setTimeout(done, ms));
  const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  // Whoever is around us may know; it decides nothing.
  /** @type {(message: string) => void} */
  const tell = (message) => window.parent.postMessage(message, "*");

  /** @type {(decision: "cancel" | "proceed") => Promise<string>} */
  async function post(decision) {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ id: hold, secret, decision });
    try {
      const response = await fetch(PATH, { method: "POST", headers, body, keepalive: true });
      if (response.status < 500) return response.ok ? (await response.json()).then : "failed";
    } catch {
      // The network; once more.
    }
    return "";
  }

  /** @type {(decision: "cancel" | "proceed") => Promise<string>} */
  async function decide(decision) {
    const first = await post(decision);
    if (first) return first;
    await sleep(RETRY_MS);
    return (await post(decision)) || "failed";
  }

  window.addEventListener("focus", () => dialog.focus());
  const outcome = dialog.ask(hold, warning);
  void Promise.race([drawn(), sleep(DRAWN_MS)]).then(() => tell("ready"));
  const watch = setInterval(() => {
    if (sight.blind() < BLIND_MS) return;
    clearInterval(watch);
    tell("unseen");
  }, TICK_MS);

  const chosen = await outcome;
  clearInterval(watch);
  if (chosen !== "cancel" && chosen !== "proceed") return;
  if (chosen === "cancel") tell("cancel");
  const then = await decide(chosen);
  if (chosen === "proceed") tell(then);
}
