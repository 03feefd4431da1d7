// Reading YouTube's answers: renderers are found wherever they stand.

/** All values below `node` that stand under a name, in order. */
export function all(node, name) {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => (key === name ? [value] : all(value, name)));
}

/** The first of them. */
export const first = (node, name) => all(node, name)[0];

/** What the page's own scripts left behind: an object, or a string in which one is written. */
export function carried(name) {
  const value = Reflect.get(window, name);
  return typeof value === "string" ? JSON.parse(value) : value;
}

const KINDS = {
  lockupViewModel: (node) => ({ id: node.contentId, text: node.metadata.lockupMetadataViewModel.title.content, path: "/watch?v=" }),
  videoRenderer: (node) => ({ id: node.videoId, text: words(node.title), path: "/watch?v=" }),
  shortsLockupViewModel: (node) =>
    ({ id: node.onTap.innertubeCommand.reelWatchEndpoint.videoId, text: node.overlayMetadata.primaryText.content, path: "/shorts/" }),
  backstagePostRenderer: (node) => ({ id: node.postId, text: words(node.contentText), post: post(node) }),
};

/** The videos, Shorts and posts of a list, in order, each with the channels it names. */
export function items(node) {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    KINDS[key] ? [{ channels: channels(value), ...KINDS[key](value) }] : items(value));
}

/** The channels that something names, each once. */
export function channels(node) {
  const found = all(node, "browseEndpoint").filter(({ browseId }) => browseId.startsWith("UC"));
  const named = found.map(({ browseId, canonicalBaseUrl }) => ({ id: browseId, handle: handleOf(canonicalBaseUrl) }));
  return named.filter(({ id }, at) => named.findIndex((other) => other.id === id) === at);
}

const handleOf = (path) => path?.split("/")[1].replace("@", "") ?? "";

const words = (node) => node.runs.map((run) => run.text).join("");

const post = (node) => ({
  liked: node.liked,
  choices: (node.backstageAttachment?.pollRenderer.choices ?? []).map((choice) => ({
    label: words(choice.text),
    select: first(choice.selectServiceEndpoint, "action"),
    deselect: first(choice.deselectServiceEndpoint, "action"),
  })),
});

/** The comments below a video. */
export const comments = (node) =>
  all(node, "commentEntityPayload").map(({ properties, author, toolbar }) => ({
    id: properties.commentId,
    text: properties.content.content,
    handle: author.displayName.replace("@", ""),
    liked: toolbar.liked,
  }));
