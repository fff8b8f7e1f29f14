// Operators of two operands.

/** As written. */
export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**";
