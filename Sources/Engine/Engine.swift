// Replaced by the first source of Engine.
