"use strict";

/** Takes away what the files of the gate shared, and hands the port over. */
(() => {
  const page = /** @type {any} */ (window);
  const gate = /** @type {Gate} */ (page["jari-netral"]);
  delete page["jari-netral"];
  gate.connect();
})();
