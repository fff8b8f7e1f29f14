// The controller's files and environment, as playbooks and templates may read them. Synchronous: evaluation does not wait.
import type { Vaults } from "./vaults.ts";

/**
 * Paths are absolute. Within a run every file is read once and kept, so that a loop goes on with what it began with.
 * A missing or unreadable file throws an InputError whose sentence names it.
 */
export interface Files {
  /** As it is: of a file that ansible-vault encrypted the ciphertext. */
  read(path: string): Uint8Array;
  /** UTF-8. Where there are `vaults`, what a file says that ansible-vault encrypted; it throws as they do. */
  readText(path: string): string;
  /** What lies there, links followed; undefined for nothing. */
  kind(path: string): "file" | "directory" | undefined;
  /** Names in a folder, sorted. */
  list(path: string): string[];
  /** Permission bits of what lies there, links followed; undefined for nothing. Left out where there are none to know. */
  mode?(path: string): number | undefined;
  /** Whether a symbolic link lies there, wherever it leads. Left out where that cannot be known. */
  link?(path: string): boolean;
  /** What a symbolic link says, as it is; undefined where none lies. Left out where that cannot be known. */
  target?(path: string): string | undefined;
  /** The path with every link in it followed, whether or not something lies at its end. Left out where that cannot be known. */
  real?(path: string): string;
  /** Milliseconds since 1970, UTC. Left out where there is no clock. */
  now?(): number;
  /** What this run has read so far, by path, also before a crash. Left out where nothing is kept. */
  readBefore?(): string[];
  /** An environment variable of the controller. */
  env(name: string): string | undefined;
  /** What opens encrypted files and values. Left out where nothing can be opened. */
  vaults?: Vaults;
}
