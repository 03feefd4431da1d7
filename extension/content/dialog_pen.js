"use strict";

/** The drawings, as strokes in a 24 x 24 box; strict JSON, because full pages draw them from here too. */
const DIALOG_ICONS = {
  "mark": ["M9.2 14V4.6a1.6 1.6 0 0 1 3.2 0V11", "M12.4 11.2a1.55 1.55 0 0 1 3.1 0v.9",
    "M15.5 12.1a1.5 1.5 0 0 1 3 0v4.1c0 3.3-2.4 5.3-5.4 5.3h-.9c-2 0-3.4-.9-4.4-2.5l-2.6-4.2a1.5 1.5 0 0 1 2.5-1.7l1.5 2"],
  "law": ["M12 3.5v17M8 20.5h8M5 6.5h14", "M5 6.5l-2.5 6.5a2.6 2.6 0 0 0 5 0zM19 6.5l-2.5 6.5a2.6 2.6 0 0 0 5 0z"],
  "allowed": ["M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18z", "M8 12.4l2.8 2.8L16.2 9.6"],
  "circular": ["M6 3h8l4 4v14H6z", "M14 3v4h4M9 12h6M9 16h6"],
  "assurance": ["M12 3l7 2.6v5.6c0 4.4-2.9 7.9-7 9.8c-4.1-1.9-7-5.4-7-9.8V5.6z", "M9 12l2.2 2.2L15 10"]
};

/** @typedef {keyof typeof DIALOG_ICONS} IconName */

/**
 * Draws with DOM calls only, and texts only as text: it works under any content security policy.
 *
 * @param {Natives} native
 * @param {Document} document
 */
function createPen(native, document) {
  const SVG = "http://www.w3.org/2000/svg";

  /** A new element at the end of another. @type {(parent: Element, tag: string, name?: string, text?: string) => HTMLElement} */
  function add(parent, tag, name = "", text = "") {
    const element = native.createElement(document, tag);
    if (name) native.setAttribute(element, "class", name);
    if (text) native.setText(element, text);
    native.append(parent, element);
    return element;
  }

  /** An element that others refer to by its id. @type {(parent: Element, tag: string, id: string, text?: string) => HTMLElement} */
  function addNamed(parent, tag, id, text) {
    const element = add(parent, tag, id, text);
    native.setAttribute(element, "id", id);
    return element;
  }

  /** @type {(parent: Element, icon: IconName) => void} */
  function addIcon(parent, icon) {
    const svg = native.createElementNS(document, SVG, "svg");
    native.setAttribute(svg, "viewBox", "0 0 24 24");
    native.setAttribute(svg, "aria-hidden", "true");
    const strokes = DIALOG_ICONS[icon];
    for (let i = 0; i < strokes.length; i++) {
      const path = native.createElementNS(document, SVG, "path");
      native.setAttribute(path, "d", strokes[i] ?? "");
      native.append(svg, path);
    }
    native.append(parent, svg);
  }

  /** A line with a drawing before it. @type {(parent: Element, icon: IconName) => HTMLElement} */
  function addLine(parent, icon) {
    const line = add(parent, "p", `line ${icon}`);
    addIcon(line, icon);
    return line;
  }

  /**
   * A text, and a link where there is a web address for it.
   *
   * @param {Element} parent
   * @param {string} text
   * @param {string} link
   * @param {HTMLElement[]} links is told of it
   */
  function addLink(parent, text, link, links) {
    if (!native.startsWith(link, "https://") && !native.startsWith(link, "http://")) {
      add(parent, "span", "", text);
      return;
    }
    const anchor = add(parent, "a", "", text);
    native.setAttribute(anchor, "href", link);
    native.setAttribute(anchor, "target", "_blank");
    native.setAttribute(anchor, "rel", "noopener noreferrer");
    links[links.length] = anchor;
  }

  /** @type {(parent: Element, name: string, text?: string) => HTMLElement} */
  function addButton(parent, name, text) {
    const button = add(parent, "button", name, text);
    native.setAttribute(button, "type", "button");
    return button;
  }

  return { native, add, addNamed, addIcon, addLine, addLink, addButton };
}

/** @typedef {ReturnType<typeof createPen>} Pen */

/**
 * Puts one number into a text; an absent text stays empty.
 *
 * @param {Natives} native
 * @param {string | undefined} text
 * @param {string} name
 * @param {number} value
 * @returns {string}
 */
function fillText(native, text, name, value) {
  const parts = native.split(text ?? "", `{${name}}`);
  let filled = parts[0] ?? "";
  for (let i = 1; i < parts.length; i++) filled += `${value}${parts[i]}`;
  return filled;
}
