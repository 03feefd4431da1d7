// Reading X's answers: from instructions to posts, whatever their shape and wrapping.

/** The posts of a timeline, in order. */
export function posts(data) {
  const entries = instructionsOf(data).flatMap((step) => step.entries ?? []);
  return entries.map((entry) => entry.content?.itemContent?.tweet_results?.result).filter(Boolean).map(post);
}

/** What a view needs of one post node. */
export function post(node) {
  const tweet = node.tweet ?? node;
  const { legacy } = tweet;
  const original = legacy.retweeted_status_result?.result;
  return {
    id: tweet.rest_id,
    author: user(tweet.core.user_results.result),
    text: legacy.full_text,
    likes: legacy.favorite_count,
    reposts: legacy.retweet_count,
    liked: legacy.favorited,
    reposted: legacy.retweeted,
    bookmarked: legacy.bookmarked,
    replyTo: legacy.in_reply_to_screen_name ?? "",
    original: original ? post(original) : null,
    quoted: tweet.quoted_status_result ? post(tweet.quoted_status_result.result) : null,
    poll: tweet.card ? poll(tweet.card) : null,
  };
}

/** A user node with its names under core (since May 2025) or legacy (before). */
export function user(node) {
  const names = node.core ?? node.legacy;
  return {
    id: node.rest_id,
    name: names.name,
    handle: names.screen_name,
    about: node.profile_bio?.description ?? node.legacy?.description ?? "",
    following: node.relationship_perspectives?.following ?? node.legacy?.following ?? false,
  };
}

function poll(card) {
  const values = Object.fromEntries(card.legacy.binding_values.map(({ key, value }) => [key, value.string_value]));
  const labels = [1, 2, 3, 4].map((n) => values[`choice${n}_label`]).filter(Boolean);
  const counts = labels.map((_, index) => Number(values[`choice${index + 1}_count`]));
  return { labels, counts, chosen: Number(values.selected_choice ?? 0) };
}

function instructionsOf(data) {
  const result = data.user?.result;
  const timeline = result?.timeline ?? result?.timeline_v2;
  return (
    data.home?.home_timeline_urt.instructions ??
    data.threaded_conversation_with_injections_v2?.instructions ??
    timeline?.timeline.instructions ??
    []
  );
}
