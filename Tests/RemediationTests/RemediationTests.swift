// Replaced by the first test of Remediation.
