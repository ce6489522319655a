"""The clerk's year: what to do next, when what is published, what the computer lacks."""
