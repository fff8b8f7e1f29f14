import assert from "node:assert/strict";
import { findInList } from "../../src/modules/http/checksum.ts";
import { getUrlModule } from "../../src/modules/get_url.ts";
import { lacking } from "./needs.ts";
import { leftBehind, ownTemp } from "./own_temp.ts";
import { Stage } from "./stage.ts";
import { WebServer } from "./web_server.ts";

ownTemp();
const getUrl = getUrlModule();
const ignore = lacking("curl", "busybox");

for (const words of [["sh"], ["bash"], ["busybox", "sh"]]) {
  Deno.test({
    name: `get_url downloads once, says so before, and leaves nothing behind (${words.join(" ")})`,
    ignore,
    fn: async () => {
      await using stage = await Stage.open(words);
      await using server = WebServer.open();
      const before = leftBehind();
      server.put("it's a file", "content\n");
      const dest = stage.path('d/it\'s "here"');
      await Deno.mkdir(stage.path("d"));
      const params = {
        url: `${server.url}/files/it's%20a%20file`,
        dest,
        mode: "0640",
        checksum: "md5:f75b8179e4bbe7e2b4a074dcef62de95",
      };
      const check = await stage.check(getUrl, params);
      assert.deepEqual([check.kind, stage.names("d")], ["change", []]);
      assert.deepEqual(leftBehind(), before, "check mode removes what it compared");
      const { plan, result } = await stage.run(getUrl, params);
      assert.equal(result.changed, true, JSON.stringify(result));
      assert.deepEqual(plan.kind === "change" && plan.diff.map(({ before, after }) => [before, after]), [[
        "",
        "content\n",
      ]]);
      for (const [key, value] of Object.entries(check.result)) {
        if (key !== "src" && key !== "elapsed") assert.deepEqual(result[key], value, key);
      }
      assert.equal(await Deno.readTextFile(dest), "content\n");
      const asked = server.asked.length;
      const again = await stage.run(getUrl, params);
      assert.deepEqual([again.plan.kind, again.result.msg], ["same", "file already exists"]);
      assert.equal(server.asked.length, asked, "what has the checksum is not asked for");
      assert.deepEqual(stage.names("d"), ['it\'s "here"']);
      assert.deepEqual(leftBehind(), before);
    },
  });
}

Deno.test({
  name: "get_url follows what the server has, from one run to the next",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    await using server = WebServer.open();
    const params = { url: `${server.url}/files/f`, dest: stage.path("f") };
    server.put("f", "one\n");
    assert.equal((await stage.run(getUrl, params)).result.changed, true);
    assert.equal((await stage.run(getUrl, params)).result.status_code, 304);
    server.files.set("f", { content: new TextEncoder().encode("two\n"), modified: new Date("2100-01-01") });
    assert.equal((await stage.run(getUrl, params)).result.changed, true);
    assert.equal(await stage.read("f"), "two\n");
    const before = leftBehind();
    assert.deepEqual([(await stage.run(getUrl, params)).plan.kind, await stage.read("f")], ["same", "two\n"]);
    assert.deepEqual(leftBehind(), before);
  },
});

Deno.test({
  name: "get_url downloads megabytes on the host and shows none of them",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    await using server = WebServer.open();
    const large = new Uint8Array(20_000_000).map((_, at) => (at * 7 + (at >> 9)) & 0xff);
    server.put("large", large);
    const { plan, result } = await stage.run(getUrl, { url: `${server.url}/files/large`, dest: stage.path("f") });
    assert.equal(result.size, 20_000_000);
    assert.match(plan.kind === "change" ? plan.diff[0]!.after : "", /^diff skipped/);
    assert.deepEqual(await Deno.readFile(stage.path("f")), large);
  },
});

Deno.test({
  name: "get_url leaves the old file where the download vanished or changed before the deed",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    await using server = WebServer.open();
    await stage.write("f", "mine\n");
    const call = stage.call({ url: `${server.url}/text`, dest: stage.path("f"), force: true });
    for (const [action, meddle] of ["rm -rf", "echo more >>"].entries()) {
      const plan = await getUrl.look(call);
      assert.ok(plan.kind === "change");
      const folder = String(plan.result.src).replace(/\/o$/, "");
      const target = meddle === "rm -rf" ? folder : `${folder}/o`;
      await new Deno.Command("sh", { args: ["-c", `${meddle} ${target}`] }).output();
      const result = await getUrl.apply(plan, { ...call, receipt: { loop: "vanished", action, token: 1 } });
      assert.equal(result.failed, true);
      assert.match(String(result.msg), /the download is no longer what it was/);
      assert.equal(await stage.read("f"), "mine\n");
      await Deno.remove(folder, { recursive: true }).catch(() => undefined);
    }
    assert.deepEqual(stage.names(), ["f"]);
  },
});

Deno.test({
  name: "get_url keeps the old file where the new one is cut short, refused or has another checksum",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    await using server = WebServer.open();
    await stage.write("f", "mine\n");
    const before = leftBehind();
    for (
      const [url, checksum] of [["BAD/cut", ""], ["GOOD/status/403", ""], ["GOOD/text", "sha256:00"], [
        "BAD/hangup",
        "",
      ]]
    ) {
      const { result } = await stage.run(getUrl, {
        url: String(url).replace("BAD", server.bad).replace("GOOD", server.url),
        dest: stage.path("f"),
        force: true,
        checksum: checksum ?? "",
      });
      assert.equal(result.failed, true, url);
    }
    assert.equal(await stage.read("f"), "mine\n");
    assert.deepEqual([stage.names(), leftBehind()], [["f"], before]);
  },
});

Deno.test({
  name: "get_url takes a URL and a cipher for one word, whatever is in them",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    await using server = WebServer.open();
    const more = `\natrace-ascii = "${stage.path("made")}"`;
    const params = { url: `${server.url}/text`, dest: stage.path("f") };
    const listed = await stage.run(getUrl, { ...params, checksum: `sha256:${server.url}/text${more}` });
    assert.equal(listed.result.failed, true);
    assert.match(server.asked[0]?.path ?? "", /^\/text%0Aatrace-ascii%20/);
    assert.equal((await stage.run(getUrl, { ...params, ciphers: [`x"${more}`] })).result.failed ?? false, false);
    assert.deepEqual(stage.names(), ["f"]);
  },
});

Deno.test("findInList() reads lists as sha256sum writes them", () => {
  const list = "aa  ./one\nbb *two\ncc  dir/three\n\ndd  with space\n";
  assert.deepEqual(
    ["one", "two", "three", "dir/three", "with space"].map((name) => findInList(list, name)),
    ["aa", "bb", undefined, "cc", "dd"],
  );
  assert.equal(findInList("ee\n", "anything"), "ee");
  assert.equal(findInList("", "anything"), undefined);
});
