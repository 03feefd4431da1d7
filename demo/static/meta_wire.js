// The envelope that the platforms of one company share: GraphQL as a form, and what their pages carry.

const FORM = "application/x-www-form-urlencoded";

/**
 * A GraphQL request, read or write. `fields` are those of the platform: av, __user, __comet_req.
 * @returns {import("./send.js").Wire}
 */
export function graphql(path, name, variables, fields, headers = {}) {
  const body = encode({
    ...fields, __a: "1", __req: "1a", fb_dtsg: "demo", jazoest: "25000", lsd: "demo",
    fb_api_caller_class: "RelayModern", fb_api_req_friendly_name: name, server_timestamps: "true",
    variables: JSON.stringify(variables), doc_id: "20000000000000001",
  });
  return form(path, body, { ...headers, "x-fb-friendly-name": name, "x-fb-lsd": "demo" });
}

/** A form by POST. @returns {import("./send.js").Wire} */
export const form = (url, body, headers = {}) => ({
  method: "POST", url, headers: { "content-type": FORM, ...headers }, body,
});

/** Fields as a form has them, without those that are not given. */
export const encode = (fields) =>
  new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== undefined)).toString();

/** The documents of an answer, which may be several in one body. */
export function documents(body) {
  if (typeof body !== "string") return [body];
  return body.split("\r\n").map((line) => JSON.parse(line));
}

/** What the page carries for its first view. */
export function carried() {
  const blocks = document.querySelectorAll("script[type='application/json'][data-sjs]");
  return [...blocks].map((block) => JSON.parse(block.textContent ?? "null"));
}

/** Visit every object of a value, outermost first. */
export function walk(value, visit) {
  if (!value || typeof value !== "object") return;
  if (!Array.isArray(value)) visit(value);
  for (const child of Object.values(value)) walk(child, visit);
}
