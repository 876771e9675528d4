"""What the parts of a text are: the definitions of program code, the sections of prose."""
