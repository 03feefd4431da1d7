"use strict";

/** The gate before fetch, sendBeacon and fetchLater. */
(() => {
  const gate = /** @type {Gate} */ (/** @type {any} */ (window)["jari-netral"]);
  const { apply, getter, method, put, upper, listen, ask, mayAct, siteOf, readLater, urlOf, methodOf } = gate;
  const { Promise, Proxy, Request, Response, Uint8Array, ArrayBuffer, URLSearchParams, FormData } = window;
  const { isView } = ArrayBuffer;
  const { navigator } = window;

  const signalOf = getter(Request, "signal");
  const hasAborted = getter(window.AbortSignal, "aborted");
  const reasonOf = getter(window.AbortSignal, "reason");
  const buffer = method(ArrayBuffer, "slice");
  const sizeOf = getter(ArrayBuffer, "byteLength");
  const toText = method(URLSearchParams, "toString");
  const eachEntry = method(FormData, "forEach");
  const addEntry = method(FormData, "append");

  /** Whether something is what a getter reads: also of another window, and never by what a page says of itself. @type {(one: unknown, get: (one: any) => unknown) => boolean} */
  function is(one, get) {
    if (typeof one !== "object" || one === null) return false;
    try {
      get(one);
      return true;
    } catch {
      return false;
    }
  }

  // fetch --------------------------------------------------------------------------------------------------------

  /** The request that a call makes, where it may be an action. @type {(input: any, init: any, site?: Site) => Request | null} */
  function requestOf(input, init, site) {
    try {
      const isRequest = is(input, urlOf);
      const verb = init?.method ?? (isRequest ? methodOf(input) : "GET");
      if (!mayAct(upper(`${verb}`), isRequest ? urlOf(input) : input, undefined, site)) return null;
      return new Request(input, init);
    } catch {
      return null; // The browser says itself what is wrong with it.
    }
  }

  /** @type {(target: Function, self: any, request: Request) => Promise<Response>} */
  function heldFetch(target, self, request) {
    const signal = signalOf(request);
    return new Promise((resolve, reject) => {
      const go = () => resolve(apply(target, self, [request]));
      const withdraw = ask(request, (answer) => {
        if (answer === "go" || hasAborted(signal)) go();
        else resolve(refused(answer, urlOf(request)));
      });
      if (!signal) return;
      const once = /** @type {any} */ ({ __proto__: null, once: true });
      listen(signal, "abort", () => {
        withdraw();
        reject(reasonOf(signal));
      }, once);
    });
  }

  /** @type {(refusal: Refusal, url: string) => Response} */
  function refused({ status, headers, body }, url) {
    const empty = status === 204 || status === 304;
    const named = { __proto__: null, ...headers };
    const response = new Response(empty ? null : body, /** @type {any} */ ({ __proto__: null, status, headers: named }));
    put(response, "url", url);
    return response;
  }

  window.fetch = new Proxy(window.fetch, /** @type {any} */ ({
    __proto__: null,
    apply(/** @type {Function} */ target, /** @type {any} */ self, /** @type {any[]} */ args) {
      // An object that says another address each time it is asked is asked once.
      if (typeof args[0] === "object" && args.length && !is(args[0], urlOf)) args[0] = `${args[0]}`;
      const site = siteOf(args[0]);
      if (site && !site.acts && !site.teaches) return apply(target, self, args);
      const request = args.length ? requestOf(args[0], args[1], site) : null;
      const result = request ? heldFetch(target, self, request) : apply(target, self, args);
      readLater(result, site);
      return result;
    },
  }));

  // sendBeacon ---------------------------------------------------------------------------------------------------

  /** A body as it is now, whatever the page does to it later. @type {(body: any) => any} */
  function kept(body) {
    if (typeof body !== "object" || body === null) return body;
    if (is(body, sizeOf)) return buffer(body, 0);
    if (isView(body)) return new Uint8Array(buffer(body.buffer, body.byteOffset, body.byteOffset + body.byteLength));
    if (is(body, toText)) return new URLSearchParams(toText(body));
    if (!is(body, (one) => eachEntry(one, () => {}))) return body;
    const copy = new FormData();
    eachEntry(body, (/** @type {any} */ value, /** @type {string} */ name) => addEntry(copy, name, value));
    return copy;
  }

  /** A request made to be asked about; the browser sends its own. @type {(verb: string, url: string, body: any, headers?: object) => Request | null} */
  function asAsked(verb, url, body, headers = {}) {
    try {
      if (!mayAct(verb, url)) return null;
      const named = { __proto__: null, ...headers };
      return new Request(url, /** @type {any} */ ({ __proto__: null, method: verb, body: body ?? null, headers: named }));
    } catch {
      return null;
    }
  }

  const agent = Object.getPrototypeOf(navigator);
  agent.sendBeacon = new Proxy(agent.sendBeacon, /** @type {any} */ ({
    __proto__: null,
    apply(/** @type {Function} */ target, /** @type {any} */ self, /** @type {any[]} */ args) {
      if (typeof args[0] === "object") args[0] = `${args[0]}`;
      const request = args.length ? asAsked("POST", args[0], args[1]) : null;
      if (!request) return apply(target, self, args);
      if (args.length > 1) args[1] = kept(args[1]);
      ask(request, (answer) => {
        if (answer === "go") apply(target, self, args);
      });
      return true;
    },
  }));

  // fetchLater ---------------------------------------------------------------------------------------------------

  /** @type {any} */
  const open = window;
  if (typeof open.fetchLater === "function") {
    open.fetchLater = new Proxy(open.fetchLater, /** @type {any} */ ({
      __proto__: null,
      apply(/** @type {Function} */ target, /** @type {any} */ self, /** @type {any[]} */ args) {
        if (typeof args[0] === "object" && args.length && !is(args[0], urlOf)) args[0] = `${args[0]}`;
        const request = args.length ? requestOf(args[0], args[1]) : null;
        if (!request) return apply(target, self, args);
        /** @type {any} */
        let later = null;
        ask(request, (answer) => {
          if (answer === "go") later = apply(target, self, [request, args[1]]);
        });
        return { get activated() { return later?.activated ?? false; } };
      },
    }));
  }

  put(gate, "kept", kept);
  put(gate, "asAsked", asAsked);
})();
