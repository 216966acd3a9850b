// Replaced by the first source of Remediation.
