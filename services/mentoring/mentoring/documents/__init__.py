"""What is printed: a frozen kooste as an accessible PDF and as a Word document."""
