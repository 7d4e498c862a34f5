// What can be said of a list before it is sent. Pure, so that node can test it.
export const MAX_LINES = 5000;

/** What a file of text says. Spreadsheets on Windows write UTF-16, or one byte a letter. */
export function textOf(bytes) {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

const rows = (csv) => csv.replace(/^\uFEFF/, "").split(/\r\n?|\n/).filter((line) => line.trim());

/** The lines below the names. */
export const linesOf = (csv) => rows(csv).slice(1);

/** Spreadsheets of some countries part columns by semicolons. */
const partedBy = (line) => (line.includes(";") && !line.includes(",") ? ";" : ",");
const namesOf = ([line = ""]) => line.split(partedBy(line)).map((name) => name.trim().replace(/^"(.*)"$/, "$1").toLowerCase());

/** A sentence; empty for what can be sent. */
export function wrongCsv(csv) {
  if (!csv.trim()) return "Choose a file, or paste a list";
  if (!namesOf(rows(csv)).includes("email")) return "List must begin with a line of names, one of them email";
  const { length } = linesOf(csv);
  if (!length) return "List has no line below the names";
  return length > MAX_LINES ? `List has ${length} lines: import at most ${MAX_LINES} at once` : "";
}
