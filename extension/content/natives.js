"use strict";

/**
 * What the dialog asks of the browser, captured while it is still the browser's own.
 *
 * These scripts run before the page's, but the page may patch prototypes later, so nothing here is looked up
 * again when a dialog is on screen. Each method takes the object it works on as its first argument. What belongs to
 * the language is the script's own, not the window's: in Firefox an extension's scripts and their window are two worlds.
 *
 * @param {Window & typeof globalThis} window
 */
function captureNatives(window) {
  const { bind, call } = Function.prototype;

  /**
   * @template {object} T
   * @template {keyof T} K
   * @param {{ prototype: T }} type
   * @param {K} name
   * @returns {T[K] extends (...args: infer A) => infer R ? (self: T, ...args: A) => R : never}
   */
  const method = (type, name) => bind.call(call, /** @type {any} */ (type.prototype[name]));

  /**
   * @template {object} T
   * @template {keyof T} K
   * @param {{ prototype: T }} type
   * @param {K} name
   * @returns {(self: T) => T[K]}
   */
  const getter = (type, name) =>
    bind.call(call, /** @type {any} */ (Object.getOwnPropertyDescriptor(type.prototype, name)?.get));

  /**
   * @template {object} T
   * @template {keyof T} K
   * @param {{ prototype: T }} type
   * @param {K} name
   * @returns {(self: T, value: T[K]) => void}
   */
  const setter = (type, name) =>
    bind.call(call, /** @type {any} */ (Object.getOwnPropertyDescriptor(type.prototype, name)?.set));

  /** @type {(self: Document, tag: string) => HTMLElement} */
  const createElement = method(window.Document, "createElement");
  /** @type {(self: Document, space: string, tag: string) => SVGElement} */
  const createElementNS = /** @type {any} */ (method(window.Document, "createElementNS"));
  /** @type {(self: EventTarget, type: string, listener: (event: any) => void, options?: AddEventListenerOptions) => void} */
  const listen = /** @type {any} */ (method(window.EventTarget, "addEventListener"));

  return {
    createElement,
    createElementNS,
    listen,
    rootElement: getter(window.Document, "documentElement"),
    documentHit: method(window.Document, "elementFromPoint"),
    shadowHit: method(window.ShadowRoot, "elementFromPoint"),
    activeElement: getter(window.ShadowRoot, "activeElement"),
    setStyleSheets: setter(window.ShadowRoot, "adoptedStyleSheets"),
    replaceStyle: method(window.CSSStyleSheet, "replaceSync"),
    attachShadow: method(window.Element, "attachShadow"),
    setAttribute: method(window.Element, "setAttribute"),
    removeAttribute: method(window.Element, "removeAttribute"),
    rect: method(window.Element, "getBoundingClientRect"),
    scrollIntoView: method(window.Element, "scrollIntoView"),
    append: method(window.Node, "appendChild"),
    matches: /** @type {(self: Element, selector: string) => boolean} */ (method(window.Element, "matches")),
    contains: method(window.Node, "contains"),
    isConnected: getter(window.Node, "isConnected"),
    setText: setter(window.Node, "textContent"),
    focus: method(window.HTMLElement, "focus"),
    blur: method(window.HTMLElement, "blur"),
    hasPopover: "togglePopover" in window.HTMLElement.prototype,
    togglePopover: method(window.HTMLElement, "togglePopover"),
    showModal: method(window.HTMLDialogElement, "showModal"),
    closeModal: method(window.HTMLDialogElement, "close"),
    isModalOpen: getter(window.HTMLDialogElement, "open"),
    frameWindow: getter(window.HTMLIFrameElement, "contentWindow"),
    isDetailsOpen: getter(window.HTMLDetailsElement, "open"),
    preventDefault: method(window.Event, "preventDefault"),
    stop: method(window.Event, "stopImmediatePropagation"),
    eventTarget: getter(window.Event, "target"),
    eventType: getter(window.Event, "type"),
    key: getter(window.KeyboardEvent, "key"),
    shiftKey: getter(window.KeyboardEvent, "shiftKey"),
    repeat: getter(window.KeyboardEvent, "repeat"),
    clicks: getter(window.UIEvent, "detail"),
    clientX: getter(window.MouseEvent, "clientX"),
    clientY: getter(window.MouseEvent, "clientY"),
    messageData: getter(window.MessageEvent, "data"),
    messageOrigin: getter(window.MessageEvent, "origin"),
    messageSource: getter(window.MessageEvent, "source"),
    split: /** @type {(self: string, by: string) => string[]} */ (/** @type {unknown} */ (method(String, "split"))),
    startsWith: /** @type {(self: string, start: string) => boolean} */ (method(String, "startsWith")),
    splice: /** @type {<T>(self: T[], start: number, count: number) => T[]} */ (method(Array, "splice")),
    ceil: Math.ceil,
    max: Math.max,
    now: /** @type {() => number} */ (window.performance.now.bind(window.performance)),
    setInterval: /** @type {(run: () => void, ms: number) => number} */ (window.setInterval.bind(window)),
    clearInterval: /** @type {(id: number) => void} */ (window.clearInterval.bind(window)),
  };
}

/** @typedef {ReturnType<typeof captureNatives>} Natives */
