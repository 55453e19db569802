/** Keeps the store in step with the server: loads the state, long-polls events, comes back after a lost connection. */
import { api, Offline } from "./api.js";
import { lang } from "./i18n.js";
import { apply, bus, chatOf, mergePersonas, setHistory, setState, takeExtras } from "./store.js";

const POLL_SECONDS = 25;
const GIVE_UP_MS = (POLL_SECONDS + 10) * 1000;
const PAGE = 50;

export const link = { online: true, ready: false };
let cursor = 0;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function setOnline(online) {
  if (link.online === online) return;
  link.online = online;
  bus.emit("link");
}

/** Never returns: one long poll after the other, and a full reload whenever the thread of events is lost. */
export async function run() {
  for (let failures = 0; ;) {
    try {
      if (!link.ready) await reload();
      await poll();
      failures = 0;
    } catch (error) {
      failures += 1;
      // A refused poll is no lost connection, but the events after it are: start again from the state.
      link.ready = false;
      setOnline(false);
      if (!(error instanceof Offline)) console.warn(error);
      await pause(Math.min(400 * 2 ** Math.min(failures, 3), 3000));
    }
  }
}

async function reload() {
  const state = await api.state(lang());
  cursor = state.cursor;
  setState(state);
  link.ready = true;
  setOnline(true);
  bus.emit("ready");
}

async function poll() {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), GIVE_UP_MS);
  try {
    const asked = Date.now();
    const batch = await api.events(cursor, POLL_SECONDS, stop.signal);
    // A server that is about to stop answers at once with nothing: do not ask it in a tight loop.
    if (!batch.events.length && Date.now() - asked < 500) await pause(500);
    setOnline(true);
    const lost = batch.cursor < cursor || batch.events.some((event) => event.type === "reset");
    if (lost) {
      link.ready = false;
      return;
    }
    cursor = batch.cursor;
    batch.events.forEach(applySafely);
  } finally {
    clearTimeout(timer);
  }
}

/** One event that the page cannot show must not stop those behind it. */
function applySafely(event) {
  try {
    apply(event);
  } catch (error) {
    console.error("Event skipped", event, error);
  }
}

/** Loads the newest page of a chat; throws what the API throws. */
export async function loadChat(uid) {
  const chat = chatOf(uid);
  chat.loading = true;
  try {
    setHistory(uid, await api.history(uid, null, PAGE), { limit: PAGE });
    while (!chat.messages.size && !chat.complete) await loadOlder(uid);
  } finally {
    chat.loading = false;
    chat.backlog.length = 0;
  }
}

export async function loadOlder(uid) {
  const chat = chatOf(uid);
  setHistory(uid, await api.history(uid, chat.oldest, PAGE), { older: true, limit: PAGE });
}

/** One reading for a burst of persona events; when it fails, the next reload brings them. */
let listing = null;
bus.on("persona", () => {
  listing ??= pause(50)
    .then(() => {
      listing = null;
      return api.state(lang());
    })
    .then((state) => mergePersonas(state.personas))
    .catch(() => {});
});

/** Commands and the menu button changed: ask again, leaving the messages alone. */
export async function loadExtras(uid) {
  takeExtras(chatOf(uid), await api.history(uid, null, 1));
  bus.emit(`chat:${uid}`, { type: "extras" });
}
