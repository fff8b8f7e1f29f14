// What a good page never does: errors and warnings on the console, requests that fail, requests to anywhere else.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";

/** What Chromium says of a server, or a network, that is not there. */
export const GONE =
  /ERR_CONNECTION_(REFUSED|RESET|CLOSED)|ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE|ERR_SOCKET_NOT_CONNECTED/;

/** Notes them, for every window that it watches. */
export class Troubles {
  readonly #found: { url: string; what: string }[] = [];
  readonly #expected: RegExp[] = [];

  /** `origin` is the only place that may be asked for anything; `isScripted`: it runs scripts. */
  watch(page: Page, { origin, isScripted }: { origin: string; isScripted: boolean }): void {
    const note = (what: string) => this.#found.push({ url: page.url(), what });
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") {
        note(`console ${message.type()}: ${message.text()} ${message.location().url}`);
      }
    });
    page.on("pageerror", (error) => note(`uncaught: ${error.stack ?? error.message}`));
    page.on("crash", () => note("the window crashed"));
    page.on("request", (request) => {
      if (new URL(request.url()).origin !== origin) note(`asked elsewhere: ${request.url()}`);
    });
    page.on("requestfailed", (request) => {
      const why = request.failure()?.errorText ?? "no reason";
      // Given up by the page itself, or because it was left.
      if (why === "net::ERR_ABORTED") return;
      // A browser that runs no scripts fetches none.
      if (!isScripted && why === "csp" && /\.js$/.test(request.url())) return;
      note(`failed: ${request.method()} ${request.url()}: ${why}`);
    });
  }

  /** From now on, and so far, these are no trouble: the test brings them about. */
  expect(...what: RegExp[]): void {
    this.#expected.push(...what);
  }

  /** Fails with all of them, if there is one that is not expected. */
  none(): void {
    const left = this.#found.filter(({ what }) => !this.#expected.some((each) => each.test(what)));
    assert.deepEqual(left, [], "what a good page never does");
  }
}
