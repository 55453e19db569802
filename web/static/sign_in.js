// Asks whether the number was chosen in the bot, and goes on by itself.
import { request } from "./api.js";

const EVERY = 1500;
const panel = document.querySelector("[data-waiting]");

async function look() {
  let state = "waiting";
  try {
    ({ state } = await request(panel.dataset.waiting, { background: true }));
  } catch {
    // the network is away: ask again
  }
  if (state === "confirmed") {
    panel.querySelector("[data-finish]").requestSubmit();
  } else if (state === "over") {
    panel.querySelector("[data-standing]").hidden = true;
    panel.querySelector("[data-over]").hidden = false;
  } else {
    setTimeout(look, EVERY);
  }
}

setTimeout(look, EVERY);
