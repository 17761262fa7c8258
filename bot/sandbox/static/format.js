// Times and sizes for people. The place's time zone is the one the bot's default installation uses.

import { language, t } from "./i18n.js";

export const TIME_ZONE = "Europe/Berlin";

const cache = new Map();

function formatter(options) {
  const key = language() + JSON.stringify(options);
  if (!cache.has(key)) {
    const locale = language() === "de" ? "de-DE" : "en-GB";
    cache.set(key, new Intl.DateTimeFormat(locale, { timeZone: TIME_ZONE, ...options }));
  }
  return cache.get(key);
}

/** "14:05" for unix seconds. */
export const clockTime = (seconds) => formatter({ hour: "2-digit", minute: "2-digit" }).format(seconds * 1000);

/** "14:05:09" for unix seconds. */
export const exactTime = (seconds) =>
  formatter({ hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(seconds * 1000);

/** "Mo., 21. September 2026" for unix seconds. */
export const longDate = (seconds) =>
  formatter({ weekday: "short", day: "numeric", month: "long", year: "numeric" }).format(seconds * 1000);

/** A key that is equal for two moments of the same local day. */
export const dayKey = (seconds) =>
  new Intl.DateTimeFormat("en-CA", { timeZone: TIME_ZONE, dateStyle: "short" }).format(seconds * 1000);

/** The heading of a day, seen from `now`. */
export function dayLabel(seconds, now) {
  const key = dayKey(seconds);
  if (key === dayKey(now)) return t("chat.today");
  if (key === dayKey(now - 86400)) return t("chat.yesterday");
  return formatter({ weekday: "long", day: "numeric", month: "long" }).format(seconds * 1000);
}

/** The time of today, else the short date: for the list of people. */
export function listTime(seconds, now) {
  if (dayKey(seconds) === dayKey(now)) return clockTime(seconds);
  return formatter({ day: "2-digit", month: "2-digit" }).format(seconds * 1000);
}

function zoneOffset(seconds) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: TIME_ZONE, year: "numeric", month: "numeric", day: "numeric",
    hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23",
  }).formatToParts(seconds * 1000);
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
  const local = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) / 1000;
  return { part, offset: local - Math.floor(seconds) };
}

/** Seconds from `now` (unix) until the next local time `hour`:00, right across a change of summer time. */
export function secondsUntilHour(now, hour) {
  const { part } = zoneOffset(now);
  for (const days of [0, 1, 2]) {
    const local = Date.UTC(part.year, part.month - 1, part.day + days, hour) / 1000;
    const first = local - zoneOffset(local).offset;
    const moment = local - zoneOffset(first).offset;
    if (moment > now) return Math.ceil(moment - now);
  }
  return 0;
}

/** "2 d 3 h 10 min" for a number of seconds, largest two parts only. */
export function span(seconds) {
  const whole = Math.round(seconds / 60);
  const parts = [["d", Math.floor(whole / 1440)], ["h", Math.floor((whole % 1440) / 60)], ["m", whole % 60]];
  const shown = parts.filter(([, n]) => n > 0).slice(0, 2);
  return (shown.length ? shown : [["m", 0]]).map(([unit, n]) => t(`span.${unit}`, { n })).join(" ");
}

/** "1.4 MB" for a number of bytes. */
export function fileSize(bytes) {
  if (!bytes) return "";
  const number = new Intl.NumberFormat(language(), { maximumFractionDigits: 1 });
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${number.format(bytes / 1000)} kB` : `${number.format(bytes / 1e6)} MB`;
}
