// Small helpers to build nodes without ever passing text through an HTML parser.

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "selected", "open", "multiple"]);

/** Build one element; `null`, `undefined` and `false` children and attributes are left out. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (PROPERTIES.has(name)) node[name] = value;
    else if (value !== false) node.setAttribute(name, value === true ? "" : String(value));
  }
  return node;
}

// All icons are drawn on a 24 by 24 grid with a 1.8 wide round stroke.
const ICONS = {
  back: "M15 5l-7 7 7 7",
  send: "M5 12h13M12 5.5l6.5 6.5-6.5 6.5",
  attach: "M19 11.5l-7.4 7.4a4.6 4.6 0 0 1-6.5-6.5l8-8a3 3 0 0 1 4.3 4.3l-7.9 7.9a1.5 1.5 0 0 1-2.1-2.1l7-7",
  slash: "M14.5 6l-5 12M5 3.8h14A1.2 1.2 0 0 1 20.2 5v14a1.2 1.2 0 0 1-1.2 1.2H5A1.2 1.2 0 0 1 3.8 19V5A1.2 1.2 0 0 1 5 3.8z",
  close: "M6 6l12 12M18 6L6 18",
  plus: "M12 5v14M5 12h14",
  edit: "M4.5 19.5l.9-4L16 4.9a1.6 1.6 0 0 1 2.3 0l.8.8a1.6 1.6 0 0 1 0 2.3L8.5 18.6zM14 7l3 3",
  reply: "M9.5 6L4 11.5 9.5 17M4.5 11.5H14a6 6 0 0 1 6 6v1",
  tools: "M4 7h9M17 7h3M4 17h3M11 17h9M13 4.8h4v4.4h-4zM7 14.8h4v4.4H7z",
  silent: "M6.5 16.5h11l-1.4-2.2v-3.6a4.1 4.1 0 0 0-8.2 0v3.6zM10.5 19.5h3M4.5 4.5l15 15",
  file: "M13.5 3.5H7A1.5 1.5 0 0 0 5.5 5v14A1.5 1.5 0 0 0 7 20.5h10a1.5 1.5 0 0 0 1.5-1.5V8.5zM13.5 3.5v5h5",
  download: "M12 4v11M7.5 11L12 15.5 16.5 11M5 19.5h14",
  pin: "M12 21s6.5-6.2 6.5-11a6.5 6.5 0 0 0-13 0c0 4.8 6.5 11 6.5 11zM12 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z",
  image: "M4.5 5.5h15v13h-15zM4.5 15.5l4-4 3.5 3.5 2.5-2.5 5 5M15.5 9.5h.01",
  voice: "M12 14.5a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3zM6 11.5a6 6 0 0 0 12 0M12 17.5v3",
  group: "M9 11.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM3 19c.3-3 2.8-4.8 6-4.8s5.7 1.8 6 4.8M15.5 5.4a3 3 0 0 1 0 5.8M17.5 14.6c2 .6 3.3 2.2 3.5 4.4",
  link: "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1",
  external: "M9 5.5H5.5v13h13V15M13 5h6v6M19 5l-8 8",
  copy: "M9 8.5h10.5v11H9zM15 8.5v-4H4.5v11H9",
  check: "M5 12.5l4.5 4.5L19 7.5",
  down: "M6 9.5l6 6 6-6",
  block: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM6 6l12 12",
  clock: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2",
  alert: "M12 4.5l8.5 15h-17zM12 10v4.5M12 17.2h.01",
  list: "M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5h.01M4.5 12h.01M4.5 17.5h.01",
  zap: "M13 3.5L5.5 13.5H11l-.5 7L18.5 10H13z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.6-4 3.6-6 7.5-6s6.9 2 7.5 6",
};

const SVG = "http://www.w3.org/2000/svg";

/** One inline SVG icon, hidden from assistive technology (its button carries the label). */
export function icon(name, size = 20) {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = { viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true", class: `icon icon-${name}` };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A round button that shows only an icon; the label is read out and shown on hover. */
export function iconButton(name, label, onclick, props = {}) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...props }, icon(name));
}

/** The first letters of a name, at most two; works for scripts outside the basic plane. */
export function initials(name) {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => [...word][0] ?? "").join("").toLocaleUpperCase() || "?";
}

/** A round picture of initials, coloured by the id. */
export function avatar(id, name, shape = "") {
  const tone = Math.abs(id * 7) % 8;
  return h("span", { class: `avatar tone-${tone} ${shape}`, "aria-hidden": "true" }, shape === "group" ? icon("group", 18) : initials(name));
}

/** The sign of the bot: a small lighthouse. */
export function botAvatar() {
  return h("img", { class: "avatar bot", src: "/static/icon.svg", alt: "", width: 40, height: 40 });
}
