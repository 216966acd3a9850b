// Replaced by the first source of Publishing.
