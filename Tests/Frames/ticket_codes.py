"""Codes as tickets carry them, with random contents: long ones as the platform prints them (A), and
compact ones of 60 and 40 characters that fit QR's alphanumeric mode (B, C)."""
import base64
import json
import uuid

import numpy as np
import segno

from seeds import generator

# Letter of the text, error correction.
KINDS = ['A-M', 'A-L', 'B-M', 'B-Q', 'C-L']
ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
LENGTHS = {'B': 60, 'C': 40}


def text(kind, seed):
    """What stands in the code of `kind`."""
    random = generator('payload', kind[0], seed)
    if kind[0] == 'A':
        return _long(random)
    first = ALPHABET[random.integers(0, 36, 1)[0]]
    rest = random.integers(0, 45, LENGTHS[kind[0]] - 2)
    return first + ''.join(ALPHABET[index] for index in rest) + 'Z'


def _long(random):
    def identifier():
        return str(uuid.UUID(bytes=random.bytes(16), version=4))

    claims = {
        'ticketId': identifier(),
        'eventId': identifier(),
        'userId': identifier(),
        'timestamp': int(1.7e12 + random.integers(0, 10**11)),
        'signature': random.bytes(32).hex(),
    }
    return base64.b64encode(json.dumps(claims, separators=(',', ':')).encode()).decode()


def modules(kind, seed):
    """1 where a module is dark, without the quiet zone."""
    code = segno.make(text(kind, seed), error=kind[2].lower(), micro=False, boost_error=False)
    return np.array([list(row) for row in code.matrix], np.uint8)
