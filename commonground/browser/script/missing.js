// What is to be put right in the form before anything is counted.

/** An earlier year is one typed in short. */
const EARLIEST = "2000";

/** Pairs of the field and what to do about it, in the order of the form. */
export function whatIsMissing(form, largest) {
  const { extract, chis, baseline, practice, as_at, chis_as_at } = form.elements;
  const faults = [];
  if (extract.files.length === 0) faults.push(["extract", "Choose the list from your system"]);
  for (const input of [extract, chis, baseline]) {
    const large = Array.from(input.files).find((file) => file.size > Number(largest));
    if (large) faults.push([input.name, `${large.name} is far larger than a list of children can be. Choose another file`]);
  }
  if (!/^[A-Za-z][A-Za-z0-9]{2,7}$/.test(practice.value.trim())) faults.push(["practice", "Give the code of your practice, such as Z99001"]);
  faults.push(...dayFaults(as_at, "the day on which you took the list", true));
  faults.push(...dayFaults(chis_as_at, "the day on which the other list was taken", false));
  return faults;
}

function dayFaults(input, day, needed) {
  if (input.validity.badInput || (needed && !input.value)) return [[input.name, `Give ${day}`]];
  if (!input.value) return [];
  if (!hasCome(input)) return [[input.name, `Give ${day}. It can't be a day to come`]];
  if (input.value < EARLIEST) return [[input.name, `Give ${day}, with the whole year, such as ${input.max.slice(0, 4)}`]];
  return [];
}

/** Whether a day is no later than today: the server's when it gave the page, or this computer's, which may be later. */
function hasCome({ value, max }) {
  const now = new Date();
  const here = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  return value.length <= max.length && (value <= max || value <= here);
}
