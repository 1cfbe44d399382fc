"""An invented county to try the directory with. Nothing in it is a real place or person."""
