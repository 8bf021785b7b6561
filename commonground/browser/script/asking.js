// The page's side of the worker: a question, and a promise of its answer.

const BROKEN = { error: "The counting part stopped. Nothing was counted. Press Count to try again.", broken: true };

/** Python and DuckDB in a worker of their own, so that the page stays alive while they count. */
export class Counter {
  constructor(address, onStep) {
    this.address = address;
    this.onStep = onStep;
    this.start();
  }

  /** A worker anew, in the place of one that broke. */
  start() {
    this.stop();
    this.waiting = new Map();
    this.asked = 0;
    const worker = new Worker(this.address, { type: "module" });
    this.worker = worker;
    this.ready = new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => {
        if (data.step) this.onStep(data.step);
        else if (data.ready) resolve();
        else if (data.failed) reject(new Error("the counting part did not start"));
        else this.#settle(data);
      };
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error("the counting part did not start"));
        for (const id of this.waiting.keys()) this.#settle({ id, answer: BROKEN });
      };
    });
    return this.ready;
  }

  /** Lets go of the worker and of all that it holds. */
  stop() {
    this.worker?.terminate();
  }

  /** Asks one thing (`commonground.browser.page.ASKED`), with plain values and files by kind. */
  async ask(ask, given = {}, files = {}) {
    await this.ready;
    this.asked += 1;
    const id = this.asked;
    const answered = new Promise((resolve) => this.waiting.set(id, resolve));
    this.worker.postMessage({ id, ask, given, files });
    return answered;
  }

  #settle({ id, answer }) {
    this.waiting.get(id)?.(answer);
    this.waiting.delete(id);
  }
}

/** A file that the browser was not let to read: gone, changed since it was chosen, a folder, or open elsewhere. */
export class Unreadable extends Error {}

/** The files of an input as the worker takes them. They are read here and never kept. */
export async function bytesOf(files) {
  return Promise.all(Array.from(files, async (file) => ({ name: file.name, data: await bytes(file) })));
}

async function bytes(file) {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new Unreadable(`${file.name} can't be opened. If another program has it open, close it there. Then choose the file again`);
  }
}
