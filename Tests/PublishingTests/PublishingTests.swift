// Replaced by the first test of Publishing.
