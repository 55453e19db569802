/** One message (or an album: several sharing a media_group_id) → a row with its bubble and inline keyboard. */
import { h } from "./dom.js";
import { renderHtml } from "./html.js";
import { clock, moment, t } from "./i18n.js";
import { icon } from "./icons.js";
import { inlineKeyboard } from "./keyboard.js";
import { isVisual, media } from "./media.js";
import { bot } from "./store.js";
import { kindOf, senderName, summary } from "./summary.js";

const RTL = /^[^\p{L}]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;

/** `parts` is one message or the messages of an album; `act` has what a press in the row can do. */
export function messageRow(parts, act) {
  const message = parts[0];
  if (message.pinned_message || message.successful_payment) return serviceRow(message);
  const row = h("div", {
    class: rowClass(parts), "aria-label": `${senderName(message)}, ${clock(message.date)}`, role: "article",
    dataset: { testid: "message", messageId: message.message_id },
  });
  const bubble = h("div", { class: "bubble" }, heads(message, act), pictures(parts), body(parts), metaLine(parts), reactions(message));
  const keyboard = inlineKeyboard(message, act);
  row.append(h("div", { class: "stack" }, bubble, keyboard), moreButton(message, row, act));
  row.addEventListener("contextmenu", (event) => onContext(event, message, act));
  bubble.addEventListener("click", (event) => onLink(event, act));
  return row;
}

function rowClass(parts) {
  const [message] = parts;
  const names = ["row", message.out ? "out" : "in"];
  if (bareEmoji(message)) names.push("bare");
  if (message.sticker || message.video_note) names.push("bare");
  if (parts.some(isVisual)) names.push("visual");
  if (parts.some((part) => part.media_group_id)) names.push("album");
  if (message.location || message.venue) names.push("visual", "map");
  return [...new Set(names)].join(" ");
}

function serviceRow(message) {
  const text = message.pinned_message ? `${t("pinned_service")}: ${summary(message.pinned_message)}` : summary(message);
  return h("div", { class: "service", dataset: { testid: "message", messageId: message.message_id } }, h("span", {}, text));
}

function heads(message, act) {
  const lines = [];
  const forwarded = message.forward_origin;
  if (forwarded) {
    const who = forwarded.sender_user?.first_name || forwarded.sender_user_name || forwarded.chat?.title || "";
    lines.push(h("div", { class: "head" }, t("forwarded", { who })));
  }
  if (message.via_bot) lines.push(h("div", { class: "head" }, t("via", { bot: message.via_bot.username || bot.username })));
  const target = message.reply_to_message;
  if (target) {
    lines.push(h("button", { type: "button", class: "quote", onclick: () => act.jump(target.message_id) },
      h("span", { class: "quote-who" }, senderName({ ...target, out: isOwn(target, message) })),
      h("span", { class: "quote-text" }, summary(target) || t("deleted"))));
  }
  return lines;
}

/** The quoted message may come without `out`: its author says whose it is. */
const isOwn = (target, message) => target.out ?? (target.from ? target.from.id === message.chat?.id : false);

function pictures(parts) {
  if (parts.length === 1) return media(parts[0]);
  const tiles = parts.map((part) => h("div", { class: "tile", dataset: { messageId: part.message_id } }, media(part)));
  const grid = parts.every(isVisual) ? `grid grid-${Math.min(parts.length, 10)}` : "files";
  return h("div", { class: grid }, tiles);
}

function body(parts) {
  const withText = parts.find((part) => part.html || part.text || part.caption);
  const message = withText || parts[0];
  const raw = message.text ?? message.caption;
  if (raw === undefined || raw === null) {
    return kindOf(parts[0]) === "unsupported" ? h("div", { class: "text muted" }, t("unsupported")) : null;
  }
  const nodes = message.html !== undefined ? renderHtml(message.html) : [raw];
  // data-meta reserves room at the end of the last line for the time, which lies over it (chat.css).
  const el = h("div", { class: "text", dir: "auto", dataset: { meta: metaText(parts) } }, nodes);
  if (RTL.test(raw)) el.classList.add("rtl");
  if (bareEmoji(parts[0])) el.classList.add("emoji-only");
  return el;
}

const editedOf = (parts) => parts.some((part) => part.edit_date && !part.edit_hide);
const metaText = (parts) => [editedOf(parts) && t("edited"), clock(parts[0].date), parts[0].out && "✓"].filter(Boolean).join(" ");

function metaLine(parts) {
  const [message] = parts;
  return h("div", { class: "meta", title: moment(message.date) },
    editedOf(parts) && h("span", { class: "edited" }, t("edited")), " ",
    h("time", { datetime: new Date(message.date * 1000).toISOString() }, clock(message.date)),
    message.out && icon("check", 14));
}

function reactions(message) {
  const all = [...(message.reaction_in || []), ...(message.reaction_out || [])];
  return all.length ? h("div", { class: "reactions" }, all.map((one) => h("span", {}, one.emoji || "★"))) : null;
}

/** One to three emoji and nothing else are shown large, without a bubble. */
export function bareEmoji(message) {
  const text = message.text;
  if (!text || text.length > 40 || message.reply_to_message || !globalThis.Intl?.Segmenter) return false;
  const marks = [...new Intl.Segmenter().segment(text.trim())].map((part) => part.segment);
  const emoji = /^(?:\p{Regional_Indicator}{2}|[0-9#*]\ufe0f?\u20e3|\p{Extended_Pictographic}.*)$/u;
  return marks.length > 0 && marks.length <= 3 && marks.every((mark) => emoji.test(mark));
}

function moreButton(message, row, act) {
  return h("button", {
    type: "button", class: "more icon-button", "aria-label": t("message_menu"), title: t("message_menu"),
    onclick: (event) => act.menu(message, event.currentTarget, null),
  }, icon("more", 18));
}

function onContext(event, message, act) {
  // The browser's own menu stays where it is the more useful one: over links, selected text and pictures.
  if (event.target.closest("a, img, video, audio") || String(getSelection())) return;
  event.preventDefault();
  act.menu(message, event.currentTarget.querySelector(".more"), { x: event.clientX, y: event.clientY });
}

function onLink(event, act) {
  const command = event.target.closest("[data-command]");
  if (command) return act.say(command.dataset.command);
  const link = event.target.closest("a[data-start]");
  if (!link) return;
  event.preventDefault();
  act.start(link.dataset.start);
}

/** Messages → what makes one row each: albums together, everything else alone. Keys stay while messages come and go. */
export function rowsOf(messages) {
  const rows = [];
  for (const message of messages) {
    const last = rows.at(-1);
    const group = message.media_group_id;
    if (group && last && last.group === group && last.parts[0].out === message.out) last.parts.push(message);
    else rows.push({ key: group ? `album:${group}:${message.message_id}` : `m:${message.message_id}`, group, parts: [message] });
  }
  return rows;
}

