// What a person can do with a message: press its buttons, follow its links, copy from it.

import { api } from "./api.js";
import { alertDialog, attempt, choice, field, formDialog, toast } from "./dialogs.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { safeAddress, startPayload } from "./richtext.js";
import { emit, fullName, on, select, state } from "./store.js";

const PATIENCE_MS = 15000;
const PAYLOAD = /^[A-Za-z0-9_-]{1,64}$/;

const waiting = new Map(); // query id → key of the pressed button
const early = new Map(); // answers that came before the press's own response
const pressed = new Set(); // keys of buttons that show a spinner

/** The key of a button on the page. */
export const buttonKey = (message, row, column) => `${message.chat_id}/${message.message_id}/${row}:${column}`;

/** Whether a press of this button still waits for its answer. */
export const isPressed = (key) => pressed.has(key);

function release(key) {
  pressed.delete(key);
  emit("button", key);
}

function deliver({ text, show_alert: loud }) {
  if (!text) return;
  if (loud) alertDialog(t("alert.from", { bot: state.bot.first_name }), text);
  else toast(text, "answer");
}

function onAnswer(event) {
  const id = String(event.query_id);
  if (!waiting.has(id)) {
    early.set(id, event);
    if (early.size > 50) early.delete(early.keys().next().value);
    return;
  }
  release(waiting.get(id));
  waiting.delete(id);
  deliver(event);
}

/** Start to listen for answers to presses (again, after the page was drawn anew). */
export const listenForAnswers = () => on("answer", onAnswer);

async function giveUp(id) {
  const answer = await attempt(() => api.query(id));
  if (!waiting.has(id)) return;
  if (answer?.answered) onAnswer({ query_id: id, ...answer });
  else {
    release(waiting.get(id));
    waiting.delete(id);
    toast(t("msg.waiting"));
  }
}

/** Press a callback button as the chosen person. */
export async function press(message, row, column) {
  const key = buttonKey(message, row, column);
  if (pressed.has(key)) return;
  pressed.add(key);
  emit("button", key);
  const answer = await attempt(() => api.press({
    person_id: state.selected.person, chat_id: message.chat_id, message_id: message.message_id, row, column,
  }));
  if (!answer) {
    release(key);
    return;
  }
  const id = String(answer.query_id);
  waiting.set(id, key);
  if (early.has(id)) onAnswer(early.get(id));
  else setTimeout(() => waiting.has(id) && giveUp(id), PATIENCE_MS);
}

/** Copy a text and say so; works without the clipboard permission too. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = h("textarea", { value: text, class: "off-screen" });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast(t("msg.copied", { text }));
}

/** The people as options, the chosen one first by being selected. */
export const peopleOptions = () => [...state.people.values()].map((person) => [person.id, fullName(person)]);

/** Open a start link as one person and go to their chat. */
export async function startAs(person, payload) {
  await api.start(person, payload);
  select(person, person);
}

function offerStart(payload) {
  return formDialog({
    title: t("link.title"), action: t("link.open"), testid: "open-as",
    body: [
      h("p", {}, t("link.help", { payload })),
      field(t("deep.as"), choice("person", peopleOptions(), state.selected.person)),
    ],
    submit: (data) => startAs(Number(data.get("person")), payload),
  });
}

/** The payload of what was typed: a link of this bot or a bare payload; null when it is neither. */
export function readPayload(typed) {
  const text = typed.trim();
  const linked = startPayload(/^[\w.]+\//.test(text) ? `https://${text}` : text, state.bot.username);
  const payload = linked ?? text;
  return PAYLOAD.test(payload) || linked === "" ? payload : null;
}

/** Follow a link: links that start this bot are offered as one of the people. */
export function openLink(address) {
  const payload = startPayload(address, state.bot.username);
  const { person } = state.selected;
  if (payload) offerStart(payload);
  else if (payload === "") select(person, person);
  else if (/^https?:/.test(safeAddress(address) ?? "")) window.open(safeAddress(address), "_blank", "noopener,noreferrer");
  else toast(address);
}
