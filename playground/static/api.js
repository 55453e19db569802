/** The page's own API (playground/README.md), one function a call. */

const BASE = "/play/api";

/** The server answered and refused: `message` is its own description. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The server did not answer: it restarts, or the page was left open without it. */
export class Offline extends Error {}

async function call(path, { method = "GET", json, form, signal } = {}) {
  const init = { method, signal, headers: {}, cache: "no-store" };
  if (json !== undefined) {
    init.headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(json);
  }
  if (form) init.body = form;
  let response;
  try {
    response = await fetch(BASE + path, init);
  } catch (error) {
    throw new Offline(error.message);
  }
  return read(response);
}

async function read(response) {
  const text = await response.text().catch((error) => { throw new Offline(error.message); });
  let body = null;
  try {
    body = text ? JSON.parse(text) : null;
  } catch {
    body = null;
  }
  // 502–504 is what a proxy in front says while the process restarts: the same as no answer.
  if (response.status >= 502 && response.status <= 504) throw new Offline(`HTTP ${response.status}`);
  if (!response.ok) throw new Refused(response.status, describe(body) || `HTTP ${response.status}`);
  return body && body.ok === true && "result" in body ? body.result : body;
}

function describe(body) {
  if (!body || typeof body !== "object") return "";
  return body.description || body.error || body.detail || "";
}

const post = (path, json = {}) => call(path, { method: "POST", json });
const chat = (uid, path) => `/chats/${uid}${path}`;

export const api = {
  state: (lang) => call(`/state?lang=${encodeURIComponent(lang)}`),
  history: (uid, before, limit = 50) =>
    call(`/chats/${uid}?limit=${limit}${before ? `&before=${before}` : ""}`),
  events: (cursor, timeout, signal) => call(`/events?cursor=${cursor}&timeout=${timeout}`, { signal }),

  say: (uid, text, replyTo) =>
    post(chat(uid, "/messages"), replyTo ? { text, reply_to_message_id: replyTo } : { text }),
  edit: (uid, messageId, text) => post(chat(uid, "/edit"), { message_id: messageId, text }),
  press: (uid, messageId, data) => post(chat(uid, "/press"), { message_id: messageId, data }),
  start: (uid, payload) => post(chat(uid, "/start"), payload ? { payload } : {}),
  contact: (uid, contact) => post(chat(uid, "/contact"), contact || {}),
  location: (uid, latitude, longitude) => post(chat(uid, "/location"), { latitude, longitude }),
  inline: (uid, query, offset = "") => post(chat(uid, "/inline"), { query, offset }),
  choose: (uid, queryId, resultId) =>
    post(chat(uid, "/inline/choose"), { inline_query_id: queryId, result_id: resultId }),
  react: (uid, messageId, emoji) => post(chat(uid, "/react"), { message_id: messageId, emoji }),
  pay: (uid, messageId) => post(chat(uid, "/pay"), { message_id: messageId }),
  channel: (uid, name) => call(chat(uid, `/channels/${encodeURIComponent(name)}`)),
  subscribe: (uid, name, joined) => post(chat(uid, `/channels/${encodeURIComponent(name)}`), { joined }),
  read: (uid) => post(chat(uid, "/read")),
  block: (uid, blocked) => post(chat(uid, "/block"), { blocked }),
  addPersona: (fields) => post("/personas", fields),
  faults: () => call("/faults"),
  setFaults: (faults) => post("/faults", faults),

  files(uid, files, { caption = "", as = "document" } = {}) {
    const form = new FormData();
    for (const file of files) form.append("file", file, file.name);
    if (caption) form.append("caption", caption);
    form.append("as", as);
    return call(chat(uid, "/files"), { method: "POST", form });
  },
  fileUrl: (fileId) => `${BASE}/files/${encodeURIComponent(fileId)}`,
};
