"""How a guest shows a ticket, drawn from the everyday of a door: all at once, mostly mild."""
import math
from dataclasses import dataclass

import numpy as np

from seeds import generator


@dataclass(frozen=True)
class Guise:
    """Lengths in pixels of the frame, angles in degrees."""
    # Width of the code without its quiet zone.
    code_px: float
    rotation: float
    tilt: float
    motion: float = 0.
    # Radius of the disc that a point becomes.
    defocus: float = 0.
    # Exposure: noise grows as it falls.
    gain: float = 1.
    noise: float = 2.5
    # 0 to 1.5.
    glare: float = 0.
    medium: str = 'phone'
    # Amplitude, 0 to 0.4.
    moire: float = 0.
    # How far a finger reaches over the code, as a part of its width.
    finger: float = 0.
    inverted: bool = False
    # Modules.
    quiet: int = 4


def everyday(seed):
    """One draw; the order of the draws is part of it."""
    random = generator('mix', seed)
    code_px = float(np.exp(random.uniform(math.log(90), math.log(420))))
    is_mild = random.random() < .85
    rotation = float(abs(random.normal(0, 14)) if is_mild else random.uniform(0, 45))
    tilt = float(min(50, abs(random.normal(0, 17))))
    motion = float(random.choice([0, 0, random.exponential(2.5), random.uniform(0, 12)]))
    defocus = float(random.choice([0, 0, random.uniform(0, 1.5), random.uniform(0, 4)]))
    gain = float(random.choice([1, 1, .6, .3, .12]))
    noise = float(random.uniform(1.5, 6))
    glare = float(random.choice([0, 0, 0, random.uniform(.1, 1.2)]))
    medium = str(random.choice(['phone', 'phone', 'phone', 'paper']))
    moire = float(random.choice([0, random.uniform(0, .15), random.uniform(0, .35)]))
    finger = float(random.choice([0, 0, 0, 0, random.uniform(.03, .22)]))
    inverted = bool(medium == 'phone' and random.random() < .1)
    return Guise(
        code_px, rotation, tilt, min(12., motion), defocus, gain, noise, glare, medium, moire,
        finger, inverted, quiet=int(random.choice([4, 4, 4, 2, 1])))


def plain(seed):
    """A code in plain view: near, straight, sharp and well lit."""
    random = generator('plain', seed)
    return Guise(
        code_px=float(random.uniform(240, 320)), rotation=float(random.uniform(0, 6)),
        tilt=float(random.uniform(0, 6)))
