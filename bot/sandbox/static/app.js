// Puts the page together: banners, three columns, the address, the connection.

import { isPressed, listenForAnswers } from "./actions.js";
import { mountChat } from "./chat.js";
import { h, icon } from "./dom.js";
import { connect } from "./events.js";
import { language, setLanguage, t } from "./i18n.js";
import { mountPeople } from "./people.js";
import { emit, forgetListeners, on, select, state } from "./store.js";
import { faultName, mountTools } from "./tools.js";

const root = document.getElementById("app");

function banners() {
  const lost = h("div", { class: "banner lost", role: "alert", dataset: { testid: "banner" } });
  const faults = h("div", { class: "banner faulty", role: "status", dataset: { testid: "fault-banner" } });
  const paint = () => {
    lost.hidden = state.online;
    lost.replaceChildren(...(state.online ? [] : [icon("alert", 18), h("span", {}, t("banner.lost")),
      h("button", { type: "button", class: "button small", onclick: connect }, t("banner.retry"))]));
    faults.hidden = state.faults.length === 0;
    faults.replaceChildren(icon("zap", 16), h("span", {}, t("banner.faults", { list: state.faults.map(faultName).join(", ") })));
  };
  on("online", paint);
  on("faults", paint);
  paint();
  return h("div", { class: "banners" }, lost, faults);
}

function toggleTools(open = !root.classList.contains("tools-open")) {
  const focusInside = document.activeElement?.closest(".tools");
  root.classList.toggle("tools-open", open);
  if (open) root.querySelector(".tools-close")?.focus();
  else if (focusInside) root.querySelector(".chat .tools-toggle, .people .tools-toggle")?.focus();
}

function readAddress() {
  const match = /^#\/(\d+)\/(-?\d+)$/.exec(location.hash);
  return match ? [Number(match[1]), Number(match[2])] : [null, null];
}

function writeAddress() {
  const { person, chat } = state.selected;
  const hash = person === null ? "#/" : `#/${person}/${chat}`;
  if (location.hash !== hash && !(person === null && location.hash === "")) history.pushState(null, "", hash);
}

function onSelected() {
  root.classList.toggle("in-chat", state.selected.person !== null);
  writeAddress();
}

function mount() {
  forgetListeners();
  document.documentElement.lang = language();
  listenForAnswers();
  root.replaceChildren(
    h("a", { class: "skip", href: "#chat", onclick: (event) => {
      event.preventDefault();
      root.querySelector(".composer textarea, .chat button")?.focus();
    } }, t("app.skip")),
    banners(), mountPeople(mount), mountChat(isPressed), mountTools(),
    h("div", { class: "backdrop", onclick: () => toggleTools(false) }));
  on("toggle-tools", () => toggleTools());
  on("selected", onSelected);
  onSelected();
}

window.addEventListener("popstate", () => {
  const [person, chat] = readAddress();
  if (person === null || state.people.has(person)) select(person, chat);
});
window.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && root.classList.contains("tools-open") && !document.querySelector("dialog[open]")) toggleTools(false);
});

[state.selected.person, state.selected.chat] = readAddress();
setLanguage(language());
mount();
connect().then(() => emit("people"));
