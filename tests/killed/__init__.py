"""Kill whole nights at random moments, and see that the same command finishes them."""
