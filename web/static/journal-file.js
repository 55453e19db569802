// The Excel file: asked for, watched while it is made, fetched when it is ready.
import { request } from "./api.js";
import { filled } from "./journal-filters.js";

const pause = (time) => new Promise((done) => setTimeout(done, time));

export function fileButton(config, ask, fail) {
  const words = config.words;
  const button = document.querySelector("[data-file]");
  const note = document.querySelector("[data-note]");
  const stop = document.querySelector("[data-stop]");
  let job = null;
  const say = (text, going) => { note.hidden = !text; note.firstElementChild.textContent = text; stop.hidden = !going; };

  stop.addEventListener("click", () => job && request(`${config.files}/${job.id}/stop`, { method: "POST" }).catch(fail));
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      job = await request(`${config.url}/file`, { method: "POST", body: ask() });
      while (job.state === "queued" || job.state === "running") {
        say(job.total ? filled(words, words.making, job) : words.queued, true);
        await pause(700);
        job = await request(`${config.files}/${job.id}`);
      }
      say(job.state === "done" ? words.ready : job.state === "failed" ? words.file_failed : "", false);
      if (job.state === "done") location.assign(`${config.files}/${job.id}/file.xlsx`);
    } catch (error) {
      say("", false);
      fail(error);
    } finally {
      button.disabled = false;
    }
  });
}
