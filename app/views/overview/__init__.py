"""The methods in one overview."""
