// The ways in which a page can send a request. Each answers {ok, status, body}.

/**
 * @typedef {{method: string, url: string, headers: Record<string, string>, body: string | Blob | ArrayBuffer | null}} Wire
 * @typedef {{ok: boolean, status: number, body: any}} Result
 */

/** @type {Record<string, (wire: Wire, signal: AbortSignal) => Promise<Result>>} */
const WAYS = { fetch: byFetch, xhr, beacon, form, formframe, iframe, blank, worker };

const GONE = { ok: false, status: 0, body: null };
const SENT = { ok: true, status: 0, body: null };

// Trusted Types ask for a policy where a script is loaded by its address.
/** @type {any} */
const factory = Reflect.get(window, "trustedTypes");
const policy = factory?.createPolicy("demo", { createScriptURL: (url) => url });

/** The address of a script of our own, in the form that the page's policy wants. */
export const scriptUrl = (url) => (policy ? policy.createScriptURL(url) : url);

/** Send a request the given way; never rejects. */
export async function send(wire, way, signal) {
  try {
    return await WAYS[way](wire, signal);
  } catch (error) {
    return { ...GONE, body: String(error) };
  }
}

async function byFetch(wire, signal, from = window) {
  const { method, headers, body } = wire;
  const response = await from.fetch(wire.url, { method, headers, body, credentials: "include", signal });
  return answer(response.status, await response.text());
}

function xhr(wire, signal) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open(wire.method, wire.url);
    request.withCredentials = true;
    for (const [name, value] of Object.entries(wire.headers)) request.setRequestHeader(name, value);
    request.onload = () => resolve(answer(request.status, request.responseText));
    request.onerror = request.onabort = () => resolve(GONE);
    signal.addEventListener("abort", () => request.abort());
    request.send(wire.body);
  });
}

async function beacon(wire) {
  const type = wire.headers["content-type"] ?? "text/plain";
  return { ...SENT, ok: navigator.sendBeacon(wire.url, new Blob([wire.body ?? ""], { type })) };
}

/** A form that opens a new page: the promise stays open, for this page is left. */
function form(wire) {
  submit(wire, "_self");
  return new Promise(() => {});
}

async function formframe(wire) {
  const frame = await hiddenFrame("about:blank", `sink${document.querySelectorAll("iframe").length}`);
  submit(wire, frame.name);
  await new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  return SENT;
}

function submit(wire, target) {
  const node = document.createElement("form");
  Object.assign(node, { method: wire.method, action: wire.url, target, hidden: true });
  for (const [name, value] of new URLSearchParams(wire.body ?? "")) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    node.append(field);
  }
  document.body.append(node);
  node.submit();
}

/** By a page of this site within a frame. */
async function iframe(wire, signal) {
  const frame = await hiddenFrame("/_demo/frame");
  return overPort((port) => frame.contentWindow.postMessage(wire, location.origin, [port]), signal);
}

/** By the fetch of an empty frame that has no script of its own. */
async function blank(wire, signal) {
  const frame = await hiddenFrame("about:blank");
  return byFetch(wire, signal, frame.contentWindow);
}

function worker(wire, signal) {
  const helper = new Worker(scriptUrl("/_demo/worker.js"), { type: "module" });
  signal.addEventListener("abort", () => helper.terminate());
  return overPort((port) => helper.postMessage(wire, [port]), signal);
}

function overPort(hand, signal) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(answer(data.status, data.text));
    signal.addEventListener("abort", () => resolve(GONE));
    hand(port2);
  });
}

function hiddenFrame(address, name = "") {
  return new Promise((resolve) => {
    const frame = document.createElement("iframe");
    Object.assign(frame, { hidden: true, name, src: address, title: "demo" });
    frame.addEventListener("load", () => resolve(frame), { once: true });
    document.body.append(frame);
  });
}

/** Read an answer as the real clients do: an error may come with status 200. */
function answer(status, text) {
  let body = text;
  try {
    body = JSON.parse(text);
  } catch {
    // Not JSON: hand on the text.
  }
  const failed = Boolean(body?.errors || body?.status_code) || body?.status === "fail";
  return { ok: status >= 200 && status < 300 && !failed, status, body };
}
