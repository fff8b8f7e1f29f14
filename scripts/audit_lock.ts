// What can be said of the packages by deno.lock and deno.json alone: no registry is asked.

/** deno.lock, as far as it is looked at. */
export interface Lock {
  npm?: { [name: string]: { integrity?: string; tarball?: string; deprecated?: boolean; scripts?: boolean } };
  jsr?: object;
  remote?: object;
  redirects?: object;
}

/** deno.json, likewise. */
export interface Config {
  imports?: { [name: string]: string };
  allowScripts?: unknown;
  nodeModulesDir?: string;
  lock?: boolean | { frozen?: boolean };
}

/** What is wrong, as sentences; none where all is as it has to be. */
export function auditLock(lock: Lock, config: Config): string[] {
  const wrong: string[] = [];
  for (const [name, from] of Object.entries(config.imports ?? {})) {
    if (!/^npm:(@[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+$/.test(from)) {
      wrong.push(`deno.json takes ${name} from ${from}: name one exact version, as in npm:${name}@1.2.3`);
    }
  }
  for (const key of ["jsr", "remote", "redirects"] as const) {
    if (Object.keys(lock[key] ?? {}).length > 0) {
      wrong.push(`deno.lock has ${key}: packages come from npm's registry alone`);
    }
  }
  for (const [name, { integrity, tarball, deprecated }] of Object.entries(lock.npm ?? {})) {
    if (!/^sha512-[\w+/]{86}==$/.test(integrity ?? "")) {
      wrong.push(`deno.lock has no SHA-512 of ${name}: delete its entry and run deno install`);
    }
    if (tarball !== undefined) {
      wrong.push(`deno.lock takes ${name} from ${tarball}: packages come from npm's registry alone`);
    }
    if (deprecated === true) wrong.push(`${name} is deprecated by its own people: take what they name instead`);
  }
  if (config.allowScripts !== undefined) {
    wrong.push("deno.json lets packages run scripts when they are installed: take allowScripts out");
  }
  if (config.nodeModulesDir !== "none") {
    wrong.push('deno.json lets packages lie in node_modules: write "nodeModulesDir": "none"');
  }
  if (typeof config.lock !== "object" || config.lock.frozen !== true) {
    wrong.push('deno.json lets deno.lock change by itself: write "lock": { "frozen": true }');
  }
  return wrong;
}
