"""Code lists and areas: words that everybody uses and the county may edit."""
