// Starts what the NHS design system does with a script: error summaries take the focus, character counts count. And ours.
import { initAll } from "../nhsuk/nhsuk-frontend.min.js";
import { readTablesAsCards } from "./tables.js";
import { keepTokensFresh } from "./tokens.js";
initAll();
keepTokensFresh();
readTablesAsCards();
