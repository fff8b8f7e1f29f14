// Loaded before the program: in its process it is always the time that STANDS_AT says, in milliseconds.
const now = Number(Deno.env.get("STANDS_AT"));
Date.now = () => now;
