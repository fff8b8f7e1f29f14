// Stands in for node:process in the bundle. commander is given its arguments and its writers, and `yaml` asks for two debugging
// variables; nothing here prints or ends the process.

const process = { argv: [], env: {} as Record<string, string>, versions: {}, stdout: {}, stderr: {}, emitWarning() {} };
export default process;
