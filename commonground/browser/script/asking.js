// The page's side of the worker: a question, and a promise of its answer.

/** Python and DuckDB in a worker of their own, so that the page stays alive while they count. */
export class Counter {
  constructor(address, onStep) {
    this.waiting = new Map();
    this.worker = new Worker(address, { type: "module" });
    this.ready = new Promise((resolve, reject) => {
      this.worker.onmessage = ({ data }) => {
        if (data.step) onStep(data.step);
        else if (data.ready) resolve();
        else if (data.failed) reject(new Error(data.failed));
        else this.#settle(data);
      };
      this.worker.onerror = () => reject(new Error("the counting part did not start"));
    });
  }

  /** Asks one thing (`commonground.browser.page.ASKED`), with plain values and files by kind. */
  async ask(ask, given = {}, files = {}) {
    await this.ready;
    const id = crypto.randomUUID();
    const answered = new Promise((resolve) => this.waiting.set(id, resolve));
    this.worker.postMessage({ id, ask, given, files });
    return answered;
  }

  #settle({ id, answer }) {
    this.waiting.get(id)?.(answer);
    this.waiting.delete(id);
  }
}

/** The files of an input as the worker takes them. They are read here and never kept. */
export async function bytesOf(files) {
  return Promise.all(Array.from(files, async (file) => ({ name: file.name, data: new Uint8Array(await file.arrayBuffer()) })));
}
