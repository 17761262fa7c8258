// The left column: the people one can be, their chats, and the form to add or change one.

import { api } from "./api.js";
import { choice, field, formDialog } from "./dialogs.js";
import { avatar, h, icon, iconButton } from "./dom.js";
import { listTime } from "./format.js";
import { APP_LANGUAGES, language, languageName, setLanguage, STRINGS, t } from "./i18n.js";
import { summary } from "./messages.js";
import { chatsOf, emit, fullName, now, on, select, state, viewKey } from "./store.js";

function personFields(person) {
  const text = (name, label, required) => field(t(label), h("input", { name, type: "text", dir: "auto", required, maxlength: 64, autocomplete: "off", value: person?.[name] ?? "" }));
  const code = person?.language_code ?? "de";
  const known = APP_LANGUAGES.some(([value]) => value === code);
  const options = known ? APP_LANGUAGES : [[code, code], ...APP_LANGUAGES];
  return [
    text("first_name", "people.first", true), text("last_name", "people.last", false), text("username", "people.username", false),
    field(t("people.lang"), choice("language_code", options.map(([value, name]) => [value, `${name} (${value})`]), code), t("people.langHelp")),
  ];
}

const valuesOf = (data) => Object.fromEntries([...data].map(([name, value]) => [name, value.trim()]));

/** Ask for a new person, add it and become it. */
export async function addPerson() {
  const person = await formDialog({
    title: t("people.add"), action: t("people.add"), testid: "person", body: personFields(null),
    submit: (data) => api.addPerson(valuesOf(data)),
  });
  if (!person) return;
  state.people.set(person.id, person);
  select(person.id, person.id);
}

/** Change a person's name or app language. */
export async function editPerson(person) {
  const changed = await formDialog({
    title: t("people.edit", { name: fullName(person) }), action: t("dialog.save"), testid: "person", body: personFields(person),
    submit: (data) => api.changePerson(person.id, valuesOf(data)),
  });
  if (!changed) return;
  state.people.set(changed.id, changed);
  state.menus.clear();
  emit("people");
  emit("chat");
}

function badge(person, chat) {
  const number = state.unread.get(viewKey(person.id, chat.id)) ?? 0;
  return number > 0 && h("span", { class: "badge", "aria-label": t("people.unread", { n: number }) }, number > 99 ? "99+" : number);
}

function isCurrent(person, chat) {
  return state.selected.person === person.id && state.selected.chat === chat.id;
}

function lastLine(person, chat) {
  if (chat.id === person.id && person.blocked) return h("span", { class: "last warn" }, t("people.blocked"));
  if (chat.id === person.id && !person.started) return h("span", { class: "last quiet" }, t("people.notStarted"));
  return h("span", { class: "last", dir: "auto" }, summary(chat.last) || t("people.noMessages"));
}

function personRow(person, chat) {
  return h("button", {
    type: "button", class: "row person", onclick: () => select(person.id, person.id),
    dataset: { person: person.id, chat: chat.id }, "aria-current": isCurrent(person, chat) ? "true" : null,
  },
  avatar(person.id, fullName(person)),
  h("span", { class: "row-body" },
    h("span", { class: "row-top" }, h("span", { class: "name", dir: "auto" }, fullName(person)),
      h("span", { class: "lang", title: `${t("people.lang")}: ${languageName(person.language_code)}` }, person.language_code || "–"),
      chat.last && h("time", {}, listTime(chat.last.date, now()))),
    h("span", { class: "row-bottom" }, lastLine(person, chat), badge(person, chat))));
}

function groupRow(person, chat) {
  return h("button", {
    type: "button", class: "row group", onclick: () => select(person.id, chat.id),
    dataset: { chat: chat.id, as: person.id }, "aria-current": isCurrent(person, chat) ? "true" : null,
  },
  icon("group", 17), h("span", { class: "name", dir: "auto" }, chat.title), badge(person, chat));
}

function entry(person) {
  const [own, ...groups] = chatsOf(person);
  return h("li", {}, h("div", { class: "row-line" }, personRow(person, own),
    iconButton("edit", t("people.edit", { name: fullName(person) }), () => editPerson(person), { class: "icon-button small", dataset: { edit: person.id } })),
  groups.map((chat) => groupRow(person, chat)));
}

function languageSwitch(redraw) {
  return h("div", { class: "switch", role: "group", "aria-label": t("app.language") }, Object.keys(STRINGS).map((code) =>
    h("button", { type: "button", lang: code, "aria-pressed": String(code === language()), dataset: { language: code },
      onclick: () => {
        setLanguage(code);
        redraw();
      } }, code.toUpperCase())));
}

/** Build the column of people; it follows the store by itself. */
export function mountPeople(redraw) {
  const list = h("ul", { class: "people-list" });
  const title = h("span", {}, state.bot.first_name);
  let scheduled = false;
  const draw = () => {
    scheduled = false;
    title.textContent = state.bot.first_name;
    const focused = document.activeElement?.closest(".people-list [data-person], .people-list [data-as]");
    const mark = focused && { person: focused.dataset.person, as: focused.dataset.as, chat: focused.dataset.chat };
    const people = [...state.people.values()];
    list.replaceChildren(...(people.length ? people.map(entry) : [h("li", { class: "hint" }, t("people.empty"))]));
    if (mark?.person) list.querySelector(`[data-person="${mark.person}"]`)?.focus({ preventScroll: true });
    else if (mark?.as) list.querySelector(`[data-as="${mark.as}"][data-chat="${mark.chat}"]`)?.focus({ preventScroll: true });
  };
  on("people", () => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(draw);
  });
  draw();
  return h("nav", { class: "people", "aria-label": t("people.title") },
    h("header", { class: "brand" }, h("img", { src: "/static/icon.svg", alt: "", width: 34, height: 34 }),
      h("div", { class: "brand-text" }, h("h1", {}, title, " ", h("small", {}, t("app.name")))),
      languageSwitch(redraw),
      iconButton("tools", t("app.tools"), () => emit("toggle-tools"), { class: "icon-button tools-toggle" })),
    list,
    h("footer", { class: "people-foot" },
      h("button", { type: "button", class: "button wide", onclick: addPerson, dataset: { testid: "add-person" } }, icon("plus", 18), t("people.add")),
      h("p", {}, t("app.tagline"))));
}
