// Replaced by the first test of Tidy.
