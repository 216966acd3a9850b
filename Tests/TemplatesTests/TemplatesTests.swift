// Replaced by the first test of Templates.
