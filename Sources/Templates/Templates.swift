// Replaced by the first source of Templates.
