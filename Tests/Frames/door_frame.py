"""One frame of a camera at a door: a guest's code in front of some scenery, through some optics. A
pure function of kind, seed and guise."""
import math

import cv2
import numpy as np

import card as cards
import optics
import ticket_codes
from scenery import HEIGHT, WIDTH
from seeds import generator

# Of a lens with 70 degrees from left to right.
FOCAL = (WIDTH / 2) / math.tan(math.radians(35))
# The card is projected so much larger and shrunk, or its edges were saws.
OVERSAMPLING = 3


def draw(kind, seed, guise, scenery):
    """(grey picture, corners of the code); `kind` None shows no code, and corners are None. The
    same seed is the same scene for every kind."""
    random = generator('frame', seed)
    scene = scenery.draw(generator('bg', seed))
    corners = None
    if kind is not None:
        corners = _show(scene, ticket_codes.modules(kind, seed), seed, guise, random)
        centre = corners.mean(0)
        if guise.finger > 0:
            _lay_finger(scene, corners, centre, guise, random)
        if guise.glare > 0:
            _shine(scene, centre, guise, random)
    return optics.taken(scene, guise, random, generator('noise', seed)), corners


def _show(scene, modules, seed, guise, random):
    """Draws the card into the scene; returns where the corners of the code are."""
    count = modules.shape[0]
    module = guise.code_px / count
    pitch = int(np.clip(math.ceil(module * OVERSAMPLING * 1.2), 4, 24))
    card = cards.draw(modules, pitch, guise, generator('tex', seed))
    way = _projection(card, module, count, guise, random)
    height, width = card.picture.shape
    outline = _projected([[0, 0], [width, 0], [width, height], [0, height]], way)
    low = np.maximum(np.floor(outline.min(0)).astype(int) - 2, 0)
    high = np.minimum(np.ceil(outline.max(0)).astype(int) + 2, (WIDTH, HEIGHT))
    if (high > low).all():
        seen, cover = _projected_card(card.picture, way, low, high)
        if guise.moire > 0 and guise.medium == 'phone':
            _ripple(seen, guise.moire, random)
        part = scene[low[1]:high[1], low[0]:high[0]]
        part[:] = part * (1 - cover) + seen * cover
    left, top, right, bottom = card.left, card.top, card.left + card.side, card.top + card.side
    return _projected([[left, top], [right, top], [right, bottom], [left, bottom]], way)


def _projection(card, module, count, guise, random):
    """The matrix from the card's pixels to the frame's."""
    angle = math.radians(guise.rotation * (1 if random.random() < .5 else -1))
    axis, tilt = random.uniform(0, 2 * math.pi), math.radians(guise.tilt)
    turn = np.array([[math.cos(angle), -math.sin(angle), 0],
                     [math.sin(angle), math.cos(angle), 0], [0, 0, 1]])
    x, y = math.cos(axis), math.sin(axis)
    cross = np.array([[0, -0., y], [0., 0, -x], [-y, x, 0]])
    lean = np.eye(3) + math.sin(tilt) * cross + (1 - math.cos(tilt)) * cross @ cross
    turned = lean @ turn
    distance, extent = FOCAL / module, count * module / 2
    across = min(WIDTH / 2 - 20, extent * 1.3 + 15)
    down = min(HEIGHT / 2 - 10, extent * 1.3 + 15)
    at_x = random.uniform(across, WIDTH - across)
    at_y = random.uniform(down, HEIGHT - down)
    place = [(at_x - WIDTH / 2) * distance / FOCAL, (at_y - HEIGHT / 2) * distance / FOCAL,
             distance]
    pose = np.column_stack([turned[:, 0], turned[:, 1], place])
    camera = np.array([[FOCAL, 0, WIDTH / 2], [0, FOCAL, HEIGHT / 2], [0, 0, 1]])
    pitch, half = card.pitch, card.side / 2
    modules = np.array([[1 / pitch, 0, -(card.left + half) / pitch],
                        [0, 1 / pitch, -(card.top + half) / pitch], [0, 0, 1]])
    return camera @ pose @ modules


def _projected(points, way):
    return cv2.perspectiveTransform(np.array([points], np.float64), way)[0]


def _projected_card(picture, way, low, high):
    """The card as seen in the box from `low` to `high`, and how much of each pixel it covers."""
    times = OVERSAMPLING
    larger = np.array([[times, 0, -low[0] * times + (times - 1) / 2],
                       [0, times, -low[1] * times + (times - 1) / 2], [0, 0, 1]]) @ way
    size = (int(high[0] - low[0]) * times, int(high[1] - low[1]) * times)
    seen = cv2.warpPerspective(
        picture, larger, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    cover = cv2.warpPerspective(np.ones_like(picture), larger, size, flags=cv2.INTER_LINEAR)
    return tuple(
        cv2.resize(part, None, fx=1 / times, fy=1 / times, interpolation=cv2.INTER_AREA)
        for part in (seen, cover))


def _ripple(seen, strength, random):
    """A screen's grid against the sensor's."""
    y, x = np.mgrid[0:seen.shape[0], 0:seen.shape[1]].astype(np.float32)
    first, second = random.uniform(2.2, 14), random.uniform(2.2, 14)
    angle = random.uniform(0, math.pi)
    along = x * math.cos(angle) + y * math.sin(angle)
    aside = -x * math.sin(angle) + y * math.cos(angle)
    waves = np.sin(2 * math.pi * along / first) + np.sin(2 * math.pi * aside / second)
    seen *= 1 + strength * .5 * waves


def _lay_finger(scene, corners, centre, guise, random):
    """A finger from the bottom or the right edge, never by choice over a finder pattern."""
    edge = corners[3] if random.random() < .5 else corners[1]
    start = corners[2] + (edge - corners[2]) * random.uniform(.0, .45)
    way = centre - start
    way /= np.linalg.norm(way) + 1e-9
    tip, tail = start + way * guise.finger * guise.code_px, start - way * guise.code_px
    width = max(3, int(guise.code_px * random.uniform(.16, .26)))
    ends = (tuple(int(v) for v in tail), tuple(int(v) for v in tip - way * width / 2))
    cv2.line(scene, *ends, float(random.uniform(110, 185)), width, cv2.LINE_AA)


def _shine(scene, centre, guise, random):
    """A lamp's reflection, and the veil it lays over everything."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    at_x, at_y = centre + random.uniform(-.45, .45, 2) * guise.code_px
    angle = random.uniform(0, math.pi)
    along = (x - at_x) * math.cos(angle) + (y - at_y) * math.sin(angle)
    aside = -(x - at_x) * math.sin(angle) + (y - at_y) * math.cos(angle)
    length = guise.code_px * random.uniform(.12, .5)
    width = guise.code_px * random.uniform(.05, .16)
    spot = np.exp(-(along / length)**2 / 2 - (aside / width)**2 / 2)
    scene += guise.glare * 255 * spot + guise.glare * 22
