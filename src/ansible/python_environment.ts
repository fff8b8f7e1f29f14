// What the Python of the controller's Ansible may know of our environment: it runs the code of modules and collections, whoever wrote them.

/** Where it finds itself, its settings and its files. */
const KEPT =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TEMP|TMP|LD_LIBRARY_PATH|DYLD_\w+|VIRTUAL_ENV|(?:XDG|PYTHON|PYENV|ASDF|MISE|CONDA|NIX|GUIX|ANSIBLE)\w*)$/;
const SECRET = /pass|secret|token|key|credential/i;

/** Of these variables, those that it gets: no password and no key of a model. */
export function pythonEnvironment(all: Record<string, string>): Record<string, string> {
  const kept = Object.entries(all).filter(([name]) => KEPT.test(name) && !SECRET.test(name));
  return { ...Object.fromEntries(kept), PYTHONDONTWRITEBYTECODE: "1" };
}
