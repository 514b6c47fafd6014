"""What a reader is and does: its answers to commands, whoever carried them."""
import struct

POLL, ID, CAP, LSTAT, ISTAT, OSTAT, RSTAT = 0x60, 0x61, 0x62, 0x64, 0x65, 0x66, 0x67
OUT, LED, BUZ, COMSET, KEYSET, CHLNG, SCRYPT, FILETRANSFER = 0x68, 0x69, 0x6A, 0x6E, 0x75, 0x76, 0x77, 0x7C
ACURXSIZE, KEEPACTIVE = 0x7B, 0xA7
ACK, NAK, PDID, PDCAP, LSTATR, ISTATR, OSTATR, RSTATR = 0x40, 0x41, 0x45, 0x46, 0x48, 0x49, 0x4A, 0x4B
RAW, KEYPAD, COM, CCRYPT, RMAC_I, BUSY, FTSTAT = 0x50, 0x53, 0x54, 0x76, 0x78, 0x79, 0x7A


class Device:
    def __init__(self):
        self.complaints, self.seen, self.events = [], [], []
        self.heard, self.answered = set(), set()    # codes of commands and of replies
        self.place = self.moves_to = None           # place: what it says to COMSET, if not what it was told
        self.nak = {}                   # command -> NAK code
        self.instead = {}               # command -> another reply and its data
        self.more = b""                 # what a later standard adds to an answer
        self.key, self.install = None, False
        self.keyset_ends_session = self.session_ends = False
        self.capabilities = [(1, 4, 2), (2, 4, 1), (3, 1, 0), (4, 4, 1), (5, 2, 1), (8, 1, 0), (9, 1, 1), (10, 0x00, 0x04), (11, 0x00, 0x08), (13, 0, 1), (14, 0, 0)]
        self.tamper = self.power = self.head = 0
        self.inputs, self.outputs = [0, 0], [0]
        self.files, self.parts = b"", []
        self.file_delay, self.file_size_max, self.file_ends_with = 0, 0, 1

    def complain(self, what):
        self.complaints.append(what)

    def commands(self):
        """What came, without what is polled for."""
        return [code for code in self.seen if code != POLL]

    def answer(self, code, data, secure):
        self.session_ends = False
        self.seen.append(code)
        if code in self.instead:
            return self.instead[code]
        if code in self.nak:
            return NAK, bytes([self.nak[code]])
        lengths = {POLL: 0, ID: 1, CAP: 1, LSTAT: 0, ISTAT: 0, OSTAT: 0, RSTAT: 0, BUZ: 5, COMSET: 5, KEYSET: 18, ACURXSIZE: 2, KEEPACTIVE: 2}
        if code in lengths and len(data) != lengths[code] or code == LED and (not data or len(data) % 14) or code == OUT and (not data or len(data) % 4):
            self.complain("length %d of %02x" % (len(data), code))
            return NAK, b"\x02"
        if code == POLL:
            return self.events.pop(0) if self.events else (ACK, b"")
        if code in (ID, CAP) and data != b"\x00":
            self.complain("reply type %s of %02x" % (data.hex(), code))
        if code == ID:
            return PDID, bytes([0x0A, 0x0B, 0x0C, 7, 2]) + struct.pack("<I", 0x01020304) + bytes([3, 1, 4]) + self.more
        if code == CAP:
            return PDCAP, bytes(byte for triple in self.capabilities for byte in triple) + self.more
        if code == LSTAT:
            return LSTATR, bytes([self.tamper, self.power])
        if code == ISTAT:
            return ISTATR, bytes(self.inputs)
        if code == OSTAT:
            return OSTATR, bytes(self.outputs)
        if code == RSTAT:
            return RSTATR, bytes([self.head])
        if code == LED:
            for at in range(0, len(data), 14):
                self.seen.append(("led", data[at:at + 14].hex()))
            return ACK, b""
        if code == BUZ:
            self.seen.append(("buz", data.hex()))
            return ACK, b""
        if code == OUT:
            for at in range(0, len(data), 4):
                if data[at] >= len(self.outputs):
                    return NAK, b"\x09"
                self.seen.append(("out", data[at:at + 4].hex()))
                self.outputs[data[at]] = 1 if data[at + 1] in (2, 4, 5) else 0
            return OSTATR, bytes(self.outputs)
        if code == KEYSET:
            if not secure:
                return NAK, b"\x06"
            if data[0] != 1 or data[1] != 16:
                self.complain("KEYSET " + data[:2].hex())
                return NAK, b"\x09"
            self.key, self.install = data[2:], False
            self.session_ends = self.keyset_ends_session
            self.seen.append("keyset")
            return ACK, b""
        if code == COMSET:
            self.seen.append(("comset", data.hex()))
            data = struct.pack("<BI", *self.place) if self.place else data
            self.moves_to = struct.unpack("<BI", data)
            return COM, data
        if code == FILETRANSFER:
            return self.file(data)
        if code in (ACURXSIZE, KEEPACTIVE):
            return ACK, b""
        return NAK, b"\x03"

    def file(self, data):
        if len(data) < 11:
            self.complain("FILETRANSFER of %d" % len(data))
            return NAK, b"\x02"
        kind, total, offset, size = struct.unpack("<BIIH", data[:11])
        if size != len(data) - 11:
            self.complain("FILETRANSFER says %d, has %d" % (size, len(data) - 11))
            return NAK, b"\x02"
        if size == 0 and offset == 0 and total == 0:
            return FTSTAT, struct.pack("<BHhH", 0, 0, 0, 0)
        if offset == 0 and size:
            self.files = b""
        if size == 0:
            self.seen.append("file idle")
            self.file_ends_with = 1     # the panel asked again after "processing": now it is done
            return FTSTAT, struct.pack("<BHhH", 0, 0, self.file_ends_with, 0)
        if offset != len(self.files):
            self.complain("file offset %d, had %d" % (offset, len(self.files)))
            return FTSTAT, struct.pack("<BHhH", 0, 0, -1, 0)
        self.files += data[11:]
        self.parts.append(size)
        done = len(self.files) == total
        status = self.file_ends_with if done else 0
        return FTSTAT, struct.pack("<BHhH", 1, self.file_delay, status, self.file_size_max)

    # what happens at the reader

    def card(self, bits, data, reader=0, form=1):
        self.events.append((RAW, struct.pack("<BBH", reader, form, bits) + data))

    def keys(self, digits):
        self.events.append((KEYPAD, bytes([0, len(digits)]) + digits))
