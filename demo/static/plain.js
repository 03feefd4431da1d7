// A page that no rule covers posts what would be an action elsewhere.

const body = JSON.stringify({ variables: { tweet_id: "1990000000001000003" }, queryId: "lI07N6Otwv1PhnEgXILM7A" });

async function post() {
  const headers = { "content-type": "application/json" };
  const response = await fetch("/i/api/graphql/lI07N6Otwv1PhnEgXILM7A/FavoriteTweet", { method: "POST", headers, body });
  document.title = `Terkirim ${response.status}`;
}

document.querySelector("button")?.addEventListener("click", post);
