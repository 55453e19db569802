// Requests of our own pages: they carry the token, speak JSON, and say what went wrong in the server's words.
const token = () => document.querySelector('meta[name="csrf"]').content;

export const AWAY = 0; // the status of what nobody answered

export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** `background` is for what a page asks by itself: it does not keep the session alive; `keepalive` for what goes on when the page is left. */
export async function request(url, { method = "GET", body, background = false, keepalive = false, headers: more = {} } = {}) {
  const headers = { Accept: "application/json", ...more };
  if (method !== "GET") headers["X-CSRF-Token"] = token();
  if (background) headers["X-Background"] = "1";
  if (body !== undefined && !(body instanceof FormData)) {
    headers["Content-Type"] = "application/json";
    body = JSON.stringify(body);
  }
  const answer = await fetch(url, { method, headers, body, keepalive }).catch(() => { throw new Refused("", AWAY); });
  if (answer.status === 401) {
    location.assign("/admin/sign-in");
    throw new Refused("", 401);
  }
  const known = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) throw new Refused(known?.error ?? String(answer.status), answer.status);
  return known;
}
