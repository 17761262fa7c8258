// The right column: clock, start link, this person, groups, faults, delivery log.

import { api } from "./api.js";
import { peopleOptions, readPayload, startAs } from "./actions.js";
import { attempt, choice, field, formDialog, toast } from "./dialogs.js";
import { h, icon, iconButton } from "./dom.js";
import { clockTime, exactTime, longDate, secondsUntilHour, span } from "./format.js";
import { t } from "./i18n.js";
import { mountLog } from "./log.js";
import { emit, fullName, now, on, setClock, setFaults, state } from "./store.js";

const MORNING_HOUR = 8;
const UNITS = [["60", "clock.minutes"], ["3600", "clock.hours"], ["86400", "clock.days"]];
const FAULTS = [
  ["faults.retry", { kind: "retry_after", method: "sendMessage", retry_after: 30, times: 1 }],
  ["faults.outage", { kind: "refuse", method: "*" }],
  ["faults.slow", { kind: "slow", method: "*", delay_s: 2 }],
  ["faults.drop", { kind: "drop_after", method: "sendMessage", times: 1 }],
];

const opened = new Map([["clock", true], ["deep", true], ["person", true], ["groups", false], ["faults", false], ["log", false]]);

function section(name, sign, ...children) {
  const ontoggle = (event) => {
    if (event.target !== event.currentTarget) return;
    opened.set(name, event.target.open);
    emit("tool", name);
  };
  return h("details", { class: "tool", open: opened.get(name), dataset: { tool: name }, ontoggle },
    h("summary", {}, icon(sign, 18), h("span", {}, t(`${name}.title`)), icon("down", 16)),
    h("div", { class: "tool-body" }, children));
}

async function advance(seconds) {
  const reading = await attempt(async () => api.advance(await seconds()));
  if (!reading) return;
  setClock(reading);
  toast(t("clock.moved", { time: `${longDate(reading.now)}, ${clockTime(reading.now)}` }));
}

/** Reckoned from the server's own reading, so that the morning has truly begun afterwards. */
const untilMorning = async () => secondsUntilHour((await api.clock()).now, MORNING_HOUR);

function clockTool() {
  const date = h("p", { class: "clock-date" });
  const time = h("p", { class: "clock-time digits", dataset: { testid: "clock-now" } });
  const ahead = h("p", { class: "clock-ahead" });
  const paint = () => {
    if (!state.clock.now) return;
    date.textContent = longDate(now());
    time.textContent = exactTime(now());
    ahead.textContent = state.clock.offset >= 1 ? t("clock.ahead", { span: span(state.clock.offset) }) : t("clock.real");
  };
  const timer = setInterval(() => (time.isConnected ? paint() : clearInterval(timer)), 1000);
  on("clock", paint);
  paint();
  const step = (key, testid, seconds) => h("button", { type: "button", class: "button", dataset: { testid }, onclick: () => advance(seconds) }, t(key));
  const amount = h("input", { type: "number", min: 1, max: 9999, value: "3", required: true, "aria-label": t("clock.custom"), dataset: { testid: "clock-amount" } });
  const unit = choice("unit", UNITS.map(([seconds, key]) => [seconds, t(key)]), "3600", { "aria-label": t("clock.custom"), dataset: { testid: "clock-unit" } });
  const onsubmit = (event) => {
    event.preventDefault();
    advance(() => Number(amount.value) * Number(unit.value));
  };
  return section("clock", "clock", h("div", { class: "clock-face" }, date, time, ahead),
    h("div", { class: "button-grid" },
      step("clock.m10", "clock-10m", () => 600), step("clock.h1", "clock-1h", () => 3600),
      step("clock.d1", "clock-1d", () => 86400), step("clock.next8", "clock-8", untilMorning)),
    h("form", { class: "inline-form", onsubmit }, amount, unit, h("button", { class: "button", dataset: { testid: "clock-go" } }, t("clock.go"))),
    h("p", { class: "tool-note warn" }, icon("alert", 16), h("span", {}, t("clock.note"))));
}

function linkTool() {
  const link = h("input", { name: "link", type: "text", required: true, dir: "ltr", autocomplete: "off", spellcheck: "false", placeholder: "https://t.me/…?start=", dataset: { testid: "deep-link" } });
  const who = h("select", { name: "person", dataset: { testid: "deep-person" } });
  const paint = () => who.replaceChildren(...peopleOptions().map(([id, name]) => h("option", { value: id, selected: id === state.selected.person }, name)));
  const onsubmit = async (event) => {
    event.preventDefault();
    const payload = readPayload(link.value);
    if (payload === null) toast(t("link.bad"), "error");
    else if (who.value) {
      await attempt(() => startAs(Number(who.value), payload));
      link.value = "";
    }
  };
  on("selected", paint);
  on("people", () => who.options.length !== state.people.size && paint());
  paint();
  return section("deep", "link", h("form", { class: "stack", onsubmit }, field(t("deep.label"), link), field(t("deep.as"), who),
    h("button", { class: "button primary", dataset: { testid: "deep-open" } }, t("link.open"))));
}

function personTool() {
  const body = h("div", { class: "stack" });
  const paint = () => {
    const person = state.people.get(state.selected.person);
    if (!person) {
      body.replaceChildren(h("p", { class: "tool-note" }, t("person.none")));
      return;
    }
    const name = fullName(person);
    body.replaceChildren(
      h("p", { class: `tool-note ${person.blocked ? "warn" : ""}`, dir: "auto" }, person.blocked ? t("composer.blockedHelp", { name }) : t("person.canSend", { name })),
      h("button", { type: "button", class: `button ${person.blocked ? "primary" : "danger"}`, dataset: { testid: "block" },
        onclick: () => attempt(() => api.block(person.id, !person.blocked)) }, icon("block", 16), t(person.blocked ? "person.unblock" : "person.block")));
  };
  for (const topic of ["selected", "people", "chat"]) on(topic, paint);
  paint();
  return section("person", "person", body);
}

function newGroup() {
  return formDialog({
    title: t("groups.new"), action: t("groups.create"), testid: "group",
    body: [
      field(t("groups.name"), h("input", { name: "title", type: "text", required: true, maxlength: 128, dir: "auto" })),
      h("fieldset", { class: "checks" }, h("legend", {}, t("groups.members")), peopleOptions().map(([id, name]) =>
        h("label", {}, h("input", { type: "checkbox", name: "members", value: id, checked: id === state.selected.person }), h("span", { dir: "auto" }, name)))),
    ],
    submit: async (data) => {
      const members = data.getAll("members").map(Number);
      if (members.length === 0) throw new Error(t("groups.needMember"));
      const chat = await api.addGroup({ title: data.get("title").trim(), members });
      state.chats.set(chat.id, chat);
      emit("people");
    },
  });
}

function groupLine(chat) {
  const { person } = state.selected;
  const actor = chat.members.includes(person) ? person : chat.members[0];
  const present = chat.bot_is_member;
  return h("li", { dataset: { group: chat.id } },
    h("div", {}, h("strong", { dir: "auto" }, chat.title),
      h("span", { class: "tool-note" }, t("groups.by", { name: fullName(state.people.get(actor)) }))),
    h("button", { type: "button", class: `button small ${present ? "danger" : ""}`, dataset: { testid: "group-bot" },
      onclick: () => attempt(() => api.groupBot(chat.id, actor, !present)) }, t(present ? "groups.removeBot" : "groups.addBot")));
}

function groupsTool() {
  const list = h("ul", { class: "plain-list" });
  const paint = () => {
    const groups = [...state.chats.values()].filter((chat) => chat.type !== "private");
    list.replaceChildren(...(groups.length ? groups.map(groupLine) : [h("li", { class: "tool-note" }, t("groups.empty"))]));
  };
  on("people", paint);
  paint();
  return section("groups", "group", list, h("button", { type: "button", class: "button", onclick: newGroup, dataset: { testid: "new-group" } }, icon("plus", 16), t("groups.new")));
}

/** One line that names an active fault. */
export function faultName(fault) {
  const seconds = { retry_after: fault.retry_after, slow: fault.delay_s }[fault.kind];
  const more = [seconds && `${seconds} s`, fault.method && fault.method !== "*" && fault.method, fault.times && `×${fault.times}`].filter(Boolean);
  return [t(`fault.${fault.kind}`), ...more].join(" · ");
}

function faultsTool() {
  const active = h("ul", { class: "plain-list faults", dataset: { testid: "faults" } });
  const add = (fault) => attempt(async () => setFaults(await api.addFault(fault)));
  const clear = h("button", { type: "button", class: "button primary", dataset: { testid: "faults-clear" },
    onclick: () => attempt(async () => {
      await api.clearFaults();
      setFaults([]);
    }) }, t("faults.clear"));
  const paint = () => {
    active.replaceChildren(...(state.faults.length ? state.faults.map((fault) => h("li", {}, icon("zap", 15), faultName(fault))) : [h("li", { class: "tool-note" }, t("faults.none"))]));
    clear.hidden = state.faults.length === 0;
  };
  on("faults", paint);
  paint();
  return section("faults", "zap", h("p", { class: "tool-note" }, t("faults.note")),
    h("div", { class: "stack" }, FAULTS.map(([key, fault]) => h("button", { type: "button", class: "button start", dataset: { fault: fault.kind }, onclick: () => add(fault) }, t(key)))),
    active, clear);
}

/** Build the column of tools; each tool follows the store by itself. */
export function mountTools() {
  return h("aside", { class: "tools", id: "tools", "aria-label": t("app.tools") },
    h("header", { class: "tools-head" }, h("h2", {}, t("app.tools")),
      iconButton("close", t("app.closeTools"), () => emit("toggle-tools"), { class: "icon-button tools-close" })),
    h("div", { class: "tools-body" }, clockTool(), linkTool(), personTool(), groupsTool(), faultsTool(),
      section("log", "list", mountLog(() => opened.get("log")))));
}
