// Replaced by the first source of Expressions.
