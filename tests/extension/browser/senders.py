"""Every way in which a page can send a like, by script, form or frame: name, and a function of an address."""

from __future__ import annotations

from tests.support.stack import X
from tests.support.tap_table import X_POST

TARGET = f"{X}i/api/1.1/favorites/create.json"
"""Where they all send to, each with its name in the query."""

TOOLS = f"""
const TEXT = "id={X_POST}";
const TYPE = {{ "content-type": "application/x-www-form-urlencoded" }};
const bytes = new TextEncoder().encode(TEXT);
const pairs = () => new URLSearchParams(TEXT);
const typed = () => new Blob([TEXT], {{ type: TYPE["content-type"] }});
const multi = () => {{ const data = new FormData(); data.append("id", "{X_POST}"); return data; }};
const wide = () => {{ const all = new Uint8Array(bytes.length + 9); all.set(bytes, 4); return all; }};
const told = (response) => response.json().then((body) => body.favorited === true);
const post = (url, body, more = {{}}) =>
  fetch(url, {{ method: "POST", body, headers: TYPE, ...more }}).then(told);
const stream = () => new ReadableStream({{
  start(controller) {{
    controller.enqueue(bytes.slice(0, 5));
    controller.enqueue(bytes.slice(5));
    controller.close();
  }},
}});
const xhr = (url, body, prepare = () => {{}}) => new Promise((done) => {{
  const request = new XMLHttpRequest();
  request.open("POST", url);
  if (!(body instanceof FormData)) request.setRequestHeader("content-type", TYPE["content-type"]);
  request.onload = () => done(JSON.parse(request.responseText).favorited === true);
  prepare(request);
  request.send(body);
}});
const beacon = (url, body) => navigator.sendBeacon(url, body) && null;
const put = (tag, given, parent = document.body) => {{
  const node = Object.assign(document.createElement(tag), given);
  parent.append(node);
  return node;
}};
const form = (url, given = {{}}) => {{
  const name = `sink ${{url}}`;
  put("iframe", {{ name, hidden: true }});
  const made = put("form", {{ method: "post", action: url, target: name, ...given }});
  put("input", {{ type: "hidden", name: "id", value: "{X_POST}" }}, made);
  return made;
}};
const inline = (url) => `<script>fetch("${{url}}", {{ method: "POST", mode: "no-cors", body: "${{TEXT}}",
  headers: {{ "content-type": "application/x-www-form-urlencoded" }} }})<\\/script>`;
const frame = (given) => put("iframe", {{ hidden: true, ...given }}) && null;
const page = (url) => URL.createObjectURL(new Blob([inline(url)], {{ type: "text/html" }}));
"""

ANSWERED = {
    "fetch-text": "(url) => post(url, TEXT)",
    "fetch-pairs": "(url) => post(url, pairs())",
    "fetch-blob": "(url) => post(url, typed())",
    "fetch-multipart": "(url) => post(url, multi(), { headers: {} })",
    "fetch-buffer": "(url) => post(url, bytes.slice().buffer)",
    "fetch-view": "(url) => post(url, wide().subarray(4, 4 + bytes.length))",
    "fetch-dataview": "(url) => post(url, new DataView(wide().buffer, 4, bytes.length))",
    "fetch-changed-later": """(url) => {
      const view = bytes.slice();
      const sent = post(url, view);
      view.fill(0);
      return sent;
    }""",
    "fetch-stream": '(url) => post(url, stream(), { duplex: "half" })',
    "fetch-gzip": """async (url) => {
      const packed = typed().stream().pipeThrough(new CompressionStream("gzip"));
      const headers = { ...TYPE, "content-encoding": "gzip" };
      return post(url, await new Response(packed).arrayBuffer(), { headers });
    }""",
    "fetch-gzip-stream": """(url) => post(url, typed().stream().pipeThrough(new CompressionStream("gzip")),
      { duplex: "half", headers: { ...TYPE, "content-encoding": "gzip" } })""",
    "fetch-keepalive": "(url) => post(url, TEXT, { keepalive: true })",
    "fetch-url-object": "(url) => post(new URL(url), TEXT)",
    "fetch-small-letters": '(url) => post(url, TEXT, { method: "post" })',
    "fetch-own-headers": """(url) => post(url, TEXT,
      { headers: new Headers([["x-b", "2"], ["x-a", "1"], ["x-b", "3"], ...Object.entries(TYPE)]) })""",
    "fetch-bare": """(url) => post(url, TEXT,
      { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store", priority: "low" })""",
    "request": '(url) => fetch(new Request(url, { method: "POST", body: TEXT, headers: TYPE })).then(told)',
    "request-cloned": """(url) => {
      const first = new Request(url, { method: "POST", body: pairs() });
      const second = first.clone();
      return first.text().then(() => fetch(second)).then(told);
    }""",
    "request-replaced": """(url) => fetch(new Request(url, { method: "PUT", body: "x" }),
      { method: "POST", body: TEXT, headers: TYPE }).then(told)""",
    "request-twice": """(url) => {
      const request = new Request(url, { method: "POST", body: TEXT, headers: TYPE });
      const sent = fetch(request).then(told);
      const again = (error) => error.name === "TypeError" && request.bodyUsed && sent;
      return fetch(request).then(() => false, again);
    }""",
    "request-keepalive": """(url) => fetch(
      new Request(url, { method: "POST", body: typed(), keepalive: true })).then(told)""",
    "xhr-text": "(url) => xhr(url, TEXT)",
    "xhr-pairs": "(url) => xhr(url, pairs())",
    "xhr-blob": "(url) => xhr(url, typed())",
    "xhr-multipart": "(url) => xhr(url, multi())",
    "xhr-buffer": "(url) => xhr(url, bytes.slice().buffer)",
    "xhr-view": "(url) => xhr(url, wide().subarray(4, 4 + bytes.length))",
    "xhr-dataview": "(url) => xhr(url, new DataView(wide().buffer, 4, bytes.length))",
    "xhr-changed-later": """(url) => {
      const view = bytes.slice();
      const sent = xhr(url, view);
      view.fill(0);
      return sent;
    }""",
    "xhr-upload-listeners": """(url) => {
      let size = 0;
      const watch = (request) => { request.upload.onprogress = (event) => (size = event.loaded); };
      return xhr(url, TEXT, watch).then((ok) => ok && size === bytes.length);
    }""",
    "xhr-prepared": """(url) => xhr(url, TEXT, (request) => {
      request.withCredentials = true;
      request.timeout = 60000;
      request.setRequestHeader("x-b", "2");
      request.setRequestHeader("x-a", "1");
      request.setRequestHeader("x-b", "3");
    })""",
}
"""They learn whether the like succeeded."""

BLIND = {
    "beacon-text": "(url) => beacon(url, TEXT)",
    "beacon-pairs": "(url) => beacon(url, pairs())",
    "beacon-blob": "(url) => beacon(url, typed())",
    "beacon-multipart": "(url) => beacon(url, multi())",
    "beacon-buffer": "(url) => beacon(url, bytes.slice().buffer)",
    "beacon-view": "(url) => beacon(url, wide().subarray(4, 4 + bytes.length))",
    "form-submit": "(url) => void form(url).submit()",
    "form-multipart": '(url) => void form(url, { enctype: "multipart/form-data" }).submit()',
    "form-plain": '(url) => void form(url, { enctype: "text/plain" }).submit()',
    "form-removed": "(url) => { const made = form(url); made.submit(); made.remove(); }",
    "form-emptied": """(url) => {
      const made = form(url);
      put("textarea", { name: "text", value: "one\\ntwo & \u00e9 " }, made);
      made.submit();
      made.reset();
      made.elements.id.value = "";
    }""",
    "form-files": """(url) => {
      const made = form(url, { enctype: "multipart/form-data" });
      const chosen = new DataTransfer();
      chosen.items.add(new File(["content"], "a b.txt", { type: "text/plain" }));
      put("input", { type: "file", name: "file" }, made).files = chosen.files;
      put("input", { type: "file", name: "none" }, made);
      put("button", { name: "by", value: "button" }, made).click();
    }""",
    "form-requested": "(url) => void form(url).requestSubmit()",
    "form-clicked": '(url) => void put("button", {}, form(url)).click()',
    "form-button-elsewhere": """(url) => {
      const made = form(url, { id: "elsewhere" });
      const button = put("button", { name: "by", value: "button" });
      button.setAttribute("form", "elsewhere");
      button.click();
      made.removeAttribute("id");
    }""",
    "form-formaction": """(url) => {
      const made = form("/mulai", { method: "get", target: `sink ${url}` });
      put("iframe", { name: `sink ${url}`, hidden: true });
      const given = { formAction: url, formMethod: "post", formEnctype: "multipart/form-data" };
      made.requestSubmit(put("button", given, made));
    }""",
    "frame-srcdoc": "(url) => frame({ srcdoc: inline(url) })",
    "frame-blob": "(url) => frame({ src: page(url) })",
    "frame-data": "(url) => frame({ src: `data:text/html,${encodeURIComponent(inline(url))}` })",
    "frame-sandboxed": '(url) => frame({ sandbox: "allow-scripts", srcdoc: inline(url) })',
    "frame-sandboxed-blob": '(url) => frame({ sandbox: "allow-scripts", src: page(url) })',
    "frame-sandboxed-same": """(url) =>
      frame({ sandbox: "allow-scripts allow-same-origin", srcdoc: inline(url) })""",
    "frame-blank": """(url) => new Promise((done) => {
      const made = put("iframe", { hidden: true });
      const send = () => made.contentWindow.fetch(url, { method: "POST", body: TEXT, headers: TYPE });
      setTimeout(() => done(send().then(told)));
    })""",
    "frame-in-frame": "(url) => frame({ srcdoc: `<iframe srcdoc='${inline(url)}'></iframe>` })",
    "frame-written": """(url) => {
      const made = put("iframe", { hidden: true });
      setTimeout(() => {
        made.contentDocument.open();
        made.contentDocument.write(inline(url));
        made.contentDocument.close();
      });
    }""",
}
"""They learn nothing."""

SENDERS = {**ANSWERED, **BLIND}


def script(names: dict[str, str]) -> str:
    """A function that uses these ways all at once; ``window.__told`` has what each of them learned."""
    ways = ",\n".join(f"{name!r}: {function}" for name, function in names.items())
    return f"""(target) => {{
      {TOOLS}
      window.__told = {{}};
      const ways = {{ {ways} }};
      for (const [name, send] of Object.entries(ways)) {{
        Promise.resolve(send(`${{target}}?n=${{name}}`)).then(
          (ok) => (window.__told[name] = ok ?? null), (error) => (window.__told[name] = String(error)));
      }}
    }}"""
