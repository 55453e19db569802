/** What the page knows: personas and their chats. Events come in here; panes and the list are told by topic. */
import { emitter } from "./dom.js";

export const bus = emitter();
export const bot = { id: 0, first_name: "", username: "" };
export const personas = new Map();
const chats = new Map();

/** The page is looking at these chats: what arrives there is read at once (app.js). */
export const watched = { has: () => false };

export function chatOf(uid) {
  if (!chats.has(uid)) chats.set(uid, freshChat());
  return chats.get(uid);
}

function freshChat() {
  return {
    messages: new Map(), keyboard: null, keyboardAsked: 0, commands: [], menuButton: null, pinned: null,
    loaded: false, loading: false, backlog: [], complete: false, oldest: null, action: null,
  };
}

export const ordered = (chat) => [...chat.messages.values()].sort((a, b) => a.message_id - b.message_id);
export const totalUnread = () => [...personas.values()].reduce((sum, person) => sum + (person.unread || 0), 0);

/** A whole new state: at start, after a lost connection, after a `reset`. Histories are to be loaded again. */
export function setState(state) {
  Object.assign(bot, state.bot);
  personas.clear();
  for (const person of state.personas) personas.set(person.user_id, person);
  for (const chat of chats.values()) chat.loaded = false;
  bus.emit("people");
}

/** A page of history; `older` is one before what we have. Events that came meanwhile are applied over it. */
export function setHistory(uid, page, { older = false, limit = 50 } = {}) {
  const chat = chatOf(uid);
  if (!older) chat.messages.clear();
  for (const message of page.messages) if (!message.deleted) chat.messages.set(message.message_id, message);
  chat.complete = page.messages.length < limit;
  // Of the removed ones too: a page that holds nothing else must still lead to the one before it.
  chat.oldest = page.messages[0]?.message_id ?? chat.oldest;
  if (!older) {
    takeExtras(chat, page);
    chat.loaded = true;
    chat.backlog.splice(0).forEach((event) => applyToChat(uid, chat, event));
  }
  bus.emit(`chat:${uid}`, { type: older ? "older" : "loaded" });
}

export function takeExtras(chat, page) {
  chat.keyboard = page.reply_keyboard || null;
  chat.commands = page.commands || [];
  chat.menuButton = page.menu_button || null;
  chat.pinned = page.pinned || null;
}

export function apply(event) {
  const uid = event.chat_id;
  if (event.type === "persona") return takePersona(event);
  if (event.type === "answer" || event.type === "inline") return bus.emit(event.type, event);
  if (event.type === "commands") return bus.emit("commands", event);
  if (event.type === "message") noteMessage(uid, event.message);
  if (event.type === "read") setUnread(uid, 0);
  const chat = chatOf(uid);
  if (chat.loading) chat.backlog.push(event);
  if (chat.loaded) {
    applyToChat(uid, chat, event);
    bus.emit(`chat:${uid}`, event);
  }
}

function applyToChat(uid, chat, event) {
  const known = (id) => chat.messages.has(id);
  if (event.type === "message") {
    chat.messages.set(event.message.message_id, event.message);
    if (!event.message.out) chat.action = null;
    if (event.message.pinned_message) chat.pinned = event.message.pinned_message;
  } else if (event.type === "edit" && known(event.message.message_id)) {
    chat.messages.set(event.message.message_id, event.message);
    refreshLast(uid, chat);
  } else if (event.type === "delete") {
    chat.messages.delete(event.message_id);
    refreshLast(uid, chat);
  } else if (event.type === "keyboard") {
    chat.keyboard = event.reply_keyboard || null;
    chat.keyboardAsked += 1;
  } else if (event.type === "reaction" && known(event.message_id)) {
    const message = chat.messages.get(event.message_id);
    chat.messages.set(event.message_id, { ...message, [event.out ? "reaction_out" : "reaction_in"]: event.reaction || [] });
  } else if (event.type === "action") {
    chat.action = { name: event.action, until: Date.now() + 5000 };
  }
}

/** A persona came or changed; an event that only names it asks for the list anew. */
function takePersona(event) {
  if (!event.persona) return bus.emit("persona", event);
  mergePersonas([event.persona]);
}

/** What is known of counts and last words comes from events and stays; a list read meanwhile would count twice. */
export function mergePersonas(list) {
  for (const person of list) {
    const known = personas.get(person.user_id);
    personas.set(person.user_id, known ? { ...person, unread: known.unread, last: known.last || person.last } : person);
    bus.emit(`chat:${person.user_id}`, { type: "blocked" });
  }
  bus.emit("people");
}

function noteMessage(uid, message) {
  const person = personas.get(uid);
  if (!person) return;
  person.last = { message, date: message.date };
  if (!message.out && !watched.has(uid)) person.unread = (person.unread || 0) + 1;
  bus.emit("people");
  bus.emit("arrived", uid);
}

/** After an edit or a deletion the list shows what is now the last message. */
function refreshLast(uid, chat) {
  const person = personas.get(uid);
  const message = ordered(chat).at(-1);
  if (!person || (!message && !chat.complete)) return;
  person.last = message ? { message, date: message.date } : null;
  bus.emit("people");
}

export function setUnread(uid, count) {
  const person = personas.get(uid);
  if (!person || person.unread === count) return;
  person.unread = count;
  bus.emit("people");
}

export function setBlocked(uid, blocked) {
  const person = personas.get(uid);
  if (!person) return;
  person.blocked = blocked;
  bus.emit("people");
  bus.emit(`chat:${uid}`, { type: "blocked" });
}
