/** Inline keyboards under bubbles and the reply keyboard below the composer. */
import { h } from "./dom.js";
import { deepLink, publicName } from "./html.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";
import { isBusy } from "./presses.js";
import { money } from "./summary.js";

const STYLES = new Set(["danger", "success", "primary"]);
const styleOf = (button) => (STYLES.has(button.style) ? ` ${button.style}` : "");

/** The keyboard of a message, or null. Which pressed buttons still wait is read from presses.js at each drawing. */
export function inlineKeyboard(message, act) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return h("div", { class: "inline-keyboard" },
    rows.map((row) => h("div", { class: "keys" }, row.map((button) => inlineButton(button, message, act)))));
}

function inlineButton(button, message, act) {
  const mark = markOf(button);
  const el = h("button", {
    type: "button", class: `inline-button${styleOf(button)}`, dataset: button.callback_data !== undefined ? { data: button.callback_data } : {},
    title: button.url || null,
  }, h("span", { class: "label" }, labelOf(button, message)), mark && icon(mark, 12));
  if (button.callback_data !== undefined) markBusy(el, isBusy(act.uid, message.message_id, button.callback_data));
  el.addEventListener("click", () => pressed(button, message, act));
  return el;
}

/** A chat client words the button of an invoice itself, in the reader's language. */
function labelOf(button, message) {
  return button.pay && message.invoice ? `${t("pay")} ${money(message.invoice)}` : button.text;
}

/** The small corner icon that tells what kind of button it is, as chat clients do. */
function markOf(button) {
  if (button.url !== undefined) return "link";
  if (button.copy_text) return "copy";
  return inlineQueryOf(button) === null ? null : "inline";
}

function inlineQueryOf(button) {
  for (const name of ["switch_inline_query_current_chat", "switch_inline_query"]) {
    if (button[name] !== undefined) return button[name];
  }
  return button.switch_inline_query_chosen_chat ? button.switch_inline_query_chosen_chat.query || "" : null;
}

function pressed(button, message, act) {
  const query = inlineQueryOf(button);
  if (button.callback_data !== undefined) act.press(message, button.callback_data);
  else if (button.url !== undefined) openUrl(button.url, act);
  else if (button.copy_text) act.copy(button.copy_text.text);
  else if (query !== null) act.inline(query);
  else if (button.pay) act.pay(message);
  else act.toast(t("not_here"));
}

export function openUrl(url, act) {
  const payload = deepLink(url);
  if (payload !== null) act.start(payload);
  else if (publicName(url) !== null) act.channel(publicName(url), url);
  else if (/^https?:/i.test(url)) window.open(url, "_blank", "noopener,noreferrer");
  else if (/^(tg|tel|mailto):/i.test(url)) location.href = url;
  else window.open(`https://${url}`, "_blank", "noopener,noreferrer");
}

/** After a press starts or ends: spinners of a drawn message without drawing it again. */
export function refreshBusy(row, uid, messageId) {
  for (const el of row.querySelectorAll(".inline-button[data-data]")) markBusy(el, isBusy(uid, messageId, el.dataset.data));
}

function markBusy(el, busy) {
  el.classList.toggle("busy", busy);
  if (busy) el.setAttribute("aria-busy", "true");
  else el.removeAttribute("aria-busy");
}

/** The docked keyboard for a ReplyKeyboardMarkup; `act.replyKey(button)` does what its button asks. */
export function replyKeyboard(markup, act) {
  const rows = markup.keyboard.map((row) => h("div", { class: "keys" }, row.map((item) => replyButton(item, act))));
  return h("div", { class: `reply-keyboard${markup.resize_keyboard ? " resized" : ""}`, role: "group", "aria-label": t("keyboard") }, rows);
}

function replyButton(item, act) {
  const button = typeof item === "string" ? { text: item } : item;
  return h("button", { type: "button", class: `reply-button${styleOf(button)}`, onclick: () => act.replyKey(button) }, h("span", { class: "label" }, button.text));
}

export const isReplyKeyboard = (markup) => Boolean(markup?.keyboard?.length);
export const isForceReply = (markup) => Boolean(markup?.force_reply);
