"""Whatever a visitor hands over gives what it should or one sentence; nothing is executed, and memory is flat."""
