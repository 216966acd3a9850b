// Replaced by the first source of SourceControl.
