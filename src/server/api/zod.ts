// What checks requests and describes answers. Loaded like this, since the bundle unpacks it only for those who ask for it.

export const z = await import("zod");
