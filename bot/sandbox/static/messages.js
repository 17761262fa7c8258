// One message as nodes: bubble, attachments, inline keyboard, actions.

import { buttonKey, copy, isPressed, openLink, press } from "./actions.js";
import { h, icon, iconButton } from "./dom.js";
import { show } from "./dialogs.js";
import { clockTime, exactTime, fileSize, longDate } from "./format.js";
import { t } from "./i18n.js";
import { richText } from "./richtext.js";
import { fullName, state } from "./store.js";

const unfolded = new Set(); // "chat/message/index" of quotes a person opened

/** Only files of this very server are ever loaded. */
function localAddress(raw) {
  const url = new URL(raw, location.href);
  return url.origin === location.origin ? url.href : null;
}

function enlarge(address, name) {
  const dialog = h("dialog", { class: "picture", "aria-label": name },
    h("img", { src: address, alt: name }),
    iconButton("close", t("dialog.close"), () => dialog.close(), { class: "icon-button on-picture" }));
  show(dialog);
}

function photo(file) {
  const address = localAddress(file.url);
  return h("button", { type: "button", class: "photo", "aria-label": t("msg.openPhoto"), onclick: () => enlarge(address, file.name) },
    h("img", { src: address, alt: file.name || t("msg.photo"), loading: "lazy" }));
}

function documentCard(file) {
  const ending = file.name.includes(".") ? file.name.split(".").at(-1).slice(0, 5) : "";
  return h("a", { class: "card document", href: localAddress(file.url), download: file.name, "aria-label": t("msg.download", { name: file.name }) },
    h("span", { class: "card-sign" }, icon("file", 22)),
    h("span", { class: "card-body" },
      h("span", { class: "card-title", dir: "auto" }, file.name),
      h("span", { class: "card-note" }, [ending.toUpperCase(), fileSize(file.size)].filter(Boolean).join(" · "))),
    h("span", { class: "card-end" }, icon("download", 18)));
}

function voice(file) {
  return h("div", { class: "voice" }, h("audio", { controls: true, preload: "none", src: localAddress(file.url), "aria-label": t("msg.voice") }));
}

function place(message) {
  const position = `${message.latitude.toFixed(5)}, ${message.longitude.toFixed(5)}`;
  return h("div", { class: "card place" },
    h("span", { class: "card-sign" }, icon("pin", 22)),
    h("span", { class: "card-body" },
      h("span", { class: "card-title", dir: "auto" }, message.venue?.title ?? t("msg.location")),
      message.venue?.address && h("span", { class: "card-note", dir: "auto" }, message.venue.address),
      h("span", { class: "card-note digits", dir: "ltr" }, position)),
    iconButton("copy", t("msg.copyPlace"), () => copy(position)));
}

const ATTACHMENTS = { photo, document: documentCard, voice };

function attachment(message) {
  if (message.file) return (ATTACHMENTS[message.kind] ?? documentCard)(message.file);
  const placed = ["location", "venue"].includes(message.kind) && typeof message.latitude === "number";
  return placed ? place(message) : null;
}

/** One line that stands for a message: in the list of people and in quotes. */
export function summary(message) {
  if (!message) return "";
  const signs = { photo: "🖼", document: "📄", voice: "🎙", location: "📍", venue: "📍" };
  const names = { photo: "msg.photo", document: "msg.document", voice: "msg.voice", location: "msg.location", venue: "msg.location" };
  const text = (message.text || "").replace(/\s+/g, " ").trim();
  const what = message.venue?.title || (message.kind === "document" && message.file?.name) || (names[message.kind] && t(names[message.kind]));
  return [signs[message.kind], text || what].filter(Boolean).join(" ");
}

/** The name of who wrote a message. */
export function senderName(message) {
  return message.from_bot ? state.bot.first_name : fullName(state.people.get(message.from_id)) || "?";
}

function replyQuote(message) {
  if (!message.reply_to_message_id) return null;
  const target = state.messages.get(message.chat_id)?.get(message.reply_to_message_id);
  const jump = () => {
    const node = document.querySelector(`[data-message="${message.reply_to_message_id}"]`);
    node?.scrollIntoView({ block: "center" });
    node?.classList.remove("flash");
    requestAnimationFrame(() => node?.classList.add("flash"));
  };
  return h("button", { type: "button", class: "reply-quote", onclick: jump, dataset: { replyTo: message.reply_to_message_id } },
    target && h("span", { class: "reply-name", dir: "auto" }, senderName(target)),
    h("span", { class: "reply-text", dir: "auto" }, target ? summary(target) : t("msg.gone")));
}

function keyButton(message, button, row, column) {
  const key = buttonKey(message, row, column);
  const actions = {
    callback: () => press(message, row, column),
    url: () => openLink(button.url),
    copy: () => copy(button.copy_text ?? button.text),
  };
  const signs = { url: ["external", "msg.opensLink"], copy: ["copy", "msg.copiesText"] };
  const [sign, meaning] = signs[button.kind] ?? [];
  return h("button", {
    type: "button", class: "key", dir: "auto", onclick: actions[button.kind],
    dataset: { button: `${row}:${column}`, key, kind: button.kind },
    "aria-busy": isPressed(key) ? "true" : null,
  }, h("span", { class: "key-text" }, button.text), sign && icon(sign, 14),
  meaning && h("span", { class: "visually-hidden" }, ` (${t(meaning)})`), h("span", { class: "spinner", "aria-hidden": "true" }));
}

function keyboard(message) {
  if (!message.keyboard?.length) return null;
  return h("div", { class: "keyboard" }, message.keyboard.map((buttons, row) =>
    h("div", { class: "key-row" }, buttons.map((button, column) => keyButton(message, button, row, column)))));
}

function footer(message) {
  const silent = h("span", { class: "silent", role: "img", "aria-label": t("msg.silent"), title: t("msg.silent") }, icon("silent", 13));
  return h("footer", { class: "meta" }, message.silent && silent, message.edit_date && h("span", {}, t("msg.edited")),
    h("time", { datetime: new Date(message.date * 1000).toISOString(), title: `${longDate(message.date)}, ${exactTime(message.date)}` },
      clockTime(message.date)));
}

function foldQuotes(message, text) {
  text.querySelectorAll("blockquote.expandable").forEach((quote, index) => {
    const key = `${message.chat_id}/${message.message_id}/${index}`;
    const open = () => unfolded.has(key);
    const button = h("button", { type: "button", class: "fold", "aria-expanded": String(open()) }, icon("down", 14), h("span"));
    const paint = () => {
      quote.classList.toggle("folded", !open());
      button.setAttribute("aria-expanded", String(open()));
      button.lastChild.textContent = t(open() ? "msg.less" : "msg.more");
    };
    button.addEventListener("click", () => {
      if (!unfolded.delete(key)) unfolded.add(key);
      paint();
    });
    paint();
    quote.after(button);
    requestAnimationFrame(() => {
      const fits = !open() && quote.scrollHeight <= quote.clientHeight + 2;
      if (!fits || !quote.isConnected) return;
      quote.classList.remove("folded");
      button.remove();
    });
  });
}

function actionButtons(message, mine, handlers) {
  const editable = mine && message.kind === "text";
  return h("div", { class: "msg-actions" },
    iconButton("reply", t("msg.reply"), () => handlers.reply(message), { dataset: { action: "reply" } }),
    editable && iconButton("edit", t("msg.edit"), () => handlers.edit(message), { dataset: { action: "edit" } }));
}

function service(message) {
  return h("div", { class: "msg service", dataset: { message: message.message_id } }, h("span", { dir: "auto" }, message.text));
}

/** Draw one message as seen by `person`; `handlers` are {reply, edit, command}. */
export function drawMessage(message, person, handlers) {
  if (message.kind === "service") return service(message);
  const mine = !message.from_bot && message.from_id === person;
  const named = !mine && message.chat_id !== person;
  const text = message.html ? richText(message.html) : null;
  if (text) foldQuotes(message, text);
  const onclick = (event) => {
    const link = event.target.closest("a[href][target]");
    if (link) {
      event.preventDefault();
      openLink(link.href);
    }
    const command = event.target.closest("[data-command]");
    if (command) handlers.command(command.dataset.command);
    const code = event.target.closest("code, pre");
    if (code && window.getSelection().isCollapsed) copy(code.textContent);
  };
  const tone = Math.abs(message.from_id * 7) % 8;
  return h("article", {
    class: `msg ${mine ? "mine" : "theirs"} ${message.from_bot ? "from-bot" : ""} ${message.keyboard?.length ? "has-keys" : ""}`,
    dataset: { message: message.message_id, kind: message.kind, from: message.from_bot ? "bot" : mine ? "me" : "other" }, "aria-label": `${senderName(message)}, ${clockTime(message.date)}`,
  },
  h("div", { class: "msg-column" },
    h("div", { class: "bubble", onclick },
      named && h("div", { class: `sender ${message.from_bot ? "" : `tone-${tone}`}`, dir: "auto" }, senderName(message)),
      replyQuote(message), attachment(message), text, footer(message)),
    keyboard(message)),
  actionButtons(message, mine, handlers));
}
