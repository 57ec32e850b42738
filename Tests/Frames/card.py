"""What the guest holds up, seen straight on and large: a phone or a sheet of paper with a code and
a few lines of writing around it."""
from dataclasses import dataclass

import cv2
import numpy as np

WRITING = ('Door ticket', 'Hall 4  Row 12', 'Ms A. Guest', 'Valid 1 entry')


@dataclass(frozen=True)
class Card:
    """`picture` holds grey values; the code is a square of `side` pixels at (`left`, `top`)."""
    picture: np.ndarray
    left: int
    top: int
    side: int
    # Pixels of the picture for each module.
    pitch: int


def draw(modules, pitch, guise, random):
    """`guise` says what it is: its medium, quiet zone and whether its colours are turned round."""
    is_phone = guise.medium == 'phone'
    if is_phone:
        white, black = random.uniform(205, 252), random.uniform(12, 45)
    else:
        white, black = random.uniform(175, 235), random.uniform(25, 70)
    ink, ground = (white, black) if guise.inverted else (black, white)
    count = modules.shape[0]
    width = int((count + 2 * guise.quiet) * 1.16 * pitch) | 1
    height = int(width * (2.0 if is_phone else 1.35))
    bezel = int(width * .03) if is_phone else 0
    picture = np.full((height + 2 * bezel, width + 2 * bezel), ground, np.float32)
    if bezel:
        picture[:bezel] = picture[-bezel:] = 18
        picture[:, :bezel] = picture[:, -bezel:] = 18
    side = count * pitch
    top, left = picture.shape[0] // 2 - side // 2, picture.shape[1] // 2 - side // 2
    _write(picture, bezel, width / 420., ink, top, top + side, guise.quiet * pitch)
    dark = np.kron(modules, np.ones((pitch, pitch), np.uint8)) > 0
    picture[top:top + side, left:left + side] = np.where(dark, ink, ground)
    if not is_phone:
        _wear(picture, pitch, random)
    return Card(picture, left, top, side, pitch)


def _write(picture, bezel, size, ink, top, bottom, quiet):
    lines = (top - quiet - int(60 * size), top - quiet - int(20 * size),
             bottom + quiet + int(40 * size), bottom + quiet + int(80 * size))
    for words, y in zip(WRITING, lines):
        at, thickness = (bezel + int(20 * size), int(y)), max(1, int(2 * size))
        cv2.putText(picture, words, at, cv2.FONT_HERSHEY_SIMPLEX, size, float(ink), thickness,
                    cv2.LINE_AA)


def _wear(picture, pitch, random):
    """Light that falls across the sheet, and at times a crease."""
    ends = random.uniform(.82, 1), random.uniform(.82, 1)
    picture *= np.linspace(*ends, picture.shape[1], dtype=np.float32)[None, :]
    if random.random() < .4:
        row, width = int(random.uniform(.2, .8) * picture.shape[0]), max(2, pitch // 3)
        picture[row:row + width] *= random.uniform(.7, 1.15)
