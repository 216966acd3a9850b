// Replaced by the first source of Rules.
