// Replaced by the first test of Reports.
