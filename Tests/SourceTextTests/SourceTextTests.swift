// Replaced by the first test of SourceText.
