// A value as programs print it.

const encoder = new TextEncoder();

/** By name, each as what writes it. */
export const FORMS = {
  "itself": (value: string) => value,
  "JSON": (value: string) => JSON.stringify(value).slice(1, -1),
  "JSON in JSON": (value: string) => JSON.stringify(JSON.stringify(value)).slice(3, -3),
  "JSON in ASCII": (value: string) =>
    JSON.stringify(value).slice(1, -1).replaceAll(
      /[\u007f-\uffff]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  "base64": (value: string) => base64(encoder.encode(value)),
  "base64 without padding": (value: string) => base64(encoder.encode(value)).replace(/=+$/, ""),
  "base64 for URLs": (value: string) => base64(encoder.encode(value)).replaceAll("+", "-").replaceAll("/", "_"),
  "basic authentication": (value: string) => {
    const bits = 8 * encoder.encode(`user:${value}`).length;
    return base64(encoder.encode(`user:${value}`)).slice(7, Math.floor(bits / 6));
  },
  "percent-encoding": (value: string) => encodeURIComponent(value),
  "percent-encoding twice": (value: string) => encodeURIComponent(encodeURIComponent(value)),
  "percent-encoding in small letters": (value: string) =>
    encodeURIComponent(value).replaceAll(/%../g, (code) => code.toLowerCase()),
  "a form": (value: string) => new URLSearchParams({ v: value }).toString().slice(2),
  "a shell's single quotes": (value: string) => value.replaceAll("'", "'\\''"),
  "a shell's double quotes": (value: string) => value.replaceAll(/["\\$`]/g, "\\$&"),
  "a shell's backslashes": (value: string) => value.replaceAll(/[^\w\n]/gu, "\\$&"),
  "Python's shlex.quote": (value: string) => value.replaceAll("'", `'"'"'`),
  "HTML": (value: string) =>
    value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")
      .replaceAll("'", "&#39;"),
  "hexadecimal digits": (value: string) => hex(value).join(""),
  "hexadecimal digits in capitals with colons": (value: string) => hex(value).join(":").toUpperCase(),
  "YAML's single quotes": (value: string) => value.replaceAll("'", "''"),
  "CSV": (value: string) => value.replaceAll('"', '""'),
};

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function hex(value: string): string[] {
  return [...encoder.encode(value)].map((byte) => byte.toString(16).padStart(2, "0"));
}
