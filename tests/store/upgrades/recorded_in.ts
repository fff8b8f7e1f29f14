// The folder in which the fixtures were recorded: its path stands in their rows.
export const RECORDED_IN = "/tmp/ftl2-recorded";
