"""Numbers as they are written in a sentence."""


def signed(value: float, digits: int = 1) -> str:
    """With a minus sign, not a hyphen."""
    return f"{value:.{digits}f}".replace("-", "\N{MINUS SIGN}")
