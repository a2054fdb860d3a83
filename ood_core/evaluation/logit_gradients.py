"""The gradient of each loss term at the logits of one input, in closed form.

z are the logits `(K,)`, p = softmax(z), E = -logsumexp z. Every function gives the gradient of its
term at z `(K,)`, before any mean over a batch; a step of gradient descent goes the other way. A
real step moves weights, and through them the logits of all inputs at once.
"""

import numpy as np

from ood_core.scores.logits import logsumexp, softmax


def probabilities(z: np.ndarray) -> np.ndarray:
    """Softmax `(K,)`."""
    return softmax(z[None])[0]


def energy(z: np.ndarray) -> float:
    """Free energy at T = 1."""
    return float(-logsumexp(z[None])[0])


def cross_entropy(z: np.ndarray, y: int) -> np.ndarray:
    """Of `-log p_y`: `p - e_y`. It sums to 0: the energy is free to go where it likes."""
    return probabilities(z) - np.eye(len(z))[y]


def uniform(z: np.ndarray, weight: float) -> np.ndarray:
    """Of `weight * KL(u || p)` and `weight * H(u; p)` alike: `weight * (p - 1/K)`.

    The first is Lee et al.'s term (eq. 1, weight beta), the second Hendrycks et al.'s (weight .5);
    they differ by the constant ln K.
    """
    return weight * (probabilities(z) - 1 / len(z))


def hinge_in(z: np.ndarray, m_in: float, weight: float) -> np.ndarray:
    """Of `weight * relu(E - m_in)^2` (Liu et al., eq. 7, ID): `-2 weight relu(E - m_in) p`."""
    return -2 * weight * max(0.0, energy(z) - m_in) * probabilities(z)


def hinge_out(z: np.ndarray, m_out: float, weight: float) -> np.ndarray:
    """Of `weight * relu(m_out - E)^2` (eq. 7, outliers): `2 weight relu(m_out - E) p`."""
    return 2 * weight * max(0.0, m_out - energy(z)) * probabilities(z)


def descend(z: np.ndarray, gradients, rate: float, steps: int) -> np.ndarray:
    """`steps` steps of `z <- z - rate * sum of gradients(z)`; each is a function of z alone."""
    for _ in range(steps):
        z = z - rate * sum(gradient(z) for gradient in gradients)
    return z
