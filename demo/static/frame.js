import { relay } from "./relay.js";

addEventListener("message", (event) => {
  if (event.origin === location.origin && event.ports.length) relay(event);
});
