/** Pressed inline buttons: which ones wait for the bot, and what the bot answered. */
import { api } from "./api.js";
import { bus } from "./store.js";

const WAIT_MS = 10000;
const PAY = "\0pay"; // no callback data
const waiting = new Map(); // callback_query_id → resolve
const early = new Map(); // answers that overtook the reply to our own press
const busy = new Set(); // "uid:message:data", so that a redrawn button keeps its spinner

const key = (uid, messageId, data) => `${uid}:${messageId}:${data}`;
export const isBusy = (uid, messageId, data) => busy.has(key(uid, messageId, data));

bus.on("answer", (event) => {
  const id = String(event.callback_query_id);
  const resolve = waiting.get(id);
  if (resolve) return resolve(event);
  early.set(id, event);
  setTimeout(() => early.delete(id), WAIT_MS);
});

function answerTo(id) {
  if (early.has(id)) {
    const event = early.get(id);
    early.delete(id);
    return Promise.resolve(event);
  }
  return new Promise((resolve) => {
    const done = (event) => {
      waiting.delete(id);
      clearTimeout(timer);
      resolve(event);
    };
    const timer = setTimeout(() => done(null), WAIT_MS);
    waiting.set(id, done);
  });
}

/** Presses and waits: the bot's `answer` event, or null when it kept silent for 10 s. Throws what the API throws. */
export const press = (uid, messageId, data) =>
  asked(uid, key(uid, messageId, data), async () => (await api.press(uid, messageId, data)).callback_query_id);

/** The same for the button of an invoice: the bot is asked before the money moves. */
export const pay = (uid, messageId) =>
  asked(uid, key(uid, messageId, PAY), async () => (await api.pay(uid, messageId)).pre_checkout_query.id);

async function asked(uid, mine, ask) {
  if (busy.has(mine)) return undefined;
  mark(uid, mine, true);
  try {
    return await answerTo(String(await ask()));
  } finally {
    mark(uid, mine, false);
  }
}

function mark(uid, mine, on) {
  if (on) busy.add(mine);
  else busy.delete(mine);
  bus.emit(`chat:${uid}`, { type: "presses" });
}
