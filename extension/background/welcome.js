/** The first page, for a person who has installed the extension by their own hand. */

import { load } from "./settings.js";

const PAGE = "pages/welcome.html";

/** Opens it, unless it was answered, or an agency answers for its devices. */
export async function welcome() {
  const { management, runtime, tabs } = chrome;
  const [{ settings, locked }, { installType }] = await Promise.all([load(), management.getSelf()]);
  if (settings.welcomed || locked.includes("welcomed") || installType === "admin") return;
  await tabs.create({ url: runtime.getURL(PAGE) });
}
