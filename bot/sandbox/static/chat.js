// The middle of the page: whose eyes we see through, the messages, the composer below.

import { api } from "./api.js";
import { mountComposer } from "./composer.js";
import { attempt } from "./dialogs.js";
import { avatar, botAvatar, h, iconButton } from "./dom.js";
import { dayKey, dayLabel } from "./format.js";
import { languageName, t } from "./i18n.js";
import { drawMessage } from "./messages.js";
import { editPerson } from "./people.js";
import { emit, fullName, loadMessages, now, on, PAGE_OF_MESSAGES, select, state, viewKey } from "./store.js";

const NEAR_THE_END_PX = 120;
const SAME_BREATH_S = 150;
const TYPING_MS = 5000;

const view = {};

function botPresent() {
  const chat = state.chats.get(state.selected.chat);
  return state.selected.chat === state.selected.person || chat?.bot_is_member;
}

function goBack() {
  const { person } = state.selected;
  select(null, null);
  document.querySelector(`[data-person="${person}"]`)?.focus();
}

function heading() {
  const { person: id, chat: chatId } = state.selected;
  const person = state.people.get(id);
  const chat = state.chats.get(chatId);
  const isPrivate = id === chatId;
  const about = isPrivate ? null : t("chat.members", { n: (chat?.members.length ?? 0) + (chat?.bot_is_member ? 1 : 0) });
  return h("header", { class: "chat-head" },
    iconButton("back", t("chat.back"), goBack, { class: "icon-button back", dataset: { testid: "back" } }),
    isPrivate ? botAvatar() : avatar(chatId, chat?.title ?? "", "group"),
    h("div", { class: "chat-name" },
      h("h2", { dir: "auto" }, isPrivate ? state.bot.first_name : chat?.title),
      h("p", { class: "chat-note" }, h("span", { class: "typing", hidden: true, role: "status" }, t("chat.typing")),
        h("span", { class: "about" }, [isPrivate ? `@${state.bot.username}` : about, !botPresent() && t("chat.botAbsent")].filter(Boolean).join(" · ")))),
    h("button", { type: "button", class: "as-person", dataset: { testid: "as-person" }, title: t("people.edit", { name: fullName(person) }), onclick: () => editPerson(person) },
      avatar(id, fullName(person), "small"),
      h("span", { class: "as-text" }, h("span", { class: "as-name as-long" }, t("chat.as", { name: person.first_name })),
        h("span", { class: "as-name as-short", dir: "auto" }, person.first_name),
        h("span", { class: "as-lang" }, languageName(person.language_code)))),
    iconButton("tools", t("app.tools"), () => emit("toggle-tools"), { class: "icon-button tools-toggle", dataset: { testid: "tools" } }));
}

function welcome() {
  const menu = state.menus.get(viewKey(state.selected.person, state.selected.chat));
  if (!menu?.description) return null;
  return h("section", { class: "welcome" }, h("h3", {}, t("chat.about")),
    menu.description.split("\n").map((line) => h("p", { dir: "auto" }, line)));
}

function continues(previous, message) {
  return Boolean(previous) && previous.kind !== "service" && previous.from_id === message.from_id
    && message.date - previous.date < SAME_BREATH_S;
}

function append(message, holder) {
  const previous = view.lastDrawn;
  if (!previous || dayKey(previous.date) !== dayKey(message.date)) {
    holder.append(h("div", { class: "day", role: "separator" }, h("span", {}, dayLabel(message.date, now()))));
  }
  const node = drawMessage(message, state.selected.person, view.handlers);
  node.classList.toggle("continues", continues(previous, message));
  holder.append(node);
  view.lastDrawn = message;
}

const nearEnd = () => view.scroller.scrollHeight - view.scroller.scrollTop - view.scroller.clientHeight < NEAR_THE_END_PX;

function toEnd() {
  view.scroller.scrollTop = view.scroller.scrollHeight;
}

async function showEarlier() {
  const chat = state.selected.chat;
  state.limits.set(chat, (state.limits.get(chat) ?? PAGE_OF_MESSAGES) * 3);
  const below = view.scroller.scrollHeight - view.scroller.scrollTop;
  await attempt(() => loadMessages(chat));
  view.scroller.scrollTop = view.scroller.scrollHeight - below;
}

function drawAll() {
  const messages = state.messages.get(state.selected.chat);
  view.lastDrawn = null;
  const part = document.createDocumentFragment();
  if (!messages) part.append(h("p", { class: "hint" }, t("chat.loading")));
  else if (messages.size === 0) part.append(welcome() ?? "");
  else {
    const limit = state.limits.get(state.selected.chat) ?? PAGE_OF_MESSAGES;
    if (messages.size >= limit) part.append(h("button", { type: "button", class: "button earlier", onclick: showEarlier }, t("chat.earlier")));
    for (const message of messages.values()) append(message, part);
  }
  view.list.setAttribute("aria-busy", "true");
  view.list.replaceChildren(part);
  toEnd();
  requestAnimationFrame(() => {
    toEnd();
    view.list.setAttribute("aria-busy", "false");
  });
}

const nodeOf = (id) => view.list?.querySelector(`[data-message="${id}"]`);
const isOpen = (message) => view.list && message.chat_id === state.selected.chat && state.messages.has(message.chat_id);

function onMessage(message) {
  if (!isOpen(message) || nodeOf(message.message_id)) return;
  view.list.querySelector(".welcome")?.remove();
  const mine = message.from_id === state.selected.person;
  const follow = mine || nearEnd();
  append(message, view.list);
  hideTyping();
  if (follow) requestAnimationFrame(toEnd);
  else view.newest.hidden = false;
}

function onEdit(message) {
  const old = isOpen(message) && nodeOf(message.message_id);
  if (!old) return;
  const follow = nearEnd();
  const focused = old.contains(document.activeElement) ? document.activeElement.dataset.button : null;
  const fresh = drawMessage(message, state.selected.person, view.handlers);
  fresh.classList.toggle("continues", old.classList.contains("continues"));
  old.replaceWith(fresh);
  if (focused) fresh.querySelector(`[data-button="${focused}"]`)?.focus({ preventScroll: true });
  if (follow) requestAnimationFrame(toEnd);
}

function onButton(key) {
  const button = view.list?.querySelector(`[data-key="${key}"]`);
  if (!button) return;
  if (view.isPressed(key)) button.setAttribute("aria-busy", "true");
  else button.removeAttribute("aria-busy");
}

function hideTyping() {
  clearTimeout(view.typingTimer);
  const sign = view.root?.querySelector(".typing");
  if (sign) sign.hidden = true;
}

function onTyping(chat) {
  const sign = view.root?.querySelector(".typing");
  if (!sign || chat !== state.selected.chat) return;
  sign.hidden = false;
  clearTimeout(view.typingTimer);
  view.typingTimer = setTimeout(hideTyping, TYPING_MS);
}

function nobody() {
  return h("div", { class: "nobody" }, h("img", { src: "/static/icon.svg", alt: "", width: 72, height: 72 }),
    h("h2", {}, t("chat.noneTitle")), h("p", {}, t("chat.none")));
}

async function fetchMenu() {
  const { person, chat } = state.selected;
  const menu = await attempt(() => api.menu(person, chat));
  if (menu) state.menus.set(viewKey(person, chat), menu);
  const still = state.selected.person === person && state.selected.chat === chat;
  if (still && state.messages.get(chat)?.size === 0) drawAll();
}

/** Where to go on by keyboard; with a finger the on-screen keyboard should stay away. */
function focusChat() {
  const typing = window.matchMedia("(hover: hover)").matches;
  view.root.querySelector(typing ? ".composer textarea, .composer-notice button" : ".chat-head button").focus({ preventScroll: true });
}

function drawChat() {
  const { person, chat } = state.selected;
  if (!state.people.has(person)) {
    view.list = null;
    view.drawn = null;
    view.root.replaceChildren(nobody());
    return;
  }
  view.root.dataset.chat = chat;
  view.root.dataset.as = person;
  view.list = h("div", { class: "messages", role: "log", "aria-live": "polite", "aria-label": t("chat.log"), dataset: { testid: "messages" } });
  view.list.addEventListener("load", () => nearEnd() && toEnd(), true); // pictures grow when they arrive
  view.newest = iconButton("down", t("chat.newest"), toEnd, { class: "icon-button newest", hidden: true });
  const onscroll = () => {
    if (nearEnd()) view.newest.hidden = true;
  };
  view.scroller = h("div", { class: "scroller", onscroll, tabindex: 0, role: "region", "aria-label": t("chat.log") }, view.list);
  const chosenInList = document.activeElement?.closest(".people-list");
  view.composer = mountComposer();
  view.handlers = view.composer.handlers;
  view.root.replaceChildren(heading(), h("div", { class: "stage" }, view.scroller, view.newest), view.composer.node);
  view.drawn = viewKey(person, chat);
  drawAll();
  if (chosenInList) focusChat();
  if (!state.messages.has(chat)) attempt(() => loadMessages(chat));
  fetchMenu();
}

/** Build the chat column; it follows the store by itself. `isPressed` tells which buttons wait. */
export function mountChat(isPressed) {
  view.isPressed = isPressed;
  view.root = h("main", { class: "chat", id: "chat", dataset: { testid: "chat" } });
  on("selected", () => {
    const { person, chat } = state.selected;
    if (person === null || view.drawn !== viewKey(person, chat)) drawChat();
  });
  on("messages", (chat) => chat === state.selected.chat && view.list && drawAll());
  on("message", onMessage);
  on("edit", onEdit);
  on("delete", (gone) => gone.chat_id === state.selected.chat && nodeOf(gone.message_id)?.remove());
  on("button", onButton);
  on("typing", onTyping);
  on("menu", () => state.selected.person !== null && fetchMenu());
  on("chat", () => {
    if (!view.list) return;
    if (!state.people.has(state.selected.person)) return;
    view.root.querySelector(".chat-head").replaceWith(heading());
    view.composer.refresh();
  });
  view.drawn = undefined;
  drawChat();
  return view.root;
}
