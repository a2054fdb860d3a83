"""Scripts that put a server under load. Each prints figures and a verdict, and exits with 0 or 1.

They speak to this computer only, and what they do is bounded in number and in time. Without `--url`
they start a server of their own in a scratch folder.
"""
