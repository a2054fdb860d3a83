"""The pictures of the lesson on the boundary GAN, one file for each."""
