"""The lesson on the confident classifier and its GAN."""
