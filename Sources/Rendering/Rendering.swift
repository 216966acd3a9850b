// Replaced by the first source of Rendering.
