/**
 * Requests that don't tell whose they are. Firefox puts the address of an extension into the header `Origin`, and that address
 * is another one on each device. A frame without an origin of its own has none to tell.
 */

const PAGE = "pages/anonymous.html";

/** @type {Promise<Window> | undefined} */
let frame;

/** As `fetch` does; what can't be told to another window is left out. @type {(url: string, init: RequestInit) => Promise<Response>} */
export async function anonymously(url, { signal, ...init }) {
  const { port1, port2 } = new MessageChannel();
  (await (frame ??= opened())).postMessage({ url, init }, "*", [port2]);
  return new Promise((done, failed) => {
    signal?.addEventListener("abort", () => {
      port1.postMessage("abort");
      failed(signal.reason);
    });
    port1.onmessage = ({ data: { failure, status, headers, body } }) => {
      if (failure !== undefined) failed(new TypeError(failure));
      else done(new Response(body, { status, headers }));
    };
  });
}

/** @type {() => Promise<Window>} */
function opened() {
  const made = document.createElement("iframe");
  made.setAttribute("sandbox", "allow-scripts");
  made.src = browser.runtime.getURL(PAGE);
  document.documentElement.append(made);
  return new Promise((done) => {
    made.addEventListener("load", () => done(/** @type {Window} */ (made.contentWindow)), { once: true });
  });
}
