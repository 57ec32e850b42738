"""The newest zxing-cpp as a contestant: reads grey pictures from standard input and says what it
saw and how much of its own CPU that took. First a line with its name; then for each picture (a line
of width and height, and the pixels) a line of milliseconds and the bytes of each code in
hexadecimal. It must never write a code's text anywhere else.
"""
import importlib.metadata
import sys
import time

import numpy as np
import zxingcpp


def main():
    pictures, answers = sys.stdin.buffer, sys.stdout
    version = importlib.metadata.version('zxing-cpp')
    print(f'zxing-cpp {version}', file=answers, flush=True)
    while head := pictures.readline():
        width, height = (int(word) for word in head.split())
        pixels = np.frombuffer(pictures.read(width * height), np.uint8).reshape(height, width)
        start = time.thread_time()
        codes = zxingcpp.read_barcodes(pixels, formats=zxingcpp.BarcodeFormat.QRCode)
        spent = (time.thread_time() - start) * 1000
        texts = [code.bytes.hex() for code in codes if code.bytes]
        print(f'{spent:.4f}', *texts, file=answers, flush=True)


if __name__ == '__main__':
    main()
