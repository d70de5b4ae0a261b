"""
The plain page that stands in for the browser UI: what the supervisor is doing, as text, with no asset from elsewhere.

It asks the API like any other client; everything it shows is put in as text, never as markup.
"""

__all__ = ["FILES"]

_INDEX = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>qbitrr</title>
<link rel="icon" href="data:,">
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; margin: .5rem 0 2rem; }
  caption { text-align: left; font-weight: 600; }
  th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #8884; vertical-align: top; }
</style>
</head>
<body>
<main>
<h1>qbitrr</h1>
<p id="state" role="status">Asking the supervisor…</p>
<div id="tables"></div>
<p>For scripts: <a href="../api/status">status</a>, <a href="../api/processes">processes</a>,
<a href="../api/arr">Arrs</a>, <a href="../api/activity">activity</a>, <a href="../api/quarantine">quarantine</a>,
<a href="../api/logs">logs</a>, <a href="../health">health</a>.</p>
<noscript><p>This page needs JavaScript to show the state; the addresses above work without.</p></noscript>
</main>
<script src="page.js"></script>
</body>
</html>
"""

_SCRIPT = """"use strict";
const state = document.getElementById("state");
const tables = document.getElementById("tables");

async function ask(what) {
  const answer = await fetch("../web/" + what, { headers: { Accept: "application/json" } });
  if (answer.status === 401) throw new Error("Sign-in is on: this page shows nothing without the token. "
    + "Send it in the header Authorization: Bearer <WebUI.Token>.");
  if (!answer.ok) throw new Error(what + ": HTTP " + answer.status);
  return answer.json();
}

function table(title, heads, rows) {
  const made = document.createElement("table");
  made.createCaption().textContent = title;
  const head = made.createTHead().insertRow();
  for (const text of heads) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = text;
    head.append(cell);
  }
  const body = made.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    for (const text of row) line.insertCell().textContent = text ?? "";
  }
  return made;
}

async function show() {
  try {
    const [status, arrs, processes, activity] = await Promise.all(
      [ask("status"), ask("arr"), ask("processes"), ask("activity?limit=20")]);
    state.textContent = status.ready ? "Running." : "Starting.";
    const problems = status.problems.map((each) => [each]);
    tables.replaceChildren(
      ...(problems.length ? [table("Problems", ["What"], problems)] : []),
      table("qBittorrent", ["Name", "State", "Version"], Object.entries(status.qbitInstances)
        .map(([name, each]) => [name, each.alive ? "connected" : "not connected: " + (each.why || ""), each.version])),
      table("Arrs", ["Name", "State", "Version"], arrs.arr
        .map((each) => [each.name, each.connected ? "connected" : "not connected: " + each.why, each.version])),
      table("Processes", ["Section", "Kind", "State", "Says"], processes.processes
        .map((each) => [each.name, each.kind, each.state, each.searchSummary || each.summary || each.why])),
      table("Latest acts", ["Time", "Section", "Act", "What"], activity.entries
        .map((each) => [each.at, each.section, each.act + " " + each.result, each.text])),
    );
  } catch (error) {
    state.textContent = error.message;
    tables.replaceChildren();
  }
}

show();
setInterval(show, 5000);
"""

# Valid and without effect: it keeps a worker of an earlier UI from answering with old pages.
_WORKER = """"use strict";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
"""

FILES: dict[str, tuple[str, bytes]] = {
    "index.html": ("text/html; charset=utf-8", _INDEX.encode("utf-8")),
    "page.js": ("text/javascript; charset=utf-8", _SCRIPT.encode("utf-8")),
    "sw.js": ("text/javascript; charset=utf-8", _WORKER.encode("utf-8")),
}
"""Name below `/static/` → content type and content."""
