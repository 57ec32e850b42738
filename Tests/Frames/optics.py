"""What the way through lens, sensor and cable does to a scene: blur, exposure, noise and JPEG."""
import math

import cv2
import numpy as np

# What a lens and the reconstruction of colours blur at best.
SHARPEST = .55
# Most that a camera's own gain makes up for missing light: 12 dB.
MOST_GAIN = 4
JPEG_QUALITY = 88


def taken(scene, guise, random, noise):
    """The frame a camera gives of `scene`. `noise` is the generator of the sensor's own."""
    frame = cv2.GaussianBlur(np.clip(scene, 0, 400), (0, 0), SHARPEST)
    if guise.defocus > 0:
        frame = _filtered(frame, _disc(guise.defocus))
    if guise.motion > 0:
        frame = _filtered(frame, _streak(guise.motion, random.uniform(0, math.pi)))
    frame = np.clip(frame, 0, 255) * guise.gain
    grain = noise.standard_normal(frame.shape, np.float32)
    frame = frame + grain * np.sqrt(guise.noise**2 + frame * guise.noise * guise.noise / 60.)
    if guise.gain < 1:
        frame = frame * min(1 / guise.gain, MOST_GAIN)
    frame = np.clip(frame, 0, 255).astype(np.uint8)
    packed = cv2.imencode('.jpg', frame, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1]
    return np.ascontiguousarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE))


def _filtered(frame, kernel):
    return cv2.filter2D(frame, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE)


def _disc(radius):
    """What a lens out of focus makes of a point."""
    side = 2 * int(math.ceil(radius)) + 1
    y, x = np.mgrid[-(side // 2):side // 2 + 1, -(side // 2):side // 2 + 1]
    return np.clip(radius + .5 - np.hypot(x, y), 0, 1).astype(np.float32)


def _streak(length, angle):
    """What a moving hand makes of a point, drawn four times too large and shrunk."""
    side = (int(math.ceil(length)) | 1) + 2
    kernel, middle = np.zeros((side * 4, side * 4), np.float32), side * 2
    reach = (length * 2 * math.cos(angle), length * 2 * math.sin(angle))
    start = tuple(int(round(middle - part)) for part in reach)
    end = tuple(int(round(middle + part)) for part in reach)
    cv2.line(kernel, start, end, 1., 4, cv2.LINE_AA)
    return cv2.resize(kernel, (side, side), interpolation=cv2.INTER_AREA)
