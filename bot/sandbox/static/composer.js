// Where a person writes: text, replies, edits, files, a location, the commands of this chat.

import { api } from "./api.js";
import { attempt, field, formDialog } from "./dialogs.js";
import { h, icon, iconButton } from "./dom.js";
import { t } from "./i18n.js";
import { senderName, summary } from "./messages.js";
import { fullName, state, viewKey } from "./store.js";

const TALLEST_PX = 180;
const EXAMPLE_PLACE = { latitude: "51.22770", longitude: "6.77350" };
const ACCEPTS = { photo: "image/*", document: "", voice: "audio/*,.ogg,.oga" };

class Composer {
  constructor() {
    const { person, chat } = state.selected;
    this.person = person;
    this.chat = chat;
    this.key = viewKey(person, chat);
    this.replyTo = null;
    this.editing = null;
    this.node = h("div", { class: "composer", dataset: { testid: "composer" } });
    this.handlers = {
      reply: (message) => this.setReply(message),
      edit: (message) => this.setEdit(message),
      command: (command) => this.post(command),
    };
    this.build();
    this.refresh();
  }

  build() {
    const name = state.people.get(this.person)?.first_name ?? "";
    this.text = h("textarea", {
      rows: 1, dir: "auto", placeholder: t("composer.placeholder"), "aria-label": t("composer.label", { name }),
      value: state.drafts.get(this.key) ?? "", dataset: { testid: "composer-text" }, autocomplete: "off",
      oninput: () => this.onInput(), onkeydown: (event) => this.onKey(event), onpaste: (event) => this.onPaste(event),
      "aria-controls": "commands", "aria-autocomplete": "list",
    });
    this.quote = h("div", { class: "composer-quote", hidden: true });
    this.commands = h("div", { class: "popup commands", id: "commands", role: "listbox", "aria-label": t("composer.menu"), hidden: true, dataset: { testid: "menu" } });
    this.kinds = h("div", { class: "popup kinds", role: "menu", hidden: true },
      this.kindButton("photo", "image"), this.kindButton("document", "file"), this.kindButton("voice", "voice"),
      h("button", { type: "button", role: "menuitem", dataset: { attach: "location" }, onclick: () => this.sendPlace() }, icon("pin"), t("composer.location")));
    this.attachButton = iconButton("attach", t("composer.attach"), () => this.toggleKinds(), { "aria-haspopup": "menu", "aria-expanded": "false", dataset: { testid: "attach" } });
    this.menuButton = iconButton("slash", t("composer.menu"), () => this.toggleMenu(), { "aria-expanded": "false", dataset: { testid: "menu-button" } });
    this.row = h("form", { class: "composer-row", onsubmit: (event) => this.submit(event) },
      this.menuButton, this.attachButton, this.text,
      h("button", { class: "icon-button send", "aria-label": t("composer.send"), title: t("composer.send"), dataset: { testid: "send" } }, icon("send")));
    this.node.addEventListener("focusout", (event) => !this.node.contains(event.relatedTarget) && this.closePopups());
  }

  kindButton(kind, sign) {
    const input = h("input", { type: "file", accept: ACCEPTS[kind], class: "visually-hidden", tabindex: -1, "aria-hidden": "true", dataset: { testid: `file-${kind}` },
      onchange: () => {
        if (input.files.length) this.sendFile(kind, input.files[0]);
        input.value = "";
      } });
    const button = h("button", { type: "button", role: "menuitem", dataset: { attach: kind }, onclick: () => input.click() }, icon(sign), t(`composer.${kind}`));
    return [button, input];
  }

  /** Show the form, the start button or the unblock button, as the person stands. */
  refresh() {
    const person = state.people.get(this.person);
    const mode = this.person !== this.chat || !person ? "write" : person.blocked ? "blocked" : person.started ? "write" : "start";
    if (mode === this.mode) return;
    this.mode = mode;
    const name = fullName(person);
    const notice = (key, action, onclick, testid) => h("div", { class: "composer-notice" }, h("p", {}, t(key, { name })),
      h("button", { type: "button", class: "button primary large", onclick, dataset: { testid } }, t(action)));
    if (mode === "write") this.node.replaceChildren(this.commands, this.kinds, this.quote, this.row);
    else if (mode === "start") this.node.replaceChildren(notice("composer.startHelp", "composer.start", () => this.post("/start"), "start"));
    else this.node.replaceChildren(notice("composer.blockedHelp", "composer.unblock", () => attempt(() => api.block(this.person, false)), "unblock"));
    if (mode === "write") this.fit();
  }

  fit() {
    this.text.style.height = "auto";
    const height = this.text.scrollHeight;
    this.text.style.height = height ? `${Math.min(height, TALLEST_PX)}px` : "";
  }

  setText(value) {
    this.text.value = value;
    state.drafts.set(this.key, value);
    this.fit();
  }

  onInput() {
    state.drafts.set(this.key, this.text.value);
    this.fit();
    if (/^\/\w*$/.test(this.text.value)) this.openMenu(this.text.value.slice(1));
    else this.closePopups();
  }

  onKey(event) {
    if (event.isComposing) return;
    if (!this.commands.hidden && this.onMenuKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey) this.submit(event);
    else if (event.key === "Escape") this.clearQuote(true);
  }

  onMenuKey(event) {
    const options = [...this.commands.querySelectorAll("[role=option]")];
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const next = at < 0 && step < 0 ? options.length - 1 : (at + step + options.length) % options.length;
      this.highlight(options, next);
    } else if (event.key === "Tab" && options.length) {
      const chosen = options[Math.max(at, 0)];
      this.setText(`/${chosen.dataset.command} `);
      this.closePopups();
    } else if (event.key === "Enter" && at >= 0) options[at].click();
    else if (event.key === "Escape") this.closePopups();
    else return false;
    event.preventDefault();
    return true;
  }

  highlight(options, index) {
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    const option = options[index];
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.text.setAttribute("aria-activedescendant", option.id);
  }

  async menu() {
    if (!state.menus.has(this.key)) {
      const menu = await attempt(() => api.menu(this.person, this.chat));
      if (menu) state.menus.set(this.key, menu);
    }
    return state.menus.get(this.key)?.commands ?? [];
  }

  async openMenu(prefix) {
    const commands = (await this.menu()).filter(({ command }) => command.startsWith(prefix.toLowerCase()));
    const stillWanted = prefix === "" || this.text.value === `/${prefix}`;
    if (!stillWanted || (prefix !== "" && commands.length === 0)) {
      this.closePopups();
      return;
    }
    this.kinds.hidden = true;
    this.commands.replaceChildren(...(commands.length ? commands.map((entry, i) => this.commandRow(entry, i)) : [h("p", { class: "hint" }, t("composer.menuEmpty"))]));
    this.commands.hidden = false;
    this.menuButton.setAttribute("aria-expanded", "true");
  }

  commandRow({ command, description }, index) {
    const send = () => {
      this.closePopups();
      this.setText("");
      this.post(this.chat === this.person ? `/${command}` : `/${command}@${state.bot.username}`);
      this.text.focus();
    };
    return h("button", { type: "button", role: "option", id: `command-${index}`, tabindex: -1, "aria-selected": "false", dataset: { command }, onclick: send },
      h("span", { class: "command-name", dir: "ltr" }, `/${command}`), h("span", { class: "command-text", dir: "auto" }, description));
  }

  toggleMenu() {
    if (!this.commands.hidden) this.closePopups();
    else this.openMenu("").then(() => this.text.focus());
  }

  toggleKinds() {
    const open = this.kinds.hidden;
    this.closePopups();
    this.kinds.hidden = !open;
    this.attachButton.setAttribute("aria-expanded", String(open));
    if (open) this.kinds.querySelector("button").focus();
  }

  closePopups() {
    this.commands.hidden = true;
    this.kinds.hidden = true;
    this.text.removeAttribute("aria-activedescendant");
    for (const node of [this.menuButton, this.attachButton]) node.setAttribute("aria-expanded", "false");
  }

  showQuote(title, message) {
    this.quote.replaceChildren(
      h("div", { class: "quote-text" }, h("strong", {}, title), h("span", { dir: "auto" }, summary(message))),
      iconButton("close", t("composer.stop"), () => this.clearQuote(true)));
    this.quote.hidden = false;
    this.text.focus();
  }

  setReply(message) {
    this.clearQuote(true);
    this.replyTo = message.message_id;
    this.showQuote(`${t("composer.replying")} ${senderName(message)}`, message);
  }

  setEdit(message) {
    this.clearQuote(true);
    this.editing = message.message_id;
    this.showQuote(t("composer.editing"), message);
    this.setText(message.text);
  }

  clearQuote(dropText) {
    if (dropText && this.editing !== null) this.setText("");
    this.replyTo = null;
    this.editing = null;
    this.quote.hidden = true;
  }

  post(text) {
    const fields = { person_id: this.person, chat_id: this.chat, text };
    if (this.replyTo !== null) fields.reply_to_message_id = this.replyTo;
    return attempt(() => api.send(fields));
  }

  async submit(event) {
    event.preventDefault();
    const text = this.text.value.trim();
    if (!text) return;
    this.closePopups();
    this.setText("");
    const address = { person_id: this.person, chat_id: this.chat };
    const sent = this.editing === null ? await this.post(text)
      : await attempt(() => api.edit({ ...address, message_id: this.editing, text }));
    if (sent === undefined) this.setText(this.text.value || text);
    else this.clearQuote(false);
  }

  onPaste(event) {
    const file = [...(event.clipboardData?.files ?? [])][0];
    if (!file) return;
    event.preventDefault();
    this.sendFile(file.type.startsWith("image/") ? "photo" : "document", file);
  }

  async sendFile(kind, file) {
    this.closePopups();
    const preview = kind === "photo" ? URL.createObjectURL(file) : null;
    await formDialog({
      title: t("composer.uploadTitle"), action: t("composer.send"), testid: "upload",
      body: [
        preview && h("img", { class: "preview", src: preview, alt: file.name }),
        h("p", { class: "file-name" }, icon(kind === "photo" ? "image" : kind === "voice" ? "voice" : "file"), h("span", { dir: "auto" }, file.name)),
        field(t("composer.caption"), h("textarea", { name: "caption", rows: 2, dir: "auto", value: this.text.value })),
      ],
      submit: async (data) => {
        const form = new FormData();
        form.set("person_id", this.person);
        form.set("chat_id", this.chat);
        form.set("kind", kind);
        if (data.get("caption").trim()) form.set("caption", data.get("caption").trim());
        if (this.replyTo !== null) form.set("reply_to_message_id", this.replyTo);
        form.set("file", file, file.name);
        await api.upload(form);
        this.setText("");
        this.clearQuote(false);
      },
    });
    if (preview) URL.revokeObjectURL(preview);
  }

  sendPlace() {
    this.closePopups();
    const number = (name, limit) => h("input", { name, type: "number", step: "any", min: -limit, max: limit, required: true, value: EXAMPLE_PLACE[name] });
    formDialog({
      title: t("composer.locationTitle"), action: t("composer.send"), testid: "location",
      body: h("div", { class: "field-pair" }, field(t("composer.lat"), number("latitude", 90)), field(t("composer.lon"), number("longitude", 180))),
      submit: (data) => api.location({
        person_id: this.person, chat_id: this.chat,
        latitude: Number(data.get("latitude")), longitude: Number(data.get("longitude")),
      }),
    });
  }
}

/** The composer of the chosen person's chosen chat. */
export const mountComposer = () => new Composer();
