"""Your images: what every method says of a picture that is brought."""
