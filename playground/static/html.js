/**
 * Message markup → nodes. The server's `html` is parsed into a document that runs nothing, then rebuilt from an
 * allow-list: an unknown tag leaves its text, an unknown attribute is dropped, an address must be of a known scheme.
 */
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { bot } from "./store.js";

const TAGS = {
  b: "strong", strong: "strong", i: "em", em: "em", u: "u", ins: "u", s: "s", strike: "s", del: "s",
  code: "code", pre: "pre", blockquote: "blockquote",
};
const SCHEMES = /^(https?|tg|tel|mailto):/i;
// What a chat client makes pressable by itself: addresses, e-mails, phones, commands, mentions.
const AUTOLINK = new RegExp([
  String.raw`https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]»]`,
  String.raw`\b(?:t\.me|telegram\.me)\/[^\s<>"']*[^\s<>"'.,;:!?)\]»]`,
  String.raw`[\w.+-]+@[\w-]+\.[\w.-]*\w`,
  String.raw`(?<![\w+])\+\d[\d\s()\-]{8,16}\d(?!\d)`,
  String.raw`(?<![\w/])\/[a-zA-Z][a-zA-Z0-9_]{0,31}(?:@\w+)?`,
  String.raw`(?<![\w@])@[a-zA-Z]\w{3,31}`,
].join("|"), "gu");

export function renderHtml(html) {
  const parsed = new DOMParser().parseFromString(`<body>${html}</body>`, "text/html");
  return walk(parsed.body, { linkify: true });
}

function walk(parent, context) {
  const nodes = [];
  for (const node of parent.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) nodes.push(...(context.linkify ? linkify(textOf(node)) : [textOf(node)]));
    else if (node.nodeType === Node.ELEMENT_NODE) nodes.push(element(node, context));
  }
  return nodes;
}

/** A quote and a block of code end their line themselves: the break behind them is not drawn again. */
function textOf(node) {
  const isBehindBlock = ["blockquote", "pre"].includes(node.previousSibling?.localName);
  return isBehindBlock ? node.data.replace(/^\n/, "") : node.data;
}

function element(node, context) {
  const name = node.localName;
  if (name === "br") return "\n";
  if (name === "script" || name === "style") return "";
  if (name === "a") return anchor(node.getAttribute("href") || "", walk(node, { linkify: false }));
  if (name === "tg-spoiler" || (name === "span" && node.classList.contains("tg-spoiler"))) return spoiler(node, context);
  if (!(name in TAGS)) return walk(node, context);
  const literal = name === "code" || name === "pre";
  const el = h(TAGS[name], {}, walk(node, { linkify: context.linkify && !literal }));
  if (name === "blockquote" && node.hasAttribute("expandable")) el.className = "expandable";
  return el;
}

function spoiler(node, context) {
  const el = h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": t("spoiler") },
    walk(node, { linkify: false, ...context }));
  const reveal = () => {
    el.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) el.removeAttribute(name);
  };
  el.addEventListener("click", reveal);
  el.addEventListener("keydown", (event) => (event.key === "Enter" || event.key === " ") && reveal());
  return el;
}

function linkify(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(AUTOLINK)) {
    parts.push(text.slice(from, match.index), auto(match[0]));
    from = match.index + match[0].length;
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== "");
}

function auto(found) {
  if (found.startsWith("/")) return h("button", { type: "button", class: "command-link", dataset: { command: found } }, found);
  if (found.startsWith("+")) return anchor(`tel:${found.replace(/[^\d+]/g, "")}`, [found]);
  if (found.startsWith("@")) return anchor(`https://t.me/${found.slice(1)}`, [found]);
  if (/^[^/]*@/.test(found) && !/^https?:/.test(found)) return anchor(`mailto:${found}`, [found]);
  return anchor(/^https?:/i.test(found) ? found : `https://${found}`, [found]);
}

/** A link that leaves the page opens in a new tab; a deep link to our bot is played in the chat (message.js). */
export function anchor(href, children) {
  const trimmed = href.trim();
  const url = /^[a-z][a-z0-9+.-]*:/i.test(trimmed) ? trimmed : `https://${trimmed}`;
  if (!trimmed || !SCHEMES.test(url)) return h("span", {}, children);
  const props = { href: url, rel: "noopener noreferrer nofollow" };
  if (deepLink(url) !== null) props["data-start"] = deepLink(url);
  else if (/^https?:/i.test(url)) props.target = "_blank";
  return h("a", props, children);
}

/** The payload of `t.me/<our bot>?start=payload` ("" without one), or null for any other address. */
export function deepLink(url) {
  const web = /^https?:\/\/(?:www\.)?(?:t|telegram)\.me\/(\w+)\/?(?:\?([^#]*))?(?:#.*)?$/i.exec(url);
  const app = /^tg:\/\/resolve\/?\?([^#]*)/i.exec(url);
  const query = new URLSearchParams((web && web[2]) || (app && app[1]) || "");
  const name = web ? web[1] : query.get("domain");
  if (!name || !bot.username || name.toLowerCase() !== bot.username.toLowerCase()) return null;
  return query.get("start") || "";
}

/** The name in `t.me/name`, or null for any other address. */
export function publicName(url) {
  const found = /^https?:\/\/(?:www\.)?(?:t|telegram)\.me\/([a-z]\w{3,31})\/?$/i.exec(url);
  return found ? found[1] : null;
}

/** Text with markup taken away, for quotes, the list and the clipboard. */
export function plain(html) {
  return new DOMParser().parseFromString(`<body>${html}</body>`, "text/html").body.textContent;
}
