// The worker of the page: Python and DuckDB in WebAssembly, from our own server, asked one thing at a time.
import { loadPyodide } from "pyodide";
import { Database, startDuckDB } from "./database.js";

const base = new URL("./", self.location.href).href;

async function start() {
  say("Loading the database and the counting rules");
  const [duckdb, python, bundle] = await Promise.all([
    startDuckDB(base),
    loadPyodide({ indexURL: `${base}pyodide/`, checkIntegrity: false }),
    fetch(`${base}bundle.zip`).then((answer) => (answer.ok ? answer.arrayBuffer() : Promise.reject(new Error("no bundle")))),
  ]);
  python.unpackArchive(bundle, "zip", { extractDir: "/count" });
  python.runPython("import sys; sys.path.insert(0, '/count')");
  const page = python.pyimport("commonground.browser.page");
  return { duckdb, page, python };
}

function say(step) {
  self.postMessage({ step });
}

const started = start();
started.then(() => self.postMessage({ ready: true })).catch(() => self.postMessage({ failed: true }));

self.onmessage = async ({ data }) => {
  const { id, ask, given, files } = data;
  const { duckdb, page, python } = await started;
  const held = python.toPy(files ?? {});
  try {
    const answer = page.answer(ask, JSON.stringify(given), held, () => new Database(duckdb), say);
    self.postMessage({ id, answer: JSON.parse(answer) });
    held.destroy();
  } catch {
    // What Python says may quote the file: only that it happened leaves the worker. It may not count again after that.
    self.postMessage({ id, answer: { error: "Something went wrong that should not have. Nothing was counted.", broken: true } });
  }
};
