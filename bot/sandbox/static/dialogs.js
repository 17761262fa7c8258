// Short notes at the edge of the page and dialogs over it.

import { h, icon, iconButton } from "./dom.js";
import { t } from "./i18n.js";

const TOAST_MS = 4500;

/** Show a note for a few seconds; `kind` is "plain", "answer" (of the bot) or "error". */
export function toast(text, kind = "plain") {
  const note = h("div", { class: `toast ${kind}`, dataset: { testid: "toast" } },
    kind === "error" && icon("alert", 18), kind === "answer" && h("img", { src: "/static/icon.svg", alt: "", width: 22, height: 22 }), h("span", { dir: "auto" }, text));
  const holder = document.getElementById("toasts");
  holder.append(note);
  while (holder.children.length > 1) holder.firstChild.remove(); // the newest counts; more would hide the chat
  setTimeout(() => note.remove(), TOAST_MS + text.length * 30);
}

/** Run something asynchronous and say it when it fails; gives undefined then. */
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    toast(error.message, "error");
    return undefined;
  }
}

/**
 * Show a dialog with a form. `submit` gets the form's data and may throw to keep the dialog open.
 * Resolves with what `submit` gave, or undefined when the dialog was closed.
 */
export function formDialog({ title, body, action, submit, testid, wide = false }) {
  return new Promise((resolve) => {
    let result;
    const failure = h("p", { class: "form-error", role: "alert", hidden: true });
    const button = h("button", { class: "button primary", dataset: { testid: `${testid}-submit` } }, action);
    const close = () => dialog.close();
    const onsubmit = async (event) => {
      event.preventDefault();
      button.disabled = true;
      try {
        result = await submit(new FormData(form));
        close();
      } catch (error) {
        failure.textContent = error.message;
        failure.hidden = false;
      } finally {
        button.disabled = false;
      }
    };
    const form = h("form", { onsubmit },
      h("header", { class: "dialog-head" }, h("h2", {}, title), iconButton("close", t("dialog.close"), close)),
      h("div", { class: "dialog-body" }, body, failure),
      h("footer", { class: "dialog-foot" },
        h("button", { type: "button", class: "button", onclick: close }, t("dialog.cancel")), button));
    const dialog = show(h("dialog", { class: wide ? "wide" : "", "aria-label": title, dataset: { testid } }, form));
    dialog.addEventListener("close", () => resolve(result));
  });
}

/** Show a dialog element, close it on a press beside it, and take it out of the page afterwards. */
export function show(dialog) {
  document.body.append(dialog);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
  return dialog;
}

/** The bot's answer to a press that asks to be read: one text, one button. */
export function alertDialog(title, text) {
  const dialog = h("dialog", { class: "alert", role: "alertdialog", "aria-label": title, dataset: { testid: "alert" } },
    h("header", { class: "dialog-head" }, h("h2", {}, title)),
    h("div", { class: "dialog-body" }, text.split("\n").map((line) => h("p", { dir: "auto" }, line))),
    h("footer", { class: "dialog-foot" },
      h("button", { type: "button", class: "button primary", onclick: () => dialog.close() }, t("dialog.ok"))));
  show(dialog);
}

/** A labelled form field. */
export function field(label, input, help) {
  return h("label", { class: "field" }, h("span", { class: "field-label" }, label), input,
    help && h("span", { class: "field-help" }, help));
}

/** A list to choose one of; `options` are [value, text] pairs. */
export function choice(name, options, value, props = {}) {
  return h("select", { name, ...props },
    options.map(([key, text]) => h("option", { value: key, selected: String(key) === String(value) }, text)));
}
