// Replaced by the first test of Rendering.
