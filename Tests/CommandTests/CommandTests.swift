// Replaced by the first test of Command.
