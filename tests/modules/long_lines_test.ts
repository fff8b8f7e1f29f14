import assert from "node:assert/strict";
import { CronTable } from "../../src/modules/cron/cron_table.ts";
import { optionMatcher } from "../../src/modules/settings/ini_option.ts";
import { withoutLineEnds } from "../../src/modules/text/line_ends.ts";

const MANY = 2_000_000;

Deno.test("withoutLineEnds() takes newlines and carriage returns off the end alone, however many there are", () => {
  for (
    const [text, bare] of [["a\r\n\n", "a"], ["\n\n", ""], ["", ""], ["\na\n b", "\na\n b"], ["a \n", "a "]] as const
  ) {
    assert.equal(withoutLineEnds(text), bare);
  }
  const text = `${"\n".repeat(MANY)}x`;
  assert.equal(withoutLineEnds(`${text}\r\n`), text);
});

Deno.test("optionMatcher() reads a line of blanks, however long it is", () => {
  const match = optionMatcher("port", true);
  assert.equal(match(" ".repeat(MANY)), undefined);
  assert.deepEqual(match(" # port = 2\n"), { value: "2", inactive: true });
  assert.deepEqual(match("\tport=2\n"), { value: "2", inactive: false });
});

Deno.test("CronTable reads a line of half a megabyte above a table", () => {
  const line = `# (/tmp/${"installed on version ".repeat(25_000)}\n`;
  assert.equal(
    new CronTable(`${line}# (/tmp/x installed on Monday)\n# (cron version 3)\nA=1\n`, { shown: true }).before,
    `${line}A=1\n`,
  );
});
