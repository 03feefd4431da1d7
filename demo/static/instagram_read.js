// Reading Instagram's answers: media in feeds, in pages, and in what the page itself carries.

/** The media of any answer, in order and each once. */
export function medias(value) {
  const found = new Map();
  walk(value, (node) => {
    if (node.media_type && node.user?.username && !found.has(node.pk)) found.set(node.pk, media(node));
  });
  return [...found.values()];
}

/** What the page carries for its first view: results of queries, some as text within the JSON. */
export function carried() {
  const blocks = document.querySelectorAll("script[type='application/json'][data-sjs]");
  const values = [...blocks].map((block) => JSON.parse(block.textContent ?? "null"));
  const texts = [];
  walk(values, (node) => typeof node.response === "string" && texts.push(JSON.parse(node.response)));
  return [...values, ...texts];
}

/** The people with a story, from what the page carries. */
export function tray(value) {
  const people = [];
  walk(value, (node) => Array.isArray(node.tray) && people.push(...node.tray.map((reel) => reel.user)));
  return people;
}

/** The comments of an answer of either generation. */
export function comments(body) {
  const edges = body?.data?.xdt_api__v1__media__media_id__comments__connection?.edges ?? [];
  return body?.comments ?? edges.map(({ node }) => node);
}

/** The stories of an answer. */
export function stories(body) {
  const edges = body?.data?.xdt_api__v1__feed__reels_media__connection?.edges ?? [];
  return edges.flatMap(({ node }) => node.items.map((item) => ({ ...item, user: node.user })));
}

function media(node) {
  return {
    id: node.pk,
    code: node.code,
    author: node.user,
    others: node.coauthor_producers ?? [],
    tagged: (node.usertags?.in ?? []).map(({ user }) => user),
    text: node.caption?.text ?? "",
    pictures: node.carousel_media_count ?? 1,
    liked: node.has_liked,
    likes: node.like_count,
    comments: node.comment_count,
    saved: node.has_viewer_saved,
  };
}

function walk(value, visit) {
  if (!value || typeof value !== "object") return;
  if (!Array.isArray(value)) visit(value);
  for (const child of Object.values(value)) walk(child, visit);
}
