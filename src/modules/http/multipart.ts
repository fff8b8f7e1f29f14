// A form of several parts, files among them, as Ansible writes it (RFC 7578, files in base64).
import { isObject, type Json } from "../../model/json.ts";
import { digest } from "../files/digest.ts";
import { pythonText } from "../frame/python_print.ts";
import { joined } from "../text/byte_text.ts";

/** A part of a form. `file`: the bytes come from a file, and are sent in base64. */
export interface Part {
  name: string;
  content: Uint8Array;
  file: boolean;
  filename?: string;
  /** Absent for a plain text. */
  type?: string;
}

/** A field of a form as it was written: its content, or the file to be read for it. */
export type Field = { part: Part } | { name: string; filename: string; type: string } | { wrong: string };

const TYPES = new Map(Object.entries({
  css: "text/css",
  csv: "text/csv",
  gif: "image/gif",
  gz: "application/octet-stream",
  htm: "text/html",
  html: "text/html",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  js: "application/javascript",
  json: "application/json",
  pdf: "application/pdf",
  png: "image/png",
  svg: "image/svg+xml",
  tar: "application/x-tar",
  txt: "text/plain",
  xml: "text/xml",
  zip: "application/zip",
}));

/** The fields of a form, sorted by name as Ansible sends them. */
export function fieldsOf(body: Json): Field[] {
  if (!isObject(body)) {
    return [{ wrong: `body must be mapping, cannot be type ${Array.isArray(body) ? "list" : kind(body)}` }];
  }
  return Object.keys(body).sort().map((name): Field => {
    const value = body[name] ?? null;
    if (typeof value === "string") return { part: { name, content: new TextEncoder().encode(value), file: false } };
    if (!isObject(value)) {
      return {
        wrong: `failed to parse body as form-multipart: value must be a string, or mapping, cannot be type ${
          kind(value)
        }`,
      };
    }
    const text = (key: string) => value[key] === undefined || value[key] === null ? "" : pythonText(value[key]);
    const [filename, content] = [text("filename"), text("content")];
    if (filename === "" && content === "") {
      return { wrong: "failed to parse body as form-multipart: at least one of filename or content must be provided" };
    }
    const ending = filename.split(".").at(-1)?.toLowerCase() ?? "";
    const type = text("mime_type") || (TYPES.get(ending) ?? "application/octet-stream");
    if (content === "") return { name, filename, type };
    const named = filename === "" ? {} : { filename: filename.split("/").at(-1) ?? filename };
    return { part: { name, content: new TextEncoder().encode(content), file: false, type, ...named } };
  });
}

/** The form's bytes and its type. */
export function multipart(parts: Part[]): { bytes: Uint8Array; type: string } {
  const seed = parts.map(({ content }) => digest("sha1", content)).join("");
  const boundary = `===============${digest("sha1", new TextEncoder().encode(seed))}==`;
  const chunks: Uint8Array[] = [];
  const add = (text: string) => chunks.push(new TextEncoder().encode(text));
  for (const { name, content, file, filename, type } of parts) {
    add(`--${boundary}\r\n${file ? "Content-Transfer-Encoding: base64\r\n" : ""}`);
    add(`Content-Type: ${type ?? "text/plain"}\r\n`);
    add(`Content-Disposition: form-data; ${parameter("name", name)}`);
    add(`${filename === undefined ? "" : `; ${parameter("filename", filename)}`}\r\n\r\n`);
    if (file) add(`${content.toBase64().replaceAll(/.{76}(?=.)/g, "$&\r\n")}\r\n`);
    // Python's mail package sends texts with these line ends.
    else add(new TextDecoder("utf-8", { ignoreBOM: true }).decode(content).replaceAll(/\r\n|\r|\n/g, "\r\n"));
    add("\r\n");
  }
  add(`--${boundary}--\r\n`);
  return { bytes: joined(chunks), type: `multipart/form-data; boundary="${boundary}"` };
}

/** A parameter of a header; beyond ASCII as RFC 2231 writes it. */
function parameter(key: string, value: string): string {
  if (/^[\x20-\x7e]*$/.test(value)) return `${key}="${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  return `${key}*=utf-8''${encodeURIComponent(value)}`;
}

function kind(value: Json): string {
  if (value === null) return "NoneType";
  if (Array.isArray(value)) return "list";
  return { string: "str", boolean: "bool", number: "int", object: "dict" }[typeof value as "string"] ?? "str";
}
