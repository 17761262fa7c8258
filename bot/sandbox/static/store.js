// What the page knows about the sandbox, and how events change it. No drawing here.

import { api } from "./api.js";

export const state = {
  bot: { id: 0, username: "", first_name: "Lotse" },
  people: new Map(),
  chats: new Map(),
  faults: [],
  seq: 0,
  clock: { now: 0, measured: 0, offset: 0 },
  messages: new Map(), // chat id → Map(message id → message), only of chats opened so far
  limits: new Map(), // chat id → how many messages were asked for
  selected: { person: null, chat: null },
  online: true,
  drafts: new Map(), // "person:chat" → text
  menus: new Map(), // "person:chat" → menu as the server gave it
  unread: new Map(), // "person:chat" → number
};

export const PAGE_OF_MESSAGES = 200;
const FAULT_DELAY_MS = 300;

const listeners = new Map();

/** Call `listener(detail)` whenever `topic` changes. */
export function on(topic, listener) {
  listeners.set(topic, [...(listeners.get(topic) ?? []), listener]);
}

/** Tell everybody who listens that `topic` changed. */
export function emit(topic, detail) {
  for (const listener of listeners.get(topic) ?? []) listener(detail);
}

/** Forget all listeners: before the page is drawn anew. */
export const forgetListeners = () => listeners.clear();

/** The key of one person's view of one chat. */
export const viewKey = (person, chat) => `${person}:${chat}`;

/** The sandbox clock at this moment, unix seconds. */
export const now = () => state.clock.now + (performance.now() - state.clock.measured) / 1000;

/** A person's whole name. */
export const fullName = (person) => [person?.first_name, person?.last_name].filter(Boolean).join(" ");

/** The private chat of a person and the groups they are in, private first. */
export function chatsOf(person) {
  const groups = [...state.chats.values()].filter((chat) => chat.type !== "private" && chat.members.includes(person.id));
  const own = state.chats.get(person.id) ?? { id: person.id, type: "private", title: "", members: [person.id], last: null };
  return [own, ...groups];
}

/** Take over a clock reading of the server. */
export function setClock({ now: seconds, offset_s: offset }) {
  state.clock = { now: seconds, measured: performance.now(), offset: offset ?? state.clock.offset };
  emit("clock");
}

/** Take over the list of active faults. */
export function setFaults(faults) {
  state.faults = faults;
  emit("faults");
}

/** Remember which chat is open and as whom; opening marks it read. */
export function select(person, chat) {
  state.selected = { person, chat };
  markRead();
  emit("selected");
  emit("people");
}

/** The open chat is read; remembered for this tab, because the server counts until an answer. */
function markRead() {
  const { person, chat } = state.selected;
  if (person === null) return;
  const key = viewKey(person, chat);
  state.unread.delete(key);
  sessionStorage.setItem(`read ${key}`, String(state.chats.get(chat)?.last?.message_id ?? 0));
}

/** Load everything anew: at the start, after a lost connection and after a `reset`. */
export async function resync() {
  const fresh = await api.state();
  const first = state.people.size === 0;
  state.bot = fresh.bot;
  state.people = new Map(fresh.people.map((person) => [person.id, person]));
  state.chats = new Map(fresh.chats.map((chat) => [chat.id, chat]));
  state.seq = fresh.seq;
  state.menus.clear();
  state.messages.clear();
  if (first) countUnread(fresh.chats);
  setFaults(fresh.faults ?? []);
  setClock(fresh);
  dropVanishedSelection();
  markRead();
  if (state.selected.chat !== null) await loadMessages(state.selected.chat);
  emit("people");
  emit("selected");
  emit("chat");
}

function countUnread(chats) {
  for (const chat of chats) {
    for (const [person, number] of Object.entries(chat.unread_for ?? {})) {
      const key = viewKey(person, chat.id);
      const read = sessionStorage.getItem(`read ${key}`) === String(chat.last?.message_id);
      if (number > 0 && !read) state.unread.set(key, number);
    }
  }
}

function dropVanishedSelection() {
  const { person, chat } = state.selected;
  const known = state.people.has(person) && (person === chat || state.chats.has(chat));
  if (person !== null && !known) state.selected = { person: null, chat: null };
}

/** Load the messages of a chat (again). */
export async function loadMessages(chat) {
  const limit = state.limits.get(chat) ?? PAGE_OF_MESSAGES;
  const answer = await api.messages(chat, limit, state.selected.person);
  state.messages.set(chat, new Map(answer.messages.filter((m) => !m.deleted).map((m) => [m.message_id, m])));
  emit("messages", chat);
}

function noteUnread(message) {
  const chat = state.chats.get(message.chat_id);
  const members = chat?.type === "private" || !chat ? [message.chat_id] : chat.members;
  const { person: reader, chat: open } = state.selected;
  for (const person of members) {
    const reading = person === reader && open === message.chat_id;
    if (person === message.from_id || reading) continue;
    const key = viewKey(person, message.chat_id);
    state.unread.set(key, (state.unread.get(key) ?? 0) + 1);
  }
}

function keepLast(message, onlyIfSame) {
  const chat = state.chats.get(message.chat_id);
  if (chat && (!onlyIfSame || chat.last?.message_id === message.message_id)) chat.last = message;
}

const handlers = {
  message({ message, chat }) {
    if (chat) state.chats.set(chat.id, chat);
    keepLast(message, false);
    noteUnread(message);
    if (message.chat_id === state.selected.chat) markRead();
    state.messages.get(message.chat_id)?.set(message.message_id, message);
    emit("message", message);
    emit("people");
  },
  edit({ message }) {
    if (message.deleted) return handlers.delete(message);
    keepLast(message, true);
    const known = state.messages.get(message.chat_id);
    if (known?.has(message.message_id)) known.set(message.message_id, message);
    emit("edit", message);
    emit("people");
    return undefined;
  },
  delete(event) {
    const chat = event.message?.chat_id ?? event.chat_id;
    const id = event.message?.message_id ?? event.message_id;
    state.messages.get(chat)?.delete(id);
    emit("delete", { chat_id: chat, message_id: id });
  },
  chat({ chat }) {
    if (chat.migrated_to) state.chats.delete(chat.id);
    else state.chats.set(chat.id, chat);
    emit("people");
    if (state.selected.chat === chat.id) emit("chat");
  },
  person({ person }) {
    state.people.set(person.id, person);
    state.menus.clear();
    emit("people");
    emit("chat");
  },
  menu() {
    state.menus.clear();
    emit("menu");
  },
  callback_answer: (event) => emit("answer", event),
  typing: (event) => emit("typing", event.chat_id),
  clock: (event) => setClock(event),
  fault: () => scheduleFaults(),
  reset: () => resync(),
};

let faultTimer = null;

/** A fault struck and may have ended by that; many strikes in a row are asked about once. */
function scheduleFaults() {
  faultTimer ??= setTimeout(async () => {
    faultTimer = null;
    setFaults(await api.faults().catch(() => state.faults));
  }, FAULT_DELAY_MS);
}

/** Apply one event of the server. */
export async function apply(event) {
  if (typeof event.seq === "number") state.seq = Math.max(state.seq, event.seq);
  await handlers[event.type]?.(event);
  emit("event", event.type);
}
