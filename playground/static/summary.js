/** One line about a message: for the list of people, quotes, the pinned bar and screen readers. */
import { lang, t } from "./i18n.js";
import { bot, personas } from "./store.js";

const KINDS = ["photo", "video", "animation", "voice", "video_note", "audio", "sticker", "location", "contact", "poll", "invoice", "dice"];

export function summary(message) {
  if (!message) return "";
  const text = message.text || message.caption || "";
  const kind = kindOf(message);
  if (kind === "text") return oneLine(text);
  if (kind === "paid") return `${t("paid")} · ${money(message.successful_payment)}`;
  const detail = text || (message.document && message.document.file_name) || contactName(message) || pollText(message) || message.invoice?.title || message.dice?.emoji;
  const label = kind === "document" && detail ? "" : t(kind);
  return oneLine([label, detail].filter(Boolean).join(" · "));
}

export function kindOf(message) {
  if (message.text !== undefined) return "text";
  // An animation also carries a `document` for old clients, so it is looked for before.
  for (const kind of KINDS) if (message[kind]) return kind;
  if (message.venue) return "location";
  if (message.document) return "document";
  if (message.successful_payment) return "paid";
  if (message.pinned_message) return "pinned_service";
  return "unsupported";
}

const contactName = (message) => message.contact && fullName(message.contact);
const pollText = (message) => (message.poll ? message.poll.question : "");
/** Amounts come in the smallest unit: kopecks of RUB, cents of EUR; a Telegram Star (XTR) is whole. */
export function money({ total_amount: amount, currency }) {
  if (currency === "XTR") return `${amount} ★`;
  return new Intl.NumberFormat(lang(), { style: "currency", currency, minimumFractionDigits: amount % 100 ? 2 : 0 }).format(amount / 100);
}

const oneLine = (text) => text.replace(/\s+/g, " ").trim().slice(0, 200);

/** A name that can be seen: zero-width names fall back to the id. */
export function fullName(person) {
  const name = [person.first_name, person.last_name].filter(Boolean).join(" ");
  const visible = name.replace(/[\p{C}\p{Z}\u115f\u1160\u3164\uffa0]/gu, "");
  return visible ? name : `id ${person.user_id ?? person.id ?? "?"}`;
}

export const senderName = (message) => {
  if (message.out) return fullName(personas.get(message.chat && message.chat.id) || message.from || {});
  return bot.first_name || (message.from && message.from.first_name) || "";
};

const TONES = 8;

export const tone = (uid) => `tone-${Math.abs(Number(uid) || 0) % TONES}`;

export function initials(person) {
  const letters = [person.first_name, person.last_name]
    .map((name) => [...String(name || "").replace(/[^\p{L}\p{N}]/gu, "")][0])
    .filter(Boolean);
  return (letters.join("") || "#").toUpperCase();
}
