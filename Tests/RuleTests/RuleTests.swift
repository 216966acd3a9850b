// Replaced by the first test of Rule.
