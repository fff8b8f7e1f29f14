// What takes the place of Node's modules in the bundle answers as they do.
import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import path from "node:path/posix";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import * as events from "../../scripts/stand_ins/events.ts";
import { createRequire } from "../../scripts/stand_ins/module.ts";
import paths from "../../scripts/stand_ins/path.ts";
import * as url from "../../scripts/stand_ins/url.ts";
import * as util from "../../scripts/stand_ins/util.ts";

const parts = fc.constantFrom("/", "//", ".", "..", "a", "b.c", ".d", "e.", "..f", "g.h.yml", "ä ö", "");
const somePath = fc.array(parts, { maxLength: 8 }).map((list) => list.join("")).filter((text) => !text.includes("\0"));

Deno.test("the stand-in for node:path says what node:path says on POSIX", () => {
  fc.assert(
    fc.property(somePath, somePath, somePath, (one, two, three) => {
      assert.equal(paths.normalize(one), path.normalize(one), `normalize ${one}`);
      assert.equal(paths.dirname(one), path.dirname(one), `dirname ${one}`);
      assert.equal(paths.basename(one), path.basename(one), `basename ${one}`);
      // Of a path of slashes alone Node's basename says the slashes, once a suffix is given.
      const named = `${one}n`;
      assert.equal(paths.basename(named, ".yml"), path.basename(named, ".yml"), `basename .yml ${named}`);
      assert.equal(
        paths.basename(`${named}.yml`, ".yml"),
        path.basename(`${named}.yml`, ".yml"),
        `basename .yml ${named}`,
      );
      assert.equal(paths.extname(one), path.extname(one), `extname ${one}`);
      assert.equal(paths.isAbsolute(one), path.isAbsolute(one));
      assert.equal(paths.join(one, two, three), path.join(one, two, three), `join ${one}, ${two}, ${three}`);
      assert.equal(paths.resolve(one, two, three), path.resolve(one, two, three), `resolve ${one}, ${two}, ${three}`);
      assert.equal(paths.relative(one, two), path.relative(one, two), `relative ${one}, ${two}`);
    }),
    { numRuns: 3000 },
  );
});

Deno.test("the stand-in for node:url gives the path of a file: URL and refuses others", () => {
  for (const text of ["file:///a/b%20c.js", "file:///%C3%A4/%25", "file:///"]) {
    assert.equal(url.fileURLToPath(text), fileURLToPath(text));
  }
  assert.throws(() => url.fileURLToPath("https://example.org/x"), TypeError);
});

Deno.test("the stand-in for node:util takes the escapes away that node:util takes", () => {
  for (const text of ["plain", "\x1b[1mbold\x1b[0m", "\x1b[38;5;245mgrey", "\x1b]8;;http://x\x07link"]) {
    assert.equal(util.stripVTControlCharacters(text), stripVTControlCharacters(text));
  }
});

Deno.test("the stand-in for node:events calls listeners in order, with the emitter as this", () => {
  for (const emitter of [new EventEmitter(), new events.EventEmitter()]) {
    const heard: unknown[] = [];
    assert.equal(emitter.emit("option", 1), false);
    emitter.on("option", function (this: unknown, ...args: unknown[]) {
      heard.push(this === emitter, ...args);
    });
    emitter.on("option", () => heard.push("second"));
    assert.equal(emitter.emit("option", "a", 2), true);
    assert.deepEqual(heard, [true, "a", 2, "second"]);
    assert.equal(emitter.listenerCount("option"), 2);
    assert.equal(emitter.listenerCount("other"), 0);
  }
});

Deno.test("the stand-in for node:module knows what packages ask for, and names what it lacks", () => {
  assert.deepEqual((createRequire()("node:process") as { env: object }).env, {});
  assert.throws(() => createRequire()("node:fs"), /The bundle holds no node:fs/);
});
