// An HTTP request as a module asks for it, before any program is chosen for it.
import { isObject } from "../../model/json.ts";
import type { Parameter } from "../../ports/module.ts";
import { Params } from "../frame/parameters.ts";
import { ProbeFailed } from "../frame/planned.ts";
import { pythonText } from "../frame/python_print.ts";
import { urlAndLogin } from "./url.ts";

/** What is asked of a server, and how. Paths are the host's; `~` and variables in them are expanded there. */
export interface HttpRequest {
  /** Without user and password. */
  url: string;
  method: string;
  headers: [name: string, value: string][];
  /** Names, in small letters, of headers that only the first server gets. */
  unredirected: string[];
  /** Bytes, or a file of the host. */
  body?: Uint8Array | { path: string };
  /** `always`: sent with the first request, instead of after a 401. */
  credentials?: { user: string; password: string; always: boolean };
  follow: "all" | "safe" | "none" | "urllib2";
  /** Seconds to connect, and to wait for the next byte. */
  timeout: number;
  proxy: boolean;
  netrc: boolean;
  decompress: boolean;
  tls: { validate: boolean; ca?: string; cert?: string; key?: string; ciphers: string[] };
  socket?: string;
}

/** Parameters of every module that asks a server. */
export const HTTP_PARAMETERS = {
  force_basic_auth: {
    type: "bool",
    description: "Send user and password with the first request, instead of after a 401.",
    default: false,
  },
  validate_certs: {
    type: "bool",
    description: "Refuse a server whose certificate cannot be verified.",
    default: true,
  },
  client_cert: { type: "path", description: "A certificate of ours on the host (PEM), perhaps with its key." },
  client_key: { type: "path", description: "The key of client_cert, where it is in a file of its own." },
  ciphers: { type: "list", elements: "str", description: "TLS ciphers, in OpenSSL's words." },
  decompress: { type: "bool", description: "Unpack an answer that is packed with gzip.", default: true },
  headers: { type: "dict", description: "Headers to send." },
  unredirected_headers: {
    type: "list",
    elements: "str",
    description: "Names of headers that are not sent again after a redirect.",
    default: [],
  },
  http_agent: { type: "str", description: "What to send as User-Agent.", default: "ansible-httpget" },
  use_proxy: { type: "bool", description: "Obey the host's http_proxy and its like.", default: true },
  use_netrc: { type: "bool", description: "Take user and password from the host's ~/.netrc.", default: true },
  use_gssapi: { type: "bool", description: "Kerberos. Cannot be honoured: true is refused.", default: false },
} satisfies Record<string, Parameter>;

/** What a request is besides its parameters. */
export interface Asked {
  method: string;
  url: string;
  /** Added to those of `headers`, which win. */
  headers?: [name: string, value: string][];
  body?: Uint8Array | { path: string };
  follow?: HttpRequest["follow"];
}

/** The request that parameters describe. */
export function requestOf(params: Params, asked: Asked): HttpRequest {
  const { url, user, password } = urlAndLogin(asked.url);
  const name = params.text("url_username") ?? user;
  const given = headersOf(params);
  const names = new Set(given.map(([header]) => header.toLowerCase()));
  const agent = params.text("http_agent") ?? "";
  const usual: [string, string][] = [
    ...(agent === "" ? [] : [["User-Agent", agent] as [string, string]]),
    ["Accept-Encoding", "identity"],
    ["Connection", "close"],
    ...(asked.headers ?? []),
  ];
  const optional = (name: string, key: string) => params.has(name) ? { [key]: params.text(name) ?? "" } : {};
  return {
    url,
    method: asked.method,
    headers: [...usual.filter(([header]) => !names.has(header.toLowerCase())), ...given],
    unredirected: params.texts("unredirected_headers").map((header) => header.toLowerCase()),
    ...(asked.body === undefined ? {} : { body: asked.body }),
    ...(name === undefined || name === "" ? {} : {
      credentials: {
        user: name,
        password: (params.has("url_username") ? params.text("url_password") : password) ?? "",
        always: params.flag("force_basic_auth"),
      },
    }),
    follow: asked.follow ?? "urllib2",
    timeout: params.number("timeout") ?? 10,
    proxy: params.flag("use_proxy"),
    netrc: params.flag("use_netrc"),
    decompress: params.flag("decompress"),
    tls: {
      validate: params.flag("validate_certs"),
      ciphers: params.texts("ciphers"),
      ...optional("ca_path", "ca"),
      ...optional("client_cert", "cert"),
      ...optional("client_key", "key"),
    },
    ...optional("unix_socket", "socket"),
  };
}

/**
 * A GET of a URL in a parameter that may be one: with what HTTP_PARAMETERS have by default. Throws ProbeFailed for a text that is no URL.
 */
export function plainRequest(url: string, { validateCerts }: { validateCerts: boolean }): HttpRequest {
  const usual = Object.entries(HTTP_PARAMETERS).map(([name, parameter]) =>
    [name, "default" in parameter ? parameter.default : null] as const
  );
  const params = new Params(new Map([...usual, ["url", url], ["validate_certs", validateCerts]]));
  const wrong = requestProblem(params);
  if (wrong !== undefined) throw new ProbeFailed(wrong);
  return requestOf(params, { method: "GET", url });
}

/** Headers as text; a list or dictionary is sent as Python would print it. */
export function headersOf(params: Params): [string, string][] {
  const raw = params.raw("headers");
  if (!isObject(raw)) return [];
  return Object.entries(raw).map(([name, value]) => [name, pythonText(value)]);
}

/** What is wrong with these parameters; undefined when nothing is. */
export function requestProblem(params: Params): string | undefined {
  if (params.flag("use_gssapi")) {
    return "use_gssapi: Kerberos is not supported; write url_username and url_password, or run curl --negotiate with the module command";
  }
  for (const [name, value] of headersOf(params)) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return `headers: '${name}' is not a header's name`;
    if (/[\r\n\0]/.test(value)) return `headers: the value of '${name}' holds a line break`;
  }
  const [user, password] = [params.text("url_username") ?? "", params.text("url_password") ?? ""];
  if (/[\r\n\0]/.test(user + password)) return "url_username and url_password cannot hold a line break";
  const url = params.text("url") ?? "";
  if (/[\0-\x20\x7f]/.test(url)) {
    return `url: '${urlAndLogin(url).url}' holds a space or a control character: write %20 for a space`;
  }
  return undefined;
}
