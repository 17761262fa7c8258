"""Pure decisions over plain values; no input, no output, no clock of its own."""
