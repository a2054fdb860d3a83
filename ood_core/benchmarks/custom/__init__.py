"""Custom benchmarks: files are read, assembled and stored."""
