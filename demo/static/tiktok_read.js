// Reading what TikTok's pages and answers hold.

/** The state a page carries in its HTML. */
export function carried() {
  const node = document.getElementById("__UNIVERSAL_DATA_FOR_REHYDRATION__");
  return node ? JSON.parse(node.textContent ?? "{}").__DEFAULT_SCOPE__ : {};
}

/** What a view needs of one video. */
export function video(item) {
  return {
    id: item.id,
    author: person(item.author),
    text: item.desc,
    likes: item.stats.diggCount,
    liked: item.digged,
    favourite: item.collected,
    reposted: item.reposted,
  };
}

/** An account as videos and profiles name it. */
export const person = (user) => ({
  id: user.id,
  secUid: user.secUid,
  handle: user.uniqueId,
  name: user.nickname,
  about: user.signature,
  following: user.relation === 1,
  room: user.roomId,
});

/** A comment. */
export const comment = (node) => ({
  id: node.cid,
  text: node.text,
  handle: node.user.unique_id,
  likes: node.digg_count,
  liked: node.user_digged === 1,
});
