// From the server's HTML to nodes: a strict allow-list, and one block with its own direction per line.

import { h } from "./dom.js";
import { t } from "./i18n.js";

const INLINE = new Set(["B", "I", "U", "S", "CODE", "A", "TG-SPOILER"]);
const BLOCK = new Set(["BLOCKQUOTE", "PRE"]);
const COMMAND = /(^|[\s(])(\/[a-z0-9_]{1,32}(?:@\w+)?)(?![\w/])/gi;
const RIGHT_TO_LEFT = /^[^\p{L}]*[\u200f\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;
const LETTER = /[\p{L}\u200f]/u;

/** The address of a link when its scheme is allowed, else null. */
export function safeAddress(raw) {
  try {
    const url = new URL(raw);
    return ["http:", "https:", "tg:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** The payload of a start link of this bot (t.me or tg:), else null. */
export function startPayload(raw, username) {
  let url;
  try {
    url = new URL(raw);
  } catch {
    return null;
  }
  const same = (name) => (name ?? "").toLowerCase() === username.toLowerCase();
  const web = ["t.me", "telegram.me"].includes(url.hostname) && same(url.pathname.slice(1).replace(/\/$/, ""));
  const app = url.protocol === "tg:" && /^tg:\/*resolve\b/.test(url.href) && same(url.searchParams.get("domain"));
  if (!web && !app) return null;
  return url.searchParams.get("start") ?? "";
}

function makeSpoiler(node) {
  const reveal = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    node.classList.add("shown");
    node.removeAttribute("role");
    node.removeAttribute("aria-label");
  };
  node.addEventListener("click", reveal, { once: true });
  node.addEventListener("keydown", reveal);
}

function emptyInline(source) {
  if (source.tagName === "A") {
    const href = safeAddress(source.getAttribute("href") ?? "");
    return href ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }) : h("span");
  }
  if (source.tagName === "TG-SPOILER") {
    const node = h("span", { class: "spoiler", role: "button", tabindex: 0, "aria-label": t("msg.spoiler") });
    makeSpoiler(node);
    return node;
  }
  if (source.tagName === "CODE") return h("code", { title: t("msg.copyCode"), dir: "auto" });
  return h(source.tagName.toLowerCase());
}

function withCommands(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(COMMAND)) {
    const begin = match.index + match[1].length;
    parts.push(text.slice(end, begin), h("button", { type: "button", class: "command", dataset: { command: match[2] } }, match[2]));
    end = begin + match[2].length;
  }
  return [...parts, text.slice(end)].filter((part) => part !== "");
}

/** Collects lines: an open line with copies of the inline elements around the present place. */
class Lines {
  constructor(holder) {
    this.holder = holder;
    this.path = [];
    this.start();
  }

  start() {
    this.line = h("div", { class: "line", dir: "auto" });
    this.copies = [];
    let into = this.line;
    for (const source of this.path) {
      const copy = emptyInline(source);
      into.append(copy);
      this.copies.push(copy);
      into = copy;
    }
  }

  finish(keepEmpty) {
    const empty = this.line.textContent === "";
    if (empty && !keepEmpty) return;
    if (empty) this.line.replaceChildren();
    this.holder.append(this.line);
  }

  add(text) {
    const linked = this.path.some(({ tagName }) => tagName === "A" || tagName === "CODE");
    text.split("\n").forEach((piece, index) => {
      if (index > 0) {
        this.finish(true);
        this.start();
      }
      if (piece) (this.copies.at(-1) ?? this.line).append(...(linked ? [piece] : withCommands(piece)));
    });
  }

  inside(source, children) {
    this.path.push(source);
    const copy = emptyInline(source);
    (this.copies.at(-1) ?? this.line).append(copy);
    this.copies.push(copy);
    children.forEach((child) => this.visit(child));
    this.path.pop();
    this.copies.pop();
  }

  block(source) {
    this.finish(false);
    this.holder.append(source.tagName === "PRE" ? h("pre", { dir: "auto" }, source.textContent) : quote(source));
    this.start();
    this.afterBlock = true;
  }

  visit(node) {
    const text = this.afterBlock ? node.textContent.replace(/^\n/, "") : node.textContent;
    this.afterBlock = false;
    if (node.nodeType === Node.TEXT_NODE) this.add(text);
    else if (node.nodeType !== Node.ELEMENT_NODE) return;
    else if (INLINE.has(node.tagName)) this.inside(node, [...node.childNodes]);
    else if (BLOCK.has(node.tagName)) this.block(node);
    else if (node.tagName === "BR") this.add("\n");
    else this.add(node.textContent);
  }
}

function fill(holder, source) {
  const lines = new Lines(holder);
  source.childNodes.forEach((child) => lines.visit(child));
  lines.finish(false);
  settleDirections(holder);
  return holder;
}

/** A line without a single letter (a date, a number, an emoji) follows the text around it. */
function settleDirections(holder) {
  const lines = [...holder.querySelectorAll(":scope > .line")];
  const spoken = lines.find((line) => LETTER.test(line.textContent));
  let direction = spoken && RIGHT_TO_LEFT.test(spoken.textContent) ? "rtl" : "ltr";
  for (const line of lines) {
    if (LETTER.test(line.textContent)) direction = RIGHT_TO_LEFT.test(line.textContent) ? "rtl" : "ltr";
    else line.dir = direction;
  }
}

function quote(source) {
  const node = fill(h("blockquote"), source);
  if (source.hasAttribute("expandable")) node.classList.add("expandable");
  return node;
}

/** The text of a message as nodes; `html` is parsed in a document of its own and never trusted. */
export function richText(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  return fill(h("div", { class: "text" }), parsed.body);
}
