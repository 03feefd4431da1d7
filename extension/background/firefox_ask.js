/**
 * Where a person is asked about a request: in the page of its tab, or its frame, or another page of the same site that is
 * in front; and where there is none, in a small window of the extension's own.
 *
 * @typedef {"proceed" | "cancel" | "expired" | "closed"} Outcome closed: the page that asked is gone
 * @typedef {{ outcome: Promise<Outcome>, withdraw: (reason: string) => void, say: (reason: string) => void }} Question
 */

const { runtime, tabs, windows } = browser;
/** The name of the ports over which is asked. */
const ASK = "ask";
/** The name of those that tell that a frame is gone. */
const FRAME = "frame";
const WINDOW = Object.freeze({ type: "popup", width: 560, height: 760 });
const PAGE = "pages/ask.html";
/** A page that shows nothing by then can't, for it may be blocked by this very request; one in the background is slow. */
const SHOWN_MS = 2_500;

/** Windows that were opened to ask, until they have loaded. @type {Map<string, (port: browser.Port) => void>} */
const expected = new Map();

/** @type {(warning: object, details: browser.Details) => Question} */
export function askPerson(warning, details) {
  /** @type {browser.Port | undefined} */
  let port;
  let isOver = false;
  const outcome = (async () => {
    for await (const one of places(details)) {
      if (isOver) break;
      const said = await askedBy((port = one), warning);
      if (said !== "nobody") return said;
    }
    return /** @type {Outcome} */ ("closed");
  })();
  return {
    outcome,
    withdraw: (reason) => {
      isOver = true;
      tell(port, { type: "withdraw", reason });
    },
    say: (reason) => tell(port, { type: "say", reason, warning }),
  };
}

/** Whoever is gone hears nothing. @type {(port: browser.Port | undefined, message: object) => void} */
function tell(port, message) {
  try {
    port?.postMessage(message);
  } catch {
    // A window of ours that has decided is closed.
  }
}

/**
 * Tells once the frame that sent a request is gone, which Firefox does not; what it gives ends the watch. A request that fills
 * a frame is not of the page that it finds there.
 *
 * @type {(details: browser.Details, gone: () => void) => () => void}
 */
export function watchFrame({ tabId, frameId, type }, gone) {
  if (tabId < 0 || frameId <= 0 || type === "sub_frame") return () => {};
  const port = tabs.connect(tabId, { frameId, name: FRAME });
  let isThere = false;
  port.onMessage.addListener(() => (isThere = true));
  port.onDisconnect.addListener(() => isThere && gone());
  return () => port.disconnect();
}

/** What somebody decided over a port; "nobody" where nobody is at its other end. @type {(port: browser.Port, warning: object) => Promise<Outcome | "nobody">} */
function askedBy(port, warning) {
  return new Promise((decided) => {
    let isShown = false;
    const busy = setTimeout(() => {
      port.postMessage({ type: "withdraw", reason: "" });
      decided("nobody");
    }, SHOWN_MS);
    port.onMessage.addListener((/** @type {{ type: string, outcome: Outcome }} */ { type, outcome }) => {
      clearTimeout(busy);
      if (type === "shown") isShown = true;
      else if (type === "decided") decided(outcome);
    });
    port.onDisconnect.addListener(() => {
      clearTimeout(busy);
      decided(isShown ? "closed" : "nobody");
    });
    port.postMessage({ type: "ask", warning });
  });
}

/** @type {(details: browser.Details) => AsyncGenerator<browser.Port>} */
async function* places({ tabId, frameId, url, originUrl, documentUrl, incognito }) {
  const to = (/** @type {number} */ tab, /** @type {number} */ frame) => tabs.connect(tab, { frameId: frame, name: ASK });
  if (tabId >= 0) yield to(tabId, 0);
  if (tabId >= 0 && frameId > 0) yield to(tabId, frameId);
  for (const address of new Set([documentUrl, originUrl, url])) {
    for (const tab of await openAt(address, incognito)) if (tab !== tabId) yield to(tab, 0);
  }
  yield await ownWindow(incognito);
}

/** The tabs at a site that are in front, the one that was looked at last first. @type {(url: string | undefined, incognito: boolean) => Promise<number[]>} */
async function openAt(url, incognito) {
  const pattern = runtime.getManifest().host_permissions.find((one) => url && covered(one, url));
  if (pattern === undefined) return [];
  const found = (await tabs.query({ url: pattern, active: true })).filter((tab) => tab.incognito === incognito);
  return found.sort((one, other) => other.lastAccessed - one.lastAccessed).flatMap(({ id }) => (id === undefined ? [] : [id]));
}

/** @type {(pattern: string, url: string) => boolean} */
function covered(pattern, url) {
  const domain = pattern.slice("*://*.".length, -"/*".length);
  const { hostname } = new URL(url);
  return hostname === domain || hostname.endsWith(`.${domain}`);
}

/** @type {(incognito: boolean) => Promise<browser.Port>} */
function ownWindow(incognito) {
  const id = crypto.randomUUID();
  return new Promise((opened, failed) => {
    expected.set(id, opened);
    windows.create({ ...WINDOW, incognito, url: runtime.getURL(`${PAGE}#${id}`) }).catch(failed);
  });
}

runtime.onConnect.addListener((port) => {
  if (port.sender?.id !== runtime.id) return;
  expected.get(port.name)?.(port);
  expected.delete(port.name);
});
