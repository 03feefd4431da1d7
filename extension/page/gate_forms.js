"use strict";

/** The gate before forms: those that a script submits, and those that a person does. */
(() => {
  const gate = /** @type {Gate} */ (/** @type {any} */ (window)["jari-netral"]);
  const { apply, method, getter, put, upper, listen, mayAct, ask, asAsked } = gate;
  const { HTMLFormElement, Proxy, FormData, URLSearchParams, WeakMap, Element } = window;
  const setTimeout = window.setTimeout.bind(window);
  const { defineProperty } = window.Object;

  const remember = method(WeakMap, "set");
  const recall = method(WeakMap, "get");
  const forget = method(WeakMap, "delete");
  const attribute = method(Element, "getAttribute");
  const requestSubmit = method(HTMLFormElement, "requestSubmit");
  const actionOf = getter(HTMLFormElement, "action");
  const methodOf = getter(HTMLFormElement, "method");
  const typeOf = getter(HTMLFormElement, "enctype");
  const eachEntry = method(FormData, "forEach");
  const addPair = method(URLSearchParams, "append");
  const targetOf = getter(window.Event, "target");
  const submitterOf = getter(window.SubmitEvent, "submitter");
  const prevent = method(window.Event, "preventDefault");
  const wasPrevented = getter(window.Event, "defaultPrevented");
  const halt = method(window.Event, "stopImmediatePropagation");

  /** Forms that their person has let go. @type {WeakMap<object, true>} */
  const released = new WeakMap();
  /** Forms that are asked about now. @type {WeakMap<object, () => void>} */
  const held = new WeakMap();

  /** What a form sends, where that may be an action. @type {(form: any, submitter: any) => Request | null} */
  function requestOf(form, submitter) {
    try {
      const said = (/** @type {string} */ name) => (submitter ? attribute(submitter, name) : null);
      const verb = upper(said("formmethod") ?? methodOf(form));
      const url = said("formaction") ?? actionOf(form);
      if (verb !== "POST" || !mayAct(verb, url)) return null;
      return asAsked(verb, url, bodyOf(new FormData(form, submitter), said("formenctype") ?? typeOf(form)));
    } catch {
      return null;
    }
  }

  /** @type {(data: FormData, type: string) => FormData | URLSearchParams} */
  function bodyOf(data, type) {
    if (type === "multipart/form-data") return data;
    const pairs = new URLSearchParams();
    eachEntry(data, (/** @type {any} */ value, /** @type {string} */ name) => {
      addPair(pairs, name, typeof value === "string" ? value : "");
    });
    return pairs;
  }

  /** Asks about a form, and sends it by what the browser has for it. @type {(form: object, request: Request, send: () => void) => void} */
  function hold(form, request, send) {
    recall(held, form)?.();
    const withdraw = ask(request, (answer) => {
      forget(held, form);
      if (answer === "go") send();
    });
    remember(held, form, withdraw);
  }

  const proto = HTMLFormElement.prototype;
  proto.submit = new Proxy(proto.submit, /** @type {any} */ ({
    __proto__: null,
    apply(/** @type {Function} */ target, /** @type {any} */ self, /** @type {any[]} */ args) {
      const request = requestOf(self, null);
      if (!request) return apply(target, self, args);
      hold(self, request, () => apply(target, self, args));
    },
  }));

  // A form that a person submits is stopped at once, and asked about when the page has had its say: most pages send
  // such a form themselves, and see as ever whether it was prevented.
  listen(window, "submit", (/** @type {SubmitEvent} */ event) => {
    if (!event.isTrusted || wasPrevented(event)) return;
    const form = targetOf(event);
    if (recall(released, form)) {
      forget(released, form);
      halt(event);
      return;
    }
    const submitter = submitterOf(event);
    const request = requestOf(form, submitter);
    if (!request) return;
    let isPrevented = false;
    prevent(event);
    put(event, "preventDefault", () => void (isPrevented = true));
    const shown = { __proto__: null, configurable: true, get: () => isPrevented };
    defineProperty(event, "defaultPrevented", /** @type {any} */ (shown));
    const release = () => {
      remember(released, form, true);
      try {
        requestSubmit(form, submitter);
      } finally {
        forget(released, form);
      }
    };
    setTimeout(() => {
      if (isPrevented) return;
      const last = requestOf(form, submitter);
      if (last) hold(form, last, release);
      else release();
    }, 0);
  }, true);
})();
