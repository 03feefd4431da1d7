"use strict";

/** The gate before XMLHttpRequest. */
(() => {
  const gate = /** @type {Gate} */ (/** @type {any} */ (window)["jari-netral"]);
  const { apply, method, getter, put, add, upper, lower, listen, dispatch, ask, asAsked, kept } = gate;
  const { XMLHttpRequest, Proxy, WeakMap, URL, Event, ProgressEvent, DOMException, Blob, document } = window;
  const { parse, stringify } = window.JSON;
  const { keys } = window.Object;

  const remember = method(WeakMap, "set");
  const recall = method(WeakMap, "get");
  const base = getter(window.Node, "baseURI");
  const hrefOf = getter(URL, "href");
  const kindOf = getter(XMLHttpRequest, "responseType");
  const textOf = getter(XMLHttpRequest, "responseText");
  const bodyOf = getter(XMLHttpRequest, "response");
  const urlOf = getter(XMLHttpRequest, "responseURL");
  const statusOf = getter(XMLHttpRequest, "status");
  const stateOf = getter(XMLHttpRequest, "readyState");
  const uploadOf = getter(XMLHttpRequest, "upload");
  const headerOf = method(XMLHttpRequest, "getResponseHeader");
  const nodeType = getter(window.Node, "nodeType");
  const encode = method(window.TextEncoder, "encode");
  const encoder = new window.TextEncoder();
  const byteLength = getter(Object.getPrototypeOf(window.Uint8Array), "byteLength");
  const bufferOf = getter(Object.getPrototypeOf(window.Uint8Array), "buffer");

  /**
   * @typedef {{ verb: string, url: string, later: boolean, headers: Record<string, string>, held: (() => void) | null,
   *   shown: string[] }} Opened held: withdraws the question; shown: what we say in the browser's place
   */
  /** @type {WeakMap<XMLHttpRequest, Opened>} */
  const opened = new WeakMap();
  const proto = XMLHttpRequest.prototype;
  const UPLOADED = ["loadstart", "progress", "load", "loadend"];

  /** @type {(name: "open" | "send" | "abort" | "setRequestHeader", apply: (target: Function, self: any, args: any[]) => any) => void} */
  const wrap = (name, apply) => {
    /** @type {any} */ (proto)[name] = new Proxy(proto[name], /** @type {any} */ ({ __proto__: null, apply }));
  };

  wrap("open", (target, self, args) => {
    if (args.length > 1) {
      args[0] = `${args[0]}`;
      args[1] = `${args[1]}`;
    }
    const result = apply(target, self, args);
    const before = recall(opened, self);
    if (before) {
      before.held?.();
      hide(self, before);
    }
    const later = args.length < 3 || !!args[2];
    const headers = { __proto__: /** @type {any} */ (null) };
    /** @type {Opened} */
    const state = { verb: upper(args[0]), url: args[1], later, headers, held: null, shown: [] };
    remember(opened, self, state);
    return result;
  });

  wrap("setRequestHeader", (target, self, args) => {
    const state = recall(opened, self);
    if (state?.held) throw new DOMException("The object's state must be OPENED.", "InvalidStateError");
    const result = apply(target, self, args);
    if (state && args.length > 1) {
      const name = lower(`${args[0]}`);
      state.headers[name] = name in state.headers ? `${state.headers[name]}, ${args[1]}` : `${args[1]}`;
    }
    return result;
  });

  wrap("abort", (target, self, args) => {
    const state = recall(opened, self);
    const withdraw = state?.held;
    const result = apply(target, self, args);
    if (!state) return result;
    if (!withdraw) {
      hide(self, state);
      return result;
    }
    // What the browser does to a request that was sent.
    state.held = null;
    withdraw();
    show(self, state, "readyState", 4);
    dispatch(self, new Event("readystatechange"));
    dispatch(self, progress("abort", 0));
    dispatch(self, progress("loadend", 0));
    if (recall(opened, self) === state) show(self, state, "readyState", 0);
    return result;
  });

  wrap("send", (target, self, args) => {
    const state = recall(opened, self);
    if (!state) return apply(target, self, args);
    if (state.held || state.shown.length) throw new DOMException("The object's state must be OPENED.", "InvalidStateError");
    if (gate.reads()) listen(self, "load", () => readAnswer(self), /** @type {any} */ ({ __proto__: null, once: true }));
    const body = isDocument(args[0]) ? null : args[0];
    const request = state.later && stateOf(self) === 1 ? asAsked(state.verb, state.url, body, state.headers) : null;
    if (!request) return apply(target, self, args);
    if (args.length) args[0] = kept(args[0]);
    let isOver = false;
    const withdraw = ask(request, (answer) => {
      isOver = true;
      if (recall(opened, self) !== state) return;
      state.held = null;
      if (answer === "go") apply(target, self, args);
      else refuse(self, state, answer, args.length ? args[0] : null);
    });
    if (!isOver) state.held = withdraw;
  });

  /** @type {(one: any) => boolean} */
  function isDocument(one) {
    try {
      return typeof one === "object" && one !== null && nodeType(one) === 9;
    } catch {
      return false;
    }
  }

  /** @type {(xhr: XMLHttpRequest) => void} */
  function readAnswer(xhr) {
    try {
      const url = urlOf(xhr);
      const type = headerOf(xhr, "content-type") ?? "";
      if (!gate.isReadable(url, type)) return;
      const kind = kindOf(xhr);
      const body = kind === "" || kind === "text" ? textOf(xhr) : kind === "json" ? stringify(bodyOf(xhr)) : bodyOf(xhr);
      if (typeof body === "string" || kind === "arraybuffer") gate.hand(url, statusOf(xhr), type, body);
    } catch {
      // The page reads its own copy; ours is a courtesy.
    }
  }

  /** Says something in the browser's place. @type {(xhr: XMLHttpRequest, state: Opened, name: string, value: unknown) => void} */
  function show(xhr, state, name, value) {
    put(xhr, name, value);
    add(state.shown, name);
  }

  /** @type {(xhr: any, state: Opened) => void} */
  function hide(xhr, state) {
    for (let i = 0; i < state.shown.length; i++) delete xhr[state.shown[i] ?? ""];
    state.shown = [];
  }

  /** @type {(type: string, size: number) => Event} */
  const progress = (type, size) =>
    new ProgressEvent(type, /** @type {any} */ ({ __proto__: null, lengthComputable: size > 0, loaded: size, total: size }));

  /** Makes a request that was never sent look answered, with all that happens then, in its order. @type {(xhr: XMLHttpRequest, state: Opened, refusal: Refusal, sent: unknown) => void} */
  function refuse(xhr, state, refusal, sent) {
    const isCurrent = () => recall(opened, xhr) === state && state.shown.length > 0;
    const body = encode(encoder, refusal.body);
    const size = byteLength(body);
    show(xhr, state, "readyState", 1);
    dispatch(xhr, progress("loadstart", 0));
    if (sent !== null && sent !== undefined && isCurrent()) {
      const upload = uploadOf(xhr);
      for (let i = 0; i < UPLOADED.length; i++) dispatch(upload, progress(UPLOADED[i] ?? "", 0));
    }
    if (!isCurrent()) return;
    showHead(xhr, state, refusal);
    showBody(xhr, state, refusal, body);
    for (let now = 2; now <= 4; now++) {
      if (!isCurrent()) return;
      if (now === 4) dispatch(xhr, progress("progress", size));
      if (!isCurrent()) return;
      show(xhr, state, "readyState", now);
      dispatch(xhr, new Event("readystatechange"));
    }
    if (isCurrent()) dispatch(xhr, progress("load", size));
    if (isCurrent()) dispatch(xhr, progress("loadend", size));
  }

  /** @type {(xhr: XMLHttpRequest, state: Opened, refusal: Refusal) => void} */
  function showHead(xhr, state, { status, headers }) {
    const names = keys(headers);
    /** @type {Record<string, string>} */
    const byName = { __proto__: /** @type {any} */ (null) };
    let all = "";
    for (let i = 0; i < names.length; i++) {
      const name = lower(names[i] ?? "");
      byName[name] = headers[names[i] ?? ""] ?? "";
      all += `${name}: ${byName[name]}\r\n`;
    }
    show(xhr, state, "status", status);
    show(xhr, state, "statusText", "");
    show(xhr, state, "responseURL", hrefOf(new URL(state.url, base(document))));
    show(xhr, state, "getAllResponseHeaders", () => all);
    show(xhr, state, "getResponseHeader", (/** @type {string} */ name) => byName[lower(`${name}`)] ?? null);
  }

  /** @type {(xhr: XMLHttpRequest, state: Opened, refusal: Refusal, body: Uint8Array) => void} */
  function showBody(xhr, state, refusal, body) {
    const kind = kindOf(xhr);
    if (kind === "" || kind === "text") show(xhr, state, "responseText", refusal.body);
    show(xhr, state, "response", bodyAs(kind, refusal, body));
  }

  /** @type {(kind: string, refusal: Refusal, body: Uint8Array) => any} */
  function bodyAs(kind, refusal, body) {
    if (kind === "" || kind === "text") return refusal.body;
    if (kind === "arraybuffer") return bufferOf(body);
    if (kind === "blob") return new Blob([/** @type {any} */ (body)], /** @type {any} */ ({ __proto__: null, type: refusal.headers["content-type"] ?? "" }));
    if (kind !== "json") return null;
    try {
      return parse(refusal.body);
    } catch {
      return null;
    }
  }
})();
