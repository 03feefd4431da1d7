"use strict";

/**
 * The script that pages carry when the proxy serves them: hears of held requests and asks the person.
 *
 * It can cancel. To proceed is for the frame that each warning comes with: a page may open a window of its own site and
 * reach into it before this script runs there, so nothing that this script knows lets anything go.
 *
 * Runs before any script of the page, in a closure that alone knows the page's token, and leaves nothing behind:
 * no global, no element, no exception. Asks only while its tab is the visible one, and ever more rarely when
 * nobody answers.
 *
 * @param {string} token proves that this very page was served by the proxy
 */
function runAgent(token) {
  const PATH = "/.well-known/jari-netral/";
  const UNFOCUSED_MS = 500;
  const RETRY_MS = 5_000;
  const RETRY_MAX_MS = 60_000;
  /** An answer without news that comes sooner than this was no long poll. */
  const POLL_MIN_MS = 1_000;

  const { document, Promise, AbortController } = window;
  const { parse, stringify } = window.JSON;
  const { min } = window.Math;
  const { hasOwn } = window.Object;
  const { bind, call } = window.Function.prototype;
  const fetch = window.fetch.bind(window);
  const setTimeout = window.setTimeout.bind(window);
  const now = window.performance.now.bind(window.performance);
  const hasFocus = document.hasFocus.bind(document);
  const listenTo = window.EventTarget.prototype.addEventListener.bind(window);
  const listenToDocument = window.EventTarget.prototype.addEventListener.bind(document);
  const abort = /** @type {(self: AbortController) => void} */ (bind.call(call, AbortController.prototype.abort));
  const readText = /** @type {(self: Response) => Promise<string>} */ (bind.call(call, window.Response.prototype.text));
  const isHidden = /** @type {() => boolean} */ (
    window.Object.getOwnPropertyDescriptor(window.Document.prototype, "hidden")?.get?.bind(document)
  );
  const dialog = placeDialog(window);

  /** The holds this tab asks about. @type {Record<string, true>} */
  const asked = { __proto__: /** @type {any} */ (null) };
  let stopped = false;
  let listening = false;
  let notBefore = 0;
  let retry = RETRY_MS;
  let abandoned = false;
  /** @type {AbortController | null} */
  let poll = null;

  /** @type {(ms: number) => Promise<void>} */
  const sleep = (ms) => new Promise((done) => void setTimeout(done, ms));

  /**
   * One question to the proxy. Objects without a prototype: a page's trap on Object.prototype must not see the token.
   *
   * @param {string} name
   * @param {Record<string, unknown>} question
   * @param {AbortSignal} [signal]
   * @returns {Promise<{ status: number, answer: any }>} status 0: nobody answered
   */
  async function post(name, question, signal) {
    try {
      const response = await fetch(PATH + name, /** @type {any} */ ({
        __proto__: null, method: "POST", cache: "no-store", credentials: "same-origin", keepalive: false,
        redirect: "error", signal, body: stringify({ __proto__: null, token, ...question }),
        headers: { __proto__: null, "content-type": "application/json" },
      }));
      const { status } = response;
      const text = status === 200 ? await readText(response) : "";
      const answer = text ? parseOrNull(text) : null;
      // Only the proxy answers like this; anything else comes from the site itself, or says that the token is void.
      if (!answer && status !== 409 && status < 500) stopped = true;
      return { status, answer };
    } catch {
      return { status: 0, answer: null };
    }
  }

  /** @type {(text: string) => any} */
  function parseOrNull(text) {
    try {
      return parse(text);
    } catch {
      return null;
    }
  }

  async function listen() {
    if (listening) return;
    listening = true;
    while (!stopped && !isHidden()) {
      if (notBefore > now()) await sleep(notBefore - now());
      else await pollOnce();
    }
    listening = false;
  }

  async function pollOnce() {
    const started = now();
    poll = new AbortController();
    abandoned = false;
    const { answer } = await post("listen", { focused: hasFocus() }, poll.signal);
    poll = null;
    const events = answer?.events;
    if (events && (events.length > 0 || now() - started >= POLL_MIN_MS)) {
      retry = RETRY_MS;
      for (let i = 0; i < events.length; i++) void hear(events[i]);
    } else if (!abandoned) {
      notBefore = now() + retry;
      retry = min(retry * 2, RETRY_MAX_MS);
    }
  }

  /**
   * Only what an event has itself: a page's trap on Object.prototype must not see it.
   *
   * @param {{ type: string, id: string, reason: string, warning: Warning, frame: string }} event
   */
  async function hear(event) {
    const { type, id } = event;
    if (type === "close") return dialog.close(id, event.reason);
    if (type !== "hold" || id in asked) return;
    asked[id] = true;
    const told = hasOwn(event, "warning") && hasFocus() && !isHidden() ? event : await ask(id);
    // Nobody else could ask, so the dialog stands while the claim is on its way.
    if (told === event) void reclaim(id);
    const outcome = told ? await dialog.ask(id, told.warning, told.frame) : "closed";
    delete asked[id];
    if (told) await conclude(id, outcome, told.warning);
  }

  /** Asks to be the one who asks, and lets those with the focus go first. @type {(id: string) => ReturnType<typeof claim>} */
  async function ask(id) {
    if (!hasFocus()) await sleep(UNFOCUSED_MS);
    return isHidden() ? null : claim(id);
  }

  /** @type {(id: string) => Promise<{ warning: Warning, frame: string } | null>} */
  async function claim(id) {
    const { answer } = await post("claim", { id });
    return answer?.warning && answer.frame ? answer : null;
  }

  /** @type {(id: string, outcome: Outcome, warning: Warning) => Promise<void>} */
  async function conclude(id, outcome, warning) {
    if (outcome === "cancel" || outcome === "elsewhere") await refuse(id, outcome, warning);
    else if (outcome === "again" || outcome === "failed") dialog.say(warning, outcome);
    else if (outcome === "gone") dialog.say(warning, "aborted");
    else if (outcome === "refused") dialog.say(warning, "expired");
  }

  /** @type {(id: string, decision: "cancel" | "elsewhere", warning: Warning) => Promise<void>} */
  async function refuse(id, decision, warning) {
    let { status, answer } = await post("decide", { id, decision });
    if (status === 0 || status >= 500) {
      await sleep(POLL_MIN_MS);
      ({ status, answer } = await post("decide", { id, decision }));
    }
    if (!answer) dialog.say(warning, "failed");
    else if (decision === "elsewhere") dialog.say(warning, "at_next");
  }

  /** Meanwhile another tab may have been asked instead. @type {(id: string) => Promise<void>} */
  async function reclaim(id) {
    const { status } = await post("claim", { id });
    if (status !== 409) return;
    await sleep(POLL_MIN_MS);
    dialog.close(id, "decided");
  }

  /** The tab came to the front, went to the back, or returned out of the back-forward cache. */
  function turn() {
    if (isHidden()) {
      abandoned = true;
      if (poll) abort(poll);
      return;
    }
    void listen();
    for (const id in asked) void reclaim(id);
  }

  document.currentScript?.remove();
  if (!isOurFrame()) return;
  listenToDocument("visibilitychange", turn);
  listenToDocument("prerenderingchange", turn);
  listenTo("pageshow", turn);
  // Not at once: the page's own first bytes come first.
  setTimeout(turn, 0);
}

/** Whether this document asks by itself; a frame of the page's own site leaves it to the page. */
function isOurFrame() {
  if (window.origin === "null") return false;
  try {
    return window === window.top || !window.top?.document;
  } catch {
    return true;
  }
}
