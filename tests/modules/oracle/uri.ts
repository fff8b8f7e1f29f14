// Scenarios of uri. GOOD, BAD and SAFE are servers on the loopback, AUTHORITY is the certificate that SAFE's came from.
import { makeCertificates } from "../certificates.ts";
import { WebServer } from "../web_server.ts";
import type { Scenario, Suite } from "./scenario.ts";

const FILE = ["mode", "owner", "group", "uid", "gid", "state", "size", "path"];
const CONTENT = ["content", "json"];
const KEYS = [
  ...[
    "status",
    "msg",
    "url",
    "redirected",
    "cookies",
    "cookies_string",
    "location",
    "content_type",
    "content_length",
    "path",
  ],
];
const ALL = [...KEYS, ...CONTENT];
const sends = "a request that changes something is sent once a run";

const looks: Scenario[] = [
  { name: "uri gets a text", params: { url: "GOOD/text" } },
  { name: "uri returns a text", params: { url: "GOOD/text", return_content: true }, alike: ALL },
  { name: "uri asks for the head", params: { url: "GOOD/text", method: "HEAD" } },
  { name: "uri asks in small letters", params: { url: "GOOD/text", method: "get" } },
  { name: "uri reads JSON", params: { url: "GOOD/json" }, alike: ALL },
  { name: "uri leaves JSON that is none", params: { url: "GOOD/bad-json", return_content: true }, alike: ALL },
  {
    name: "uri accepts another status",
    params: { url: "GOOD/status/404", status_code: [404, 200], return_content: true },
    alike: ALL,
  },
  { name: "uri accepts a status that is a text", params: { url: "GOOD/status/201", status_code: "200,201" } },
  {
    name: "uri fails on another status",
    params: { url: "GOOD/status/500", return_content: true },
    alike: ALL,
  },
  {
    name: "uri returns the content of a failure unasked",
    params: { url: "GOOD/status/404" },
    alike: ALL,
    differs: {
      why: "its documentation says so",
      run: { content: "status 404" },
      again: { content: "status 404" },
    },
  },
  { name: "uri reads the JSON of a failure", params: { url: "GOOD/problem" }, alike: [...KEYS, "json"] },
  {
    name: "uri has nothing to return of an empty answer",
    params: { url: "GOOD/status/204", status_code: 204, return_content: true },
    alike: ALL,
  },
  { name: "uri repeats the server's own reason", params: { url: "BAD/reason" } },
  { name: "uri follows a redirect", params: { url: "GOOD/redirect/302" } },
  { name: "uri follows a permanent redirect", params: { url: "GOOD/redirect/308/json" }, alike: ALL },
  { name: "uri follows a head's redirect", params: { url: "GOOD/redirect/303/text", method: "HEAD" } },
  {
    name: "uri follows no redirect",
    params: { url: "GOOD/redirect/301/text", follow_redirects: "none", status_code: 301 },
  },
  { name: "uri follows no redirect and fails", params: { url: "GOOD/redirect/301/text", follow_redirects: false } },
  { name: "uri follows a chain", params: { url: "GOOD/chain/9" } },
  {
    name: "uri leaves a chain that is too long",
    params: { url: "GOOD/chain/11" },
    alike: ["status", "msg", "redirected"],
  },
  { name: "uri follows as urllib2 does", params: { url: "GOOD/redirect/307/text", follow_redirects: "urllib2" } },
  { name: "uri goes nowhere but the web", params: { url: "GOOD/elsewhere?to=file:///etc/hostname" } },
  { name: "uri keeps cookies", params: { url: "GOOD/cookies" }, alike: [...KEYS, "set_cookie", "x_two"] },
  {
    name: "uri sends the cookie of a redirect",
    params: { url: "GOOD/login" },
    alike: ["json.headers.cookie", "cookies", "url"],
  },
  {
    name: "uri logs in after a refusal",
    params: { url: "GOOD/basic", user: "ann", password: 'pa:ss "w\\d', return_content: true },
    alike: ALL,
  },
  {
    name: "uri logs in at once",
    params: { url: "GOOD/basic", url_username: "ann", url_password: 'pa:ss "w\\d', force_basic_auth: true },
  },
  { name: "uri is not let in", params: { url: "GOOD/basic", user: "ann", password: "wrong" } },
  { name: "uri has no password", params: { url: "GOOD/basic", force_basic_auth: true, user: "ann" } },
  {
    name: "uri sends headers",
    params: {
      url: "GOOD/echo",
      headers: { "X-Number": 7, "X-Yes": true, "X-Quote": 'a "b" \\ c', "X-Empty": "", Accept: "text/html" },
      http_agent: "tester",
    },
    alike: ["json"],
  },
  { name: "uri sends nothing of its own", params: { url: "GOOD/echo" }, alike: ["json"] },
  {
    name: "uri asks for what is fresh",
    params: { url: "GOOD/echo", force: true },
    alike: ["json.headers.cache-control"],
    differs: {
      why: "its documentation says so; Ansible takes the parameter and does nothing with it",
      run: { "json.headers.cache-control": "no-cache" },
      again: { "json.headers.cache-control": "no-cache" },
    },
  },
  {
    name: "uri keeps some headers to the first server",
    params: {
      url: "GOOD/redirect/302/echo",
      headers: { "X-Secret": "s", "X-Open": "o" },
      unredirected_headers: ["x-secret"],
    },
    alike: ["json"],
  },
  { name: "uri unpacks", params: { url: "GOOD/gzip", return_content: true }, alike: ["content", "status"] },
  { name: "uri reads another encoding", params: { url: "GOOD/latin1", return_content: true }, alike: ALL },
  { name: "uri joins a header of two lines", params: { url: "BAD/folded" }, alike: ["status", "msg"] },
  { name: "uri takes long heads", params: { url: "BAD/long-heads" }, alike: ["status"] },
  { name: "uri is hung up on", params: { url: "BAD/hangup" }, alike: ["status", "msg", "url", "redirected"] },
  { name: "uri finds nobody", params: { url: "http://127.0.0.1:1/" }, alike: ["status", "url", "redirected"] },
  { name: "uri knows no such name", params: { url: "http://no.such.name.invalid/" }, alike: ["status", "url"] },
  { name: "uri is not told", params: { url: "GOOD/never", timeout: 1 }, alike: ["status", "url"] },
  { name: "uri refuses a method of two words", params: { url: "GOOD/text", method: "GET IT" }, alike: ["msg"] },
  {
    name: "uri is idle where creates is",
    before: "touch f",
    params: { url: "GOOD/text", creates: "@/f" },
    alike: ["stdout"],
  },
  { name: "uri is idle where removes is not", params: { url: "GOOD/text", removes: "@/f" }, alike: ["stdout"] },
  { name: "uri asks where creates is not", params: { url: "GOOD/text", creates: "@/f" } },
  { name: "uri takes a certificate that it can verify", params: { url: "SAFE/text", ca_path: "AUTHORITY" } },
  { name: "uri refuses one that it cannot verify", params: { url: "SAFE/text" }, alike: ["status", "url"] },
  { name: "uri takes any if told to", params: { url: "SAFE/text", validate_certs: false } },
];

const bodies: Scenario[] = [
  { name: "uri sends a text", params: { url: "GOOD/echo", method: "POST", body: 'wörds\n"and" \\ more' } },
  { name: "uri sends nothing", params: { url: "GOOD/echo", method: "POST" } },
  { name: "uri puts", params: { url: "GOOD/echo/", method: "PUT", body: "x" } },
  { name: "uri deletes", params: { url: "GOOD/echo", method: "DELETE" } },
  {
    name: "uri sends JSON",
    params: { url: "GOOD/echo", method: "POST", body: { a: [1, null, "ü"], b: { c: 1.5 } }, body_format: "json" },
  },
  {
    name: "uri sends JSON that is a text",
    params: { url: "GOOD/echo", method: "PATCH", body: '{"a" : 1}', body_format: "json" },
  },
  { name: "uri sends a JSON list", params: { url: "GOOD/echo", method: "POST", body: [1, 2], body_format: "json" } },
  {
    name: "uri sends a form",
    params: {
      url: "GOOD/echo",
      method: "POST",
      body: { name: "a b&c", list: ["1", "ü"], none: null, number: 5, "k/ey": "~*()'!" },
      body_format: "form-urlencoded",
    },
  },
  {
    name: "uri sends a form of pairs",
    params: { url: "GOOD/echo", method: "POST", body: [["a", "1"], ["a", "2"]], body_format: "form-urlencoded" },
  },
  {
    name: "uri sends its own type",
    params: {
      url: "GOOD/echo",
      method: "POST",
      body: { a: 1 },
      body_format: "json",
      headers: { "content-type": "application/vnd.api+json" },
    },
  },
  { name: "uri sends a body with GET", params: { url: "GOOD/echo", body: { a: 1 }, body_format: "json" } },
  {
    name: "uri sends a file",
    before: "mkdir files; printf 'of the\\0file\\n' >files/f.bin",
    params: { url: "GOOD/echo", method: "PUT", src: "f.bin", headers: { "Content-Type": "x/y" } },
  },
  {
    name: "uri sends a file of the host",
    before: "printf 'of the host' >f",
    params: { url: "GOOD/echo", method: "POST", src: "@/f", remote_src: true },
  },
  { name: "uri misses a file of the host", params: { url: "GOOD/echo", method: "POST", src: "@/f", remote_src: true } },
  {
    name: "uri follows with a body",
    params: { url: "GOOD/redirect/307/echo", method: "POST", body: "again", follow_redirects: "all" },
  },
  {
    name: "uri follows without the body",
    params: { url: "GOOD/redirect/302/echo", method: "POST", body: "once", follow_redirects: "all" },
  },
  {
    name: "uri follows a moved form as a GET",
    params: { url: "GOOD/redirect/301/echo", method: "POST", body: "once", follow_redirects: "urllib2" },
  },
  {
    name: "uri deletes where it was sent",
    params: { url: "GOOD/redirect/301/echo", method: "DELETE", follow_redirects: "all" },
  },
  {
    name: "uri follows no form",
    params: { url: "GOOD/redirect/302/echo", method: "POST", body: "x", status_code: 302 },
  },
  {
    name: "uri returns what a form was answered",
    params: { url: "GOOD/text", method: "POST", body: "x", return_content: true },
  },
  { name: "uri is refused", params: { url: "GOOD/status/409", method: "POST", body: "x", return_content: true } },
  {
    name: "uri logs in with a body",
    params: {
      url: "GOOD/basic",
      method: "POST",
      body: "b",
      user: "ann",
      password: 'pa:ss "w\\d',
      return_content: true,
    },
  },
].map((scenario) => ({ ...scenario, alike: ALL, blind: sends }));

const downloads: Scenario[] = [
  {
    name: "uri writes a file",
    params: { url: "GOOD/text", dest: "@/f", mode: "0640", owner: "daemon" },
    alike: [...KEYS, ...FILE],
    differs: { why: "a file that is right already is no change", again: { changed: false } },
  },
  {
    name: "uri writes into a folder",
    before: "mkdir d",
    params: { url: "GOOD/files/a%20b.txt?x=1", dest: "@/d" },
    alike: [...KEYS, ...FILE],
    differs: { why: "a file that is right already is no change", again: { changed: false } },
  },
  {
    name: "uri takes the server's name for it",
    before: "mkdir d",
    params: { url: "GOOD/files/named", dest: "@/d" },
    alike: [...KEYS, ...FILE],
    differs: { why: "a file that is right already is no change", again: { changed: false } },
  },
  {
    name: "uri leaves a file that is newer",
    before: "echo mine >f",
    params: { url: "GOOD/files/a%20b.txt", dest: "@/f", status_code: [200, 304] },
    alike: ["status", "msg", "path"],
  },
  {
    name: "uri asks again for a file that it has",
    before: "echo mine >f",
    params: { url: "GOOD/files/a%20b.txt", dest: "@/f" },
    alike: ["status", "path"],
    differs: {
      why: "Ansible asks for what is newer, and fails where 304 is not among status_code",
      run: { changed: true, failed: false, status: 200 },
      again: { changed: false, failed: false, status: 200 },
      tree: true,
    },
  },
  {
    name: "uri writes no file of a failure",
    params: { url: "GOOD/status/404", dest: "@/f" },
    alike: ["status", "msg", "path"],
  },
  {
    name: "uri writes what a form was answered",
    params: { url: "GOOD/text", method: "POST", body: "x", dest: "@/f", mode: "0600" },
    alike: [...KEYS, ...FILE],
    differs: { why: "a file that is right already is no change", again: { changed: false } },
  },
];

/** What uri is asked. */
export const suite: Suite = {
  atLeast: 150,
  alike: KEYS,
  programs: ["curl"],
  scenarios: [...looks, ...bodies, ...downloads].map((scenario) => ({ ...scenario, guessed: ["date", "elapsed"] })),
  async open() {
    const folder = await Deno.makeTempDir({ prefix: "uri-certificates-" });
    const { ca, cert, key } = await makeCertificates(folder);
    const server = WebServer.open({ cert: await Deno.readTextFile(cert), key: await Deno.readTextFile(key) });
    server.put("a b.txt", "of a file\n");
    server.put("named", "named\n", { "content-disposition": 'attachment; filename="given name.txt"' });
    return {
      words: { GOOD: server.url, BAD: server.bad, SAFE: server.secure, AUTHORITY: ca },
      async [Symbol.asyncDispose]() {
        await server[Symbol.asyncDispose]();
        await Deno.remove(folder, { recursive: true });
      },
    };
  },
};
