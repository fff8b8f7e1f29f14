// A host as `init --host` is told of it: as one types it behind `ssh`.
import { Refusal } from "./refusal.ts";

/** How it is entered; what is missing is ssh's to know. */
export interface FirstHost {
  name: string;
  user?: string;
  port?: number;
}

/** Reads `[USER@]NAME[:PORT]`, several with commas between. A host that is named twice counts once. Throws Refusal. */
export function readFirstHosts(text: string): FirstHost[] {
  const found = new Map<string, FirstHost>();
  for (const word of text.split(",").map((each) => each.trim())) {
    const [, user, name, port] = /^(?:([\w][\w.-]*)@)?([\w][\w.-]*)(?::(\d{1,5}))?$/.exec(word) ?? [];
    if (name === undefined || Number(port ?? 1) < 1 || Number(port ?? 1) > 65_535) {
      throw new Refusal(`--host ${word} is no host`, {
        hint: "Write it as you would behind ssh: web1.example.com, deploy@web1.example.com, 192.0.2.7:2222",
      });
    }
    found.set(name, {
      name,
      ...user === undefined ? {} : { user },
      ...port === undefined ? {} : { port: Number(port) },
    });
  }
  return [...found.values()];
}
