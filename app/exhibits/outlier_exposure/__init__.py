"""The pictures of the lesson on Outlier Exposure."""
