// Elements, icons and pictures, made without any HTML strings (the page forbids those).

/**
 * Make an element. Attributes that are functions become listeners ("click", "submit").
 * @param {string} name
 * @param {Record<string, string | number | boolean | ((event: any) => void)>} attributes
 * @param {(Node | string | null)[]} children
 */
export function el(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** Make an SVG element. */
export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(key, value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false) node.setAttribute(key, String(value));
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

const ICONS = {
  like: "M12 20s-7.5-4.6-7.5-10A4.2 4.2 0 0 1 12 7.4 4.2 4.2 0 0 1 19.5 10c0 5.4-7.5 10-7.5 10z",
  reply: "M4 5h16v11H11l-4.5 3.6V16H4z",
  repost: "M4.5 13V7.5h12M13.5 4.5l3 3-3 3M19.5 11v5.5h-12M10.5 19.5l-3-3 3-3",
  quote: "M4 19l1-4L15.5 4.5l3.5 3.5L8.5 18.5z",
  bookmark: "M6.5 4h11v16l-5.5-4-5.5 4z",
  share: "M20 4L3.5 10.5l7 3 3 7zM10.5 13.5L20 4",
};

/** A line icon. */
export function icon(name) {
  return svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", class: "icon" }, svg("path", { d: ICONS[name] }));
}

/** A round badge with an account's initial. */
export function avatar(name, handle) {
  const text = svg("text", { x: 20, y: 26, "text-anchor": "middle", class: "initial" }, name.slice(0, 1));
  const disc = svg("circle", { cx: 20, cy: 20, r: 20, fill: `hsl(${mix(handle) % 360} 42% 44%)` });
  return svg("svg", { viewBox: "0 0 40 40", class: "avatar", "aria-hidden": "true" }, disc, text);
}

// Sky, sun, hills, meadow: a morning, an evening, a rainy day, a night, a dry season.
const SCENES = [
  ["#cfe8f5", "#f6c95c", "#7ba2a6", "#4f7f5b"],
  ["#fbd9c0", "#ee8a5b", "#a87a86", "#6b5876"],
  ["#d9dfe3", "#f3f1e3", "#8d9ca6", "#5f7a72"],
  ["#2f3e5c", "#f2ecd0", "#46587f", "#25354a"],
  ["#f5ebcd", "#f0b23f", "#c79a6b", "#8f8a4c"],
];

/** A small landscape, different for every seed. */
export function picture(seed) {
  const number = mix(seed);
  const [sky, sun, hills, meadow] = SCENES[number % SCENES.length];
  const at = 60 + (number % 9) * 30;
  return svg(
    "svg",
    { viewBox: "0 0 400 200", class: "picture", role: "img", "aria-label": "Gambar rekaan" },
    svg("rect", { width: 400, height: 200, fill: sky }),
    svg("circle", { cx: 400 - at, cy: 58, r: 24, fill: sun }),
    svg("path", { d: `M0 165L${at} 90L${at + 90} 150L330 105L400 145V200H0z`, fill: hills }),
    svg("path", { d: "M0 172Q110 142 220 168T400 160V200H0z", fill: meadow }),
  );
}

const mix = (text) => [...text].reduce((sum, letter) => (sum * 131 + letter.codePointAt(0)) % 99991, 7);
