"""The lesson on Outlier Exposure."""
