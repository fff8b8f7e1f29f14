// The flags of the status page: of serve, and of a worker that brings it along.
import { type Command, Option } from "commander";
import { together } from "./flag_values.ts";
import { USUAL_ADDRESS } from "./listen_address.ts";

/** As typed; absent where they were not given. */
export interface PageFlags {
  listen?: string;
  tokenFile?: string;
  hostName?: string[];
  tlsCert?: string;
  tlsKey?: string;
  rulesDir?: string;
  /** It ends when its standard input does. */
  untilEof?: boolean;
  /** Of a worker: the address as `--listen` has it, true for the usual one. */
  serve?: string | true;
}

/** Declares them all but where to listen. */
function declarePage(command: Command): Command {
  return command
    .option("--token-file <file>", "who may come in, a line each: `read NAME TOKEN` or `full NAME TOKEN`")
    .option("--host-name <name>", "a name under which it is asked for behind a proxy; may be given again", together)
    .option("--tls-cert <file>", "https: the certificate with its chain, PEM")
    .option("--tls-key <file>", "https: the certificate's key, PEM")
    .option("--rules-dir <folder>", "rules to show beside those that loops name (default: rules)");
}

const WHO = `
Who may come in:
  Without --token-file whoever is on this machine, and acts as you: on a
  machine with other users give one. With it, whoever has a token: full ones
  do everything, read ones see everything. Any address that is not loopback
  needs it. Tokens are read at the start.
  From elsewhere: ssh -L 8640:127.0.0.1:8640 HOST, then http://127.0.0.1:8640/`;

/** Declares those of serve. */
export function declareServe(command: Command): void {
  declarePage(command.option("--listen <address:port>", `where it listens (default: ${USUAL_ADDRESS})`))
    .addOption(new Option("--until-eof", "end when standard input does").hideHelp())
    .addHelpText("after", WHO);
}

/** Declares those of a worker that brings the page along. */
export function declareServing(worker: Command): void {
  declarePage(
    worker.option("--serve [address:port]", `open the status page, too, in a process of its own (${USUAL_ADDRESS})`),
  );
}
