"""Random numbers out of names: every frame is a pure function of what it is called."""
import hashlib

import numpy as np


def generator(*key):
    """The same numbers for the same key, on every machine."""
    digest = hashlib.sha256(repr(key).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], 'little'))
