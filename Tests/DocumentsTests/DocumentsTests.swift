// Replaced by the first test of Documents.
