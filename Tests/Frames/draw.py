"""Draws frames of a camera at a door, as files with a manifest or as a stream.
  draw.py everyday FOLDER COUNT [SEED]   COUNT frames of every kind, and of no code at all
  draw.py sizes FOLDER                   frames with and without a code in three sizes
  draw.py stream COUNT [SEED]            COUNT frames of all kinds in turn, to standard output
PHOTOS in the environment names a folder with photographs without a code to stand behind the guests.
"""
import base64
import csv
import os
import sys

import cv2

import door_frame
import guise
import ticket_codes
from scenery import HEIGHT, Scenery

FIRST_SEED = 1000
EVERY_KIND = ticket_codes.KINDS + [None]
SIZES = [(640, 480), (1280, 720), (1920, 1080)]
# Frames of each kind and size: so many different texts are shown one after the other, too.
FRAMES_OF_SIZE = 24


def label(kind, seed):
    return ticket_codes.text(kind, seed).encode() if kind else b''


class Folder:
    """Pictures and the manifest that says what is in them."""

    def __init__(self, path):
        os.makedirs(path, exist_ok=True)
        self._path = path
        self._rows = []

    def add(self, ending, frame, kind, seed, group, settings=()):
        name = f'{group}_{seed:06d}.{ending}'
        if not cv2.imwrite(os.path.join(self._path, name), frame, settings):
            sys.exit(f'draw.py: cannot write {name}')
        text = base64.b64encode(label(kind, seed)).decode()
        size = (frame.shape[1], frame.shape[0])
        self._rows.append([name, *size, int(kind is not None), text, group, seed])

    def close(self):
        with open(os.path.join(self._path, 'manifest.csv'), 'w', newline='') as file:
            rows = csv.writer(file, lineterminator='\n')
            rows.writerow(['file', 'width', 'height', 'codes', 'expected_base64', 'kind', 'seed'])
            rows.writerows(self._rows)


def everyday(folder, count, seed, scenery):
    for kind in EVERY_KIND:
        for number in range(seed, seed + count):
            frame, _ = door_frame.draw(kind, number, guise.everyday(number), scenery)
            folder.add('jpg', frame, kind, number, kind or 'none', [cv2.IMWRITE_JPEG_QUALITY, 92])


def sizes(folder, scenery):
    """Compact codes in plain view, and the same scenes without one."""
    for number in range(FRAMES_OF_SIZE):
        for kind, word in (('B-M', 'code'), (None, 'empty')):
            frame, corners = door_frame.draw(kind, number, guise.plain(number), scenery)
            for width, height in SIZES:
                part = frame
                if width * HEIGHT != height * frame.shape[1]:
                    part = _cut(frame, HEIGHT * width // height, corners)
                smaller = width < part.shape[1]
                way = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
                part = cv2.resize(part, (width, height), interpolation=way)
                folder.add('pgm', part, kind, number, f'{word} {width}x{height}')


def _cut(frame, width, corners):
    """`width` columns of the frame, with the code in them if there is one."""
    middle = frame.shape[1] / 2 if corners is None else corners[:, 0].mean()
    left = int(min(max(middle - width / 2, 0), frame.shape[1] - width))
    return frame[:, left:left + width]


def stream(count, seed, scenery):
    """For each frame a line of kind, seed, width, height and text in base64, then its pixels."""
    out = sys.stdout.buffer
    for number in range(count):
        kind, name = EVERY_KIND[number % len(EVERY_KIND)], seed + number // len(EVERY_KIND)
        frame, _ = door_frame.draw(kind, name, guise.everyday(name), scenery)
        text = base64.b64encode(label(kind, name)).decode() or '-'
        head = f'{kind or "none"} {name} {frame.shape[1]} {frame.shape[0]} {text}\n'
        out.write(head.encode() + frame.tobytes())
    out.flush()


def main():
    # Another process measures or reads meanwhile.
    cv2.setNumThreads(1)
    words, scenery = sys.argv[1:], Scenery(os.environ.get('PHOTOS') or None)
    if words[:1] == ['stream'] and len(words) in (2, 3):
        stream(int(words[1]), int(words[2]) if len(words) > 2 else FIRST_SEED, scenery)
    elif words[:1] == ['everyday'] and len(words) in (3, 4):
        folder = Folder(words[1])
        everyday(folder, int(words[2]), int(words[3]) if len(words) > 3 else FIRST_SEED, scenery)
        folder.close()
    elif words[:1] == ['sizes'] and len(words) == 2:
        folder = Folder(words[1])
        sizes(folder, scenery)
        folder.close()
    else:
        sys.exit(__doc__)


if __name__ == '__main__':
    main()
