// Sending files of an import, in parts that fit into a call.
import { api } from "../../api.js";

const PART = 3 * 1024 * 1024;
const LETTERS = 0x8000;

/** Base64 of some bytes; `String.fromCharCode` takes only so many at once. */
export function base64(bytes) {
  let text = "";
  for (let start = 0; start < bytes.length; start += LETTERS) text += String.fromCharCode(...bytes.subarray(start, start + LETTERS));
  return btoa(text);
}

const partsOf = (file) => Array.from({ length: Math.max(1, Math.ceil(file.size / PART)) }, (_, part) => file.slice(part * PART, (part + 1) * PART));
const read = async (name, blob) => ({ name, data: base64(new Uint8Array(await blob.arrayBuffer())) });

/** The id of an import that has all of the files. */
export async function sentFiles(body, files) {
  if (files.length === 1 && files[0].size <= PART) return (await api.post("/api/imports", { ...body, file: await read(files[0].name, files[0]) })).id;
  const { id } = await api.post("/api/imports", { ...body, files_follow: true });
  let number = 0;
  for (const file of files) {
    for (const part of partsOf(file)) await api.put(`/api/imports/${id}/files/${number++}`, await read(file.webkitRelativePath || file.name, part));
  }
  await api.post(`/api/imports/${id}/read`, {});
  return id;
}
