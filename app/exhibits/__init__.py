"""The pictures of the lessons, one file for each lesson; drawn from committed runs."""
