/** The chosen language: words, dates, sizes, phones. `?lang=en` wins, then what was chosen last, then Russian. */
import { WORDS } from "./words.js";
import { append, h } from "./dom.js";
import { kept, keep } from "./prefs.js";

let current = pick();

function pick() {
  const asked = new URLSearchParams(location.search).get("lang");
  if (asked in WORDS) keep("lang", asked);
  const wanted = asked in WORDS ? asked : kept("lang");
  return wanted in WORDS ? wanted : "ru";
}

export const lang = () => current;

/** Sets the language and drops `?lang=` from the address, so that a reload keeps the new choice. */
export function setLang(next) {
  current = next;
  keep("lang", next);
  const url = new URL(location.href);
  url.searchParams.delete("lang");
  history.replaceState(history.state, "", url);
}

export function t(key, values = {}) {
  const text = WORDS[current][key];
  if (text === undefined) throw new Error(`No word for ${key}`);
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

/** Like t(), but values may be elements: returns a span with the sentence around them. */
export function rich(key, values) {
  const parts = t(key).split(/\{(\w+)\}/);
  return append(h("span"), parts.map((part, i) => (i % 2 ? values[part] : part)));
}

export const plural = (key, n) => {
  const rule = new Intl.PluralRules(current).select(n);
  return t(`${key}_${rule === "one" || rule === "few" ? rule : "many"}`, { n });
};

/** {ru, en} from the server, in the current language; also accepts a plain string. */
export const said = (both) => (both && typeof both === "object" ? both[current] || both.ru || both.en || "" : both || "");

const locale = () => (current === "en" ? "en-GB" : "ru-RU");
const format = (seconds, options) => new Intl.DateTimeFormat(locale(), options).format(new Date(seconds * 1000));

export const clock = (seconds) => format(seconds, { hour: "2-digit", minute: "2-digit" });
export const moment = (seconds) => format(seconds, { dateStyle: "full", timeStyle: "medium" });

const dayStart = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
/** Whole calendar days from that moment until now, so that midnight and DST do not matter. */
const daysAgo = (seconds) => Math.round((dayStart(new Date()) - dayStart(new Date(seconds * 1000))) / 86400000);

export const dayKey = (seconds) => dayStart(new Date(seconds * 1000));

export function dayName(seconds) {
  const ago = daysAgo(seconds);
  if (ago === 0) return t("today");
  if (ago === 1) return t("yesterday");
  const sameYear = new Date(seconds * 1000).getFullYear() === new Date().getFullYear();
  return format(seconds, { day: "numeric", month: "long", ...(sameYear ? {} : { year: "numeric" }) });
}

/** For the list of people: time today, weekday this week, else the date. */
export function shortMoment(seconds) {
  const ago = daysAgo(seconds);
  if (ago <= 0) return clock(seconds);
  if (ago < 7) return format(seconds, { weekday: "short" });
  return format(seconds, { day: "2-digit", month: "2-digit", year: "2-digit" });
}

export function size(bytes) {
  if (!Number.isFinite(bytes)) return "";
  const number = (value) => new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(value);
  if (bytes < 1024) return `${bytes} ${t("size_b")}`;
  if (bytes < 1024 * 1024) return `${number(bytes / 1024)} ${t("size_kb")}`;
  return `${number(bytes / 1024 / 1024)} ${t("size_mb")}`;
}

export function seconds(total) {
  const whole = Math.max(0, Math.round(total || 0));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** +7 999 643-23-87; numbers of other countries keep their digits with a plus. */
export function phone(raw) {
  const digits = String(raw || "").replace(/\D/g, "");
  const match = /^[78](\d{3})(\d{3})(\d{2})(\d{2})$/.exec(digits);
  if (match) return `+7 ${match[1]} ${match[2]}-${match[3]}-${match[4]}`;
  return digits ? `+${digits}` : "";
}
