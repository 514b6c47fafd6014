"""Frames' checks and the secure channel's arithmetic, after public descriptions of SIA OSDP 2.2."""
from cryptography.hazmat.backends import default_backend
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

DEFAULT_KEY = bytes(range(0x30, 0x40))


def crc16(data):
    crc = 0x1D0F
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = ((crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def checksum(data):
    return -sum(data) & 0xFF


def ecb(key, block):
    worker = Cipher(algorithms.AES(key), modes.ECB(), default_backend()).encryptor()
    return worker.update(block) + worker.finalize()


def cbc(key, iv, data, encrypt=True):
    cipher = Cipher(algorithms.AES(key), modes.CBC(iv), default_backend())
    worker = cipher.encryptor() if encrypt else cipher.decryptor()
    return worker.update(data) + worker.finalize()


def inverted(data):
    return bytes(~byte & 0xFF for byte in data)


class Session:
    """The keys and the chain of MACs of one secure channel."""

    def __init__(self, key, panel_random, reader_random):
        def derived(a, b):
            return ecb(key, bytes([a, b]) + panel_random[:6] + bytes(8))
        self.enc, self.mac1, self.mac2 = derived(1, 0x82), derived(1, 1), derived(1, 2)
        self.reader_cryptogram = ecb(self.enc, panel_random + reader_random)
        self.panel_cryptogram = ecb(self.enc, reader_random + panel_random)
        self.reply_mac = self.command_mac = None
        self.established = False

    def begin(self):
        self.reply_mac = ecb(self.mac2, ecb(self.mac1, self.panel_cryptogram))
        return self.reply_mac

    def mac(self, data, iv):
        if len(data) % 16:
            data += b"\x80" + bytes(-(len(data) + 1) % 16)
        if len(data) > 16:
            iv = cbc(self.mac1, iv, data[:-16])[-16:]
        return cbc(self.mac2, iv, data[-16:])
