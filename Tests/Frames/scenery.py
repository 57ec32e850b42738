"""What is behind the guest: photographs without a code where there are some, else shapes, stripes
and writing of a hall that never was."""
import glob
import os

import cv2
import numpy as np

WIDTH, HEIGHT = 1280, 720
# Of the frames, when there are photographs.
PHOTOGRAPHED = 0.6


class Scenery:
    """Photographs are those of `folder` that are named none-zx_*: scenes without any code."""

    def __init__(self, folder=None):
        pattern = os.path.join(glob.escape(folder or ''), 'none-zx_*')
        self._paths = sorted(glob.glob(pattern)) if folder else []
        self._photographs = {}

    def draw(self, random):
        """Grey values as floats from 0 to 255."""
        if self._paths and random.random() < PHOTOGRAPHED:
            scene = self._photographed(random)
        else:
            scene = _drawn(random)
        return np.clip(scene, 0, 255)

    def _photographed(self, random):
        path = self._paths[random.integers(len(self._paths))]
        if path not in self._photographs:
            self._photographs[path] = cv2.imread(path, cv2.IMREAD_GRAYSCALE)
        photograph = self._photographs[path]
        fill = max(WIDTH / photograph.shape[1], HEIGHT / photograph.shape[0])
        scale = fill * random.uniform(1, 1.6)
        large = cv2.resize(photograph, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        top = random.integers(0, large.shape[0] - HEIGHT + 1)
        left = random.integers(0, large.shape[1] - WIDTH + 1)
        return large[top:top + HEIGHT, left:left + WIDTH].astype(np.float32)


def _drawn(random):
    scene = np.full((HEIGHT, WIDTH), random.uniform(50, 170), np.float32)
    for grain in (5, 17, 60):
        spots = random.normal(0, 1, (HEIGHT // grain + 2, WIDTH // grain + 2)).astype(np.float32)
        spots = cv2.resize(spots, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
        scene += spots * random.uniform(3, 18)
    for _ in range(int(random.integers(3, 14))):
        _draw_shape(scene, random)
    for _ in range(int(random.integers(0, 5))):
        _draw_writing(scene, random)
    return scene


def _draw_shape(scene, random):
    shade = random.uniform(15, 235)
    x, y = random.integers(-100, WIDTH), random.integers(-100, HEIGHT)
    width, height = random.integers(20, 500), random.integers(20, 500)
    if random.random() < .5:
        corner = (int(x + width), int(y + height))
        cv2.rectangle(scene, (int(x), int(y)), corner, float(shade), -1)
    else:
        radii, angle = (int(width // 2), int(height // 2)), float(random.uniform(0, 180))
        cv2.ellipse(scene, (int(x), int(y)), radii, angle, 0, 360, float(shade), -1)


def _draw_writing(scene, random):
    x, y = int(random.integers(0, WIDTH - 200)), int(random.integers(0, HEIGHT - 100))
    size = float(random.uniform(.4, 1.6))
    for line in range(int(random.integers(1, 5))):
        letters = ''.join(chr(code) for code in random.integers(33, 126, 12))
        at, shade = (x, int(y + 30 * size * line)), float(random.uniform(0, 255))
        thickness = max(1, int(2 * size))
        cv2.putText(scene, letters, at, cv2.FONT_HERSHEY_SIMPLEX, size, shade, thickness)
