// The bot's last calls as the server saw them.

import { api } from "./api.js";
import { h } from "./dom.js";
import { exactTime } from "./format.js";
import { t } from "./i18n.js";
import { on } from "./store.js";

const KEPT = 50;
const EVERY_MS = 2000;

let calls = new Map(); // seq → call
let since = 0;
let loading = false;

// The bot always waits for updates: these calls would push everything else out of sight.
const isWaiting = (call) => call.method === "getUpdates" && call.outcome === "ok";
const isRunning = (call) => call.status === null && call.outcome === "ok";

async function load() {
  if (loading) return false;
  loading = true;
  try {
    const fresh = (await api.log(since)).calls;
    const shown = fresh.filter((call) => !isWaiting(call));
    const running = shown.find(isRunning);
    since = running ? running.seq - 1 : fresh.at(-1)?.seq ?? since;
    for (const call of shown.slice(-KEPT)) calls.set(call.seq, call);
    calls = new Map([...calls].slice(-KEPT));
    return shown.length > 0;
  } catch {
    return false; // the banner already tells that the server is away
  } finally {
    loading = false;
  }
}

function line(call) {
  const bad = call.outcome !== "ok";
  const state = isRunning(call) ? "…" : [call.status, t(`log.${call.outcome}`)].filter(Boolean).join(" ");
  return h("li", { class: bad ? "bad" : "", dataset: { outcome: call.outcome } },
    h("details", { dataset: { seq: call.seq } },
      h("summary", {}, h("time", { class: "digits" }, exactTime(call.at)), h("code", {}, call.method), h("span", { class: "outcome" }, state)),
      call.error && h("p", { class: "log-error" }, call.error),
      h("pre", { dir: "auto" }, JSON.stringify(call.params, null, 1))));
}

/** The list of calls, kept fresh while `isOpen` says that somebody looks. */
export function mountLog(isOpen) {
  const list = h("ol", { class: "log", reversed: true, dataset: { testid: "log" } }, h("li", { class: "tool-note" }, t("log.empty")));
  const paint = () => {
    if (calls.size === 0) return;
    const unfolded = new Set([...list.querySelectorAll("details[open]")].map((node) => node.dataset.seq));
    list.replaceChildren(...[...calls.values()].reverse().map(line));
    for (const node of list.querySelectorAll("details")) node.open = unfolded.has(node.dataset.seq);
  };
  const refresh = async () => {
    if (isOpen() && (await load())) paint();
  };
  const timer = setInterval(() => (list.isConnected ? refresh() : clearInterval(timer)), EVERY_MS);
  on("event", refresh);
  on("tool", refresh);
  on("online", () => {
    calls.clear();
    since = 0;
  });
  paint();
  return [h("p", { class: "tool-note" }, t("log.note")), list];
}
