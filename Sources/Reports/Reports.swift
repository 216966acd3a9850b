// Replaced by the first source of Reports.
