import assert from "node:assert/strict";
import { ShellBroken } from "../../src/model/errors.ts";
import { fieldsOf, multipart } from "../../src/modules/http/multipart.ts";
import { bodyFilename } from "../../src/modules/http/url.ts";
import { uriModule } from "../../src/modules/uri.ts";
import { makeCertificates } from "./certificates.ts";
import { lacking } from "./needs.ts";
import { leftBehind, ownTemp } from "./own_temp.ts";
import { Stage } from "./stage.ts";
import { WebServer } from "./web_server.ts";

ownTemp();
const uri = uriModule();
const ignore = lacking("curl", "openssl");

for (const words of [["sh"], ["bash"], ["busybox", "sh"]]) {
  Deno.test({
    name: `uri looks with GET and sends with POST, and leaves nothing behind (${words.join(" ")})`,
    ignore,
    fn: async () => {
      await using stage = await Stage.open(words);
      await using server = WebServer.open();
      const before = leftBehind();
      const got = await stage.run(uri, { url: `${server.url}/text`, return_content: true });
      assert.deepEqual([got.plan.kind, got.result.content, got.result.changed], ["same", "hello wörld\n", false]);
      assert.equal(stage.looks, 1, "a look is one round trip");
      const params = { url: `${server.url}/echo`, method: "POST", body: { a: "ü" }, body_format: "json" };
      const check = await stage.check(uri, params);
      assert.equal(check.kind === "change" && check.cannotTell, true);
      assert.deepEqual([check.result.changed, check.result.skipped], [false, true]);
      assert.equal(server.asked.length, 1, "check mode sends nothing");
      const sent = await stage.run(uri, params);
      assert.equal(sent.result.status, 200, JSON.stringify(sent.result));
      assert.deepEqual(server.asked[1]?.body, '{"a": "\\u00fc"}');
      assert.equal(server.asked.length, 2, "a deed sends once");
      assert.deepEqual(leftBehind(), before);
    },
  });
}

Deno.test({
  name: "uri shows no process a password, a header or a body",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    await using server = WebServer.open();
    await stage.write(
      "bin/curl",
      `#!/bin/sh\nps -e -o args= >>${stage.path("seen")}; tr '\\0' '\\n' </proc/$$/environ >>${
        stage.path("seen")
      }\nexec /usr/bin/curl "$@"\n`,
      0o755,
    );
    await using spied = await Stage.open(["env", `PATH=${stage.path("bin")}:${Deno.env.get("PATH")}`, "sh"]);
    for (const method of ["GET", "POST"]) {
      const { result } = await spied.run(uri, {
        url: `${server.url}/echo?token=url-secret`,
        method,
        headers: { "X-Token": "header-secret" },
        body: "body-secret".repeat(1000),
        user: "ann",
        password: "pass-secret",
        force_basic_auth: true,
      });
      assert.equal(result.status, 200, JSON.stringify(result));
    }
    assert.equal(server.asked[1]?.headers.authorization, `Basic ${btoa("ann:pass-secret")}`);
    const seen = await stage.read("seen");
    assert.match(seen, /curl/);
    assert.doesNotMatch(seen, /(url|header|body|pass)-secret/);
  },
});

Deno.test({
  name: "uri sends user, password, Cookie and Authorization to no other server",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    await using server = WebServer.open();
    await using other = WebServer.open();
    const to = encodeURIComponent(`${other.url}/text`);
    const headers = { Cookie: "c=secret", "X-Open": "open" };
    const login = { user: "ann", password: "secret", force_basic_auth: true };
    const { result } = await stage.run(uri, { url: `${server.url}/elsewhere?to=${to}`, headers, ...login });
    assert.equal(result.status, 200);
    assert.equal(result.redirected, true);
    assert.match(server.asked[0]?.headers.authorization ?? "", /^Basic /);
    assert.equal(server.asked[0]?.headers.cookie, "c=secret");
    assert.equal(other.asked[0]?.headers["x-open"], "open");
    assert.deepEqual([other.asked[0]?.headers.authorization, other.asked[0]?.headers.cookie], [undefined, undefined]);
  },
});

Deno.test({
  name: "uri takes a user and a password from the URL, and returns neither",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    await using server = WebServer.open();
    const url = `${server.url}/echo`.replace("://", "://ann:pass-secret@");
    const { result } = await stage.run(uri, { url, force_basic_auth: true });
    assert.equal(server.asked[0]?.headers.authorization, `Basic ${btoa("ann:pass-secret")}`);
    assert.equal(result.url, `${server.url}/echo`);
    assert.doesNotMatch(JSON.stringify({ ...result, json: null }), /pass-secret/);
    const nobody = await stage.run(uri, { url: "http://ann:pass-secret@127.0.0.1:1/" });
    assert.doesNotMatch(JSON.stringify(nobody), /pass-secret/);
  },
});

Deno.test({
  name: "uri lets no header of a server decide about the result",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    await using server = WebServer.open();
    const { result } = await stage.run(uri, { url: `${server.url}/evil` });
    assert.deepEqual([result.changed, result.failed, result.ansible_facts], [false, undefined, undefined]);
    assert.equal(result.x_good_one, "yes");
  },
});

Deno.test({
  name: "uri brings a long content whole from a look, and says so where a deed cannot",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    await using server = WebServer.open();
    const before = leftBehind();
    const params = { url: `${server.url}/many/1600000`, return_content: true };
    const looked = await stage.run(uri, params);
    assert.equal(String(looked.result.content).length, 1_600_000);
    assert.equal(looked.result.warnings, undefined);
    const sent = await stage.run(uri, { ...params, method: "POST" });
    assert.equal(String(sent.result.content).length, 150 * 1024);
    assert.match(JSON.stringify(sent.result.warnings), /The answer is 1600000 bytes long: content is its first 153600/);
    const written = await stage.run(uri, { ...params, return_content: false, method: "POST", dest: stage.path("f") });
    assert.equal(written.result.changed, true);
    assert.equal((await Deno.stat(stage.path("f"))).size, 1_600_000);
    assert.deepEqual(leftBehind(), before);
  },
});

Deno.test({
  name: "uri sends megabytes of any bytes",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    await using server = WebServer.open();
    const text = "line of a large body\n".repeat(200_000);
    await stage.write("source/large", text);
    const { result } = await stage.run(uri, { url: `${server.url}/text/`, method: "PUT", src: "large" });
    assert.equal(result.status, 200, JSON.stringify(result));
    assert.equal(server.asked[0]?.body, text);
    assert.equal(server.asked[0]?.headers["content-length"], String(text.length));
    assert.equal(server.asked[0]?.headers.expect, undefined);
  },
});

Deno.test({
  name: "uri fails honestly with servers that speak badly",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    await using server = WebServer.open();
    const failure = async (path: string) => {
      const { result } = await stage.run(uri, { url: `${server.bad}/${path}`, return_content: true });
      assert.deepEqual([result.failed, result.status], [true, -1], path);
      return String(result.msg);
    };
    assert.match(
      await failure("cut"),
      /^Status code was -1 and not \[200\]: Connection failure: the answer was cut short/,
    );
    assert.match(await failure("garbage"), /does not speak HTTP/);
    assert.match(await failure("hangup"), /Remote end closed connection without response/);
    assert.match(await failure("not-gzip"), /says that it is packed with gzip, and is not/);
    const nobody = await stage.run(uri, { url: "http://127.0.0.1:1/" });
    assert.match(String(nobody.result.msg), /Request failed: <urlopen error .*Connection refused/);
    const slow = await stage.run(uri, { url: `${server.url}/never`, timeout: 1 });
    assert.match(String(slow.result.msg), /timed out/);
  },
});

Deno.test({
  name: "uri shows a certificate of its own, verifies the server's and talks to a socket",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    const { ca, cert, key } = await makeCertificates(stage.folder);
    await using server = WebServer.open({ cert: await Deno.readTextFile(cert), key: await Deno.readTextFile(key) });
    const tls = { ca_path: ca, client_cert: cert, client_key: key, ciphers: ["ECDHE+AESGCM", "ECDHE+CHACHA20"] };
    const good = await stage.run(uri, { url: `${server.secure}/text`, ...tls });
    assert.equal(good.result.status, 200, JSON.stringify(good.result));
    const bad = await stage.run(uri, { url: `${server.secure}/text` });
    assert.match(String(bad.result.msg), /CERTIFICATE_VERIFY_FAILED/);
    const path = stage.path("socket");
    const socket = Deno.serve({ path, transport: "unix", onListen: () => undefined }, () => new Response("by socket"));
    const { result } = await stage.run(uri, { url: "http://anything/x", unix_socket: path, return_content: true });
    assert.equal(result.content, "by socket");
    await socket.shutdown();
  },
});

Deno.test({
  name: "uri writes the answer of a form to a file once, with its attributes",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    await using server = WebServer.open();
    const name = 'it\'s "q"\n\\x';
    const dest = stage.path(`d/${name}`);
    await Deno.mkdir(stage.path("d"));
    const params = { url: `${server.url}/text`, method: "POST", dest, mode: "0600", group: "sys" };
    const first = await stage.run(uri, params);
    assert.deepEqual([first.result.changed, first.result.path, first.result.mode], [true, dest, "0600"]);
    assert.equal(first.result.group, "sys");
    assert.equal(await Deno.readTextFile(dest), "hello wörld\n");
    assert.equal((await stage.run(uri, params)).result.changed, false);
    assert.deepEqual(stage.names("d"), [name]);
    const refused = await stage.run(uri, { ...params, url: `${server.url}/status/500`, dest: stage.path("d/none") });
    assert.equal(refused.result.failed, true);
    assert.deepEqual(stage.names("d"), [name]);
  },
});

Deno.test({
  name: "uri names the package where the host has no curl",
  ignore: lacking("busybox"),
  fn: async () => {
    await using folder = await Stage.open();
    await new Deno.Command("busybox", { args: ["--install", "-s", folder.folder], stdin: "null" }).output();
    await using stage = await Stage.open(["env", `PATH=${folder.folder}`, "sh"]);
    const { result } = await stage.run(uri, { url: "http://127.0.0.1:1/" });
    assert.deepEqual([result.failed, result.msg], [
      true,
      "curl is needed on the host to reach a URL: install the package curl",
    ]);
    const sent = await stage.run(uri, { url: "http://127.0.0.1:1/", method: "POST" });
    assert.deepEqual([sent.result.failed, sent.result.msg], [
      true,
      "curl is needed on the host to reach a URL: install the package curl",
    ]);
  },
});

Deno.test("uri refuses what it cannot do with a sentence", async () => {
  await using stage = await Stage.open();
  const msg = async (params: Record<string, string | boolean | { [name: string]: string }>) =>
    String((await stage.run(uri, { url: "http://127.0.0.1:1/", ...params })).result.msg);
  assert.match(await msg({ use_gssapi: true }), /^use_gssapi: Kerberos is not supported; write url_username/);
  assert.match(await msg({ headers: { "X-A": "a\r\nX-B: b" } }), /^headers: the value of 'X-A' holds a line break/);
  assert.match(await msg({ headers: { "X A": "a" } }), /^headers: 'X A' is not a header's name/);
  assert.match(await msg({ url: "http://127.0.0.1:1/a b" }), /write %20 for a space/);
  assert.equal(stage.looks, 0);
});

Deno.test("multipart() writes the form that Ansible writes", { ignore: lacking("/usr/bin/python3") }, async () => {
  await using stage = await Stage.open();
  const bytes = new Uint8Array(100).map((_, at) => (at * 37) & 0xff);
  await stage.write("t.bin", bytes);
  const text = (words: string) => new TextEncoder().encode(words);
  const ours = multipart([
    { name: "file", content: bytes, file: true, filename: "t.bin", type: "application/x-y" },
    { name: 'na"me', content: text("v\nw"), file: false },
    { name: "part", content: text("ü\n"), file: false, filename: "fä ke.txt", type: "text/plain" },
  ]);
  const script = `import sys
from ansible.module_utils.urls import prepare_multipart
kind, body = prepare_multipart({"file": {"filename": sys.argv[1], "mime_type": "application/x-y"}, 'na"me': "v\\nw",
  "part": {"content": "ü\\n", "filename": "fä ke.txt", "mime_type": "text/plain"}})
sys.stdout.buffer.write(kind.encode() + b"\\n" + body)`;
  const asked = await new Deno.Command("/usr/bin/python3", { args: ["-c", script, stage.path("t.bin")] }).output();
  assert.equal(asked.code, 0, new TextDecoder().decode(asked.stderr));
  const plain = (form: string) => form.replaceAll(/={15}\w+==/g, "BOUNDARY");
  const mine = `${ours.type}\n${new TextDecoder().decode(ours.bytes)}`;
  assert.equal(plain(mine), plain(new TextDecoder().decode(asked.stdout)));
});

Deno.test({
  name: "uri obeys the host's ~/.netrc and proxy, and neither where it is told not to",
  ignore,
  fn: async () => {
    await using files = await Stage.open();
    await using server = WebServer.open();
    await files.write(".netrc", "machine 127.0.0.1 login ann password from-netrc\n", 0o600);
    const words = ["env", `HOME=${files.folder}`, "http_proxy=http://127.0.0.1:1", "no_proxy=", "NO_PROXY=", "sh"];
    await using stage = await Stage.open(words);
    const url = `${server.url}/echo`;
    assert.equal((await stage.run(uri, { url })).result.status, -1, "the proxy is not there");
    await stage.run(uri, { url, use_proxy: false });
    await stage.run(uri, { url, use_proxy: false, use_netrc: false });
    await stage.run(uri, { url, use_proxy: false, user: "bob", password: "b", force_basic_auth: true });
    assert.deepEqual(
      server.asked.map(({ headers }) => headers.authorization),
      [`Basic ${btoa("ann:from-netrc")}`, undefined, `Basic ${btoa("bob:b")}`],
    );
  },
});

Deno.test({
  name: "uri writes a deed's answer where a path without a folder and a folder say, and keeps mode and owner",
  ignore,
  fn: async () => {
    await using folder = await Stage.open();
    await using stage = await Stage.open(["env", "-C", folder.folder, "sh"]);
    await using server = WebServer.open();
    const params = { url: `${server.url}/text/a%20b/?c=d`, method: "POST" };
    await folder.write("old", "old\n", 0o640);
    await Deno.chown(folder.path("old"), Deno.uid(), Deno.gid() === 0 ? 3 : Deno.gid() ?? 0);
    const { gid } = await Deno.stat(folder.path("old"));
    for (const dest of ["old", "new", folder.path("d")]) {
      if (dest.includes("/")) await Deno.mkdir(dest);
      const { result } = await stage.run(uri, { ...params, dest });
      assert.deepEqual([result.changed, result.failed ?? false], [true, false], JSON.stringify(result));
    }
    assert.deepEqual([folder.names(), folder.names("d")], [["d", "new", "old"], ["a b"]]);
    for (const name of ["old", "new", "d/a b"]) assert.equal(await folder.read(name), "hello wörld\n");
    assert.deepEqual([await folder.mode("old"), (await Deno.stat(folder.path("old"))).gid], ["0640", gid]);
    assert.equal(await folder.mode("new"), (0o666 & ~Deno.umask()).toString(8).padStart(4, "0"));
  },
});

Deno.test("bodyFilename() leads to no other folder", () => {
  const named = ["/a/b%20c//?x=/y", "/%2e%2e", "/a/..", "/", "", "/a%2Fb", "/100%", "/a%00b"];
  assert.deepEqual(
    named.map((path) => bodyFilename(`http://h${path}`)),
    ["b c", "index.html", "index.html", "index.html", "index.html", "b", "100%", "index.html"],
  );
});

Deno.test("uri takes a session that breaks while it reads a file of a form for no answer of the host", async () => {
  await using stage = await Stage.open();
  const call = stage.call({
    url: "http://127.0.0.1:1/",
    ...{ method: "POST", remote_src: true, body_format: "form-multipart", body: { f: { filename: "/etc/passwd" } } },
  });
  const shell = await call.shell();
  const get = () => Promise.reject(new ShellBroken("gone"));
  await assert.rejects(uri.look({ ...call, shell: () => Promise.resolve({ ...shell, get }) }), ShellBroken);
});

Deno.test("fieldsOf() takes no ending of a file for a word of its own", () => {
  const [field] = fieldsOf({ f: { filename: "a.constructor" } });
  assert.deepEqual(field, { name: "f", filename: "a.constructor", type: "application/octet-stream" });
});

Deno.test("uri takes for a failure what no deed of its own has told", () => {
  const times = { startedAt: "2026-01-01T00:00:00.000Z", endedAt: "2026-01-01T00:00:01.000Z" };
  const ended = { ...times, rc: 0, stderr: "", timedOut: false, cancelled: false, truncated: false };
  for (const terms of ["", "{", "null", "[]", '{"url":"http://x"}', '{"url":1,"accepted":[200]}']) {
    const { failed, msg } = uri.conclude({ changed: false, url: "http://x" }, {
      ...ended,
      stdout: `terms\0${terms}\0`,
    });
    assert.deepEqual([failed, msg], [true, "What the host told of the request cannot be read"], terms);
  }
});
