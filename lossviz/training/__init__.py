"""Training as a pure function: one compiled program for all epochs of a chunk, stock Keras optimizers."""
