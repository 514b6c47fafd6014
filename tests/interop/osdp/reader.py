"""A reader (PD) after SIA OSDP 2.2, written from public descriptions, sharing nothing with the panel or the twin.

It is strict: whatever the panel sends against the rules is kept in `complaints`, besides the NAK that the rules name.
"""
import os
import select
import struct
import threading
import time

from device import ACK, BUSY, CAP, CCRYPT, CHLNG, COM, ID, KEYSET, NAK, POLL, RMAC_I, SCRYPT, Device
from wire import DEFAULT_KEY, Session, cbc, checksum, crc16, inverted

SOM = 0x53


class Reader(Device):
    def __init__(self, end, address=0, key=None, install=False, mark=True, secure_only=False, piecemeal=False, baud=9600):
        super().__init__()
        self.end, self.address, self.key, self.install, self.baud = end, address, key, install, baud
        self.secure_only, self.piecemeal = secure_only, piecemeal
        self.before, self.after = b"\xff" if mark else b"", b""
        self.late = 0                   # seconds before each reply
        self.echoes = False             # the adapter hears what it sends
        self.repeats = True             # its reply to a repeated command; else a refusal
        self.no_channel = False         # knows nothing of a secure channel
        self.deaf_to_macs = False       # without a session it takes what comes under one for plain text
        self.checks_with = None         # CRC (True) or checksum in replies, whatever the command has
        self.forges = None              # code and data that somebody writes on the line before each reply in a session
        self.moves = "after"            # to another place: "after" its answer, "before" it, "lost", with it, or goes "nowhere"
        self.busy = self.lose_replies = self.lose_commands = self.spoil = 0
        self.busy_sequence = 0          # None: the command's own
        self.reply_as = None            # another address in replies than its own
        self.receive_max = None
        self.session = self.last_command = self.last_reply = self.sequence = None
        self.last_heard = 0.0
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.lock = threading.Lock()

    # the line

    def start(self):
        self.thread.start()
        return self

    def run(self):
        buffer = b""
        while not self.stop.is_set():
            ready, _, _ = select.select([self.end], [], [], 0.02)
            if not ready:
                if buffer and time.monotonic() - self.last_heard > 0.2:
                    self.complain("broke off a frame: " + buffer.hex())
                    buffer = b""
                continue
            try:
                piece = self.end.read()
            except OSError:
                time.sleep(0.02)
                continue
            self.last_heard = time.monotonic()
            if self.end.baud() not in (None, self.baud):
                self.seen.append("another speed")
                continue
            if self.echoes:
                self.end.write(piece)
            buffer += piece
            buffer = self.frames(buffer)

    def frames(self, buffer):
        while True:
            at = buffer.find(bytes([SOM]))
            if at < 0:
                if buffer.strip(b"\xff"):
                    self.complain("noise before a frame: " + buffer.hex())
                return b""
            if buffer[:at].strip(b"\xff"):
                self.complain("noise before a frame: " + buffer[:at].hex())
            buffer = buffer[at:]
            if len(buffer) < 5:
                return buffer
            size = buffer[2] | buffer[3] << 8
            if size < 7 or size > 1440:
                self.complain("impossible length %d" % size)
                buffer = buffer[1:]
                continue
            if len(buffer) < size:
                return buffer
            self.frame(buffer[:size])
            buffer = buffer[size:]

    def send(self, frame):
        if self.lose_replies:
            self.lose_replies -= 1
            return
        if self.spoil:
            self.spoil -= 1
            middle = len(frame) // 2
            frame = frame[:middle] + bytes([frame[middle] ^ 0x10]) + frame[middle + 1:]
        time.sleep(self.late)
        forged = self.plain(*self.forges, frame[4] & 3, True) if self.forges and self.session else b""
        out = self.before + forged + frame + self.after
        if self.end.baud() not in (None, self.baud):
            out = os.urandom(len(out))
        for piece in [bytes([byte]) for byte in out] if self.piecemeal else [out]:
            self.end.write(piece)
            if self.piecemeal:
                time.sleep(0.001)

    # frames

    def frame(self, frame):
        with self.lock:
            address, control = frame[1], frame[4]
            if self.receive_max and len(frame) > self.receive_max:
                self.complain('%d bytes where %d can be received' % (len(frame), self.receive_max))
            if address & 0x80:
                return self.complain("a command with the reply bit")
            if address not in (self.address, 0x7F):
                return None
            if self.lose_commands:
                self.lose_commands -= 1
                return None
            use_crc = bool(control & 4)
            good = crc16(frame[:-2]) == struct.unpack("<H", frame[-2:])[0] if use_crc else checksum(frame[:-1]) == frame[-1]
            if not good:
                self.complain("bad check: " + frame.hex())
                return None
            if control & 0xF0:
                self.complain("reserved control bits %02x" % control)
            body = frame[5:-2] if use_crc else frame[5:-1]
            sequence = control & 3
            block = b""
            if control & 8:
                block, body = body[:body[0]], body[body[0]:]
            if self.busy:
                self.busy -= 1
                self.seen.append("busy")
                return self.send(self.plain(BUSY, b"", self.busy_sequence if self.busy_sequence is not None else sequence, use_crc))
            if sequence and self.last_command is not None and sequence == self.sequence and not self.repeats:
                self.seen.append("again")
                return self.send(self.reply(NAK, b"\x04", sequence, use_crc))
            if sequence and self.last_command is not None and sequence == self.sequence:
                if frame != self.last_command:
                    self.complain("the same sequence %d with other bytes: %s then %s" % (sequence, self.last_command.hex(), frame.hex()))
                    return self.send(self.plain(NAK, b"\x04", sequence, use_crc))
                self.seen.append("again")
                return self.send(self.last_reply)
            if sequence == 0:
                self.session = None
            elif self.sequence is None or sequence != self.sequence % 3 + 1:
                if self.sequence is not None:
                    self.complain("sequence %d after %s" % (sequence, self.sequence))
                self.session = None
                return self.send(self.plain(NAK, b"\x04", 0, use_crc))
            reply = self.secured(frame, block, body, sequence, use_crc)
            if reply is None:
                return None
            self.sequence, self.last_command, self.last_reply = sequence, frame, reply
            return self.leave(reply) if self.moves_to else self.send(reply)

    def leave(self, reply):
        if self.moves in ("after", "nowhere"):
            self.send(reply)
        if self.moves == "nowhere":
            self.moves_to = None
            return
        (self.address, self.baud), self.moves_to = self.moves_to, None
        if self.moves == "before":
            self.send(self.plain(COM, struct.pack("<BI", self.address, self.baud), self.sequence, True))

    def plain(self, code, data, sequence, use_crc, block=b""):
        return self.finish(block + bytes([code]) + data, sequence | (8 if block else 0), use_crc)

    def finish(self, body, control, use_crc, mac_with=None):
        use_crc = use_crc if self.checks_with is None else self.checks_with
        self.answered.add(body[body[0]] if control & 8 else body[0])
        tail = (4 if mac_with else 0) + (2 if use_crc else 1)
        size = 5 + len(body) + tail
        frame = bytes([SOM, (self.address if self.reply_as is None else self.reply_as) | 0x80, size & 0xFF, size >> 8, control | (4 if use_crc else 0)]) + body
        if mac_with:
            mac_with.reply_mac = mac_with.mac(frame, mac_with.command_mac)
            frame += mac_with.reply_mac[:4]
        return frame + (struct.pack("<H", crc16(frame)) if use_crc else bytes([checksum(frame)]))

    def secured(self, frame, block, body, sequence, use_crc):
        kind = block[1] if block else None
        self.heard.add(body[0])
        if kind and self.no_channel:
            return self.plain(NAK, b"\x05", sequence, use_crc)
        if kind == 0x15 and not self.session and self.deaf_to_macs:
            code, data = self.answer(body[0], body[1:-4], False)
            return self.plain(code, data, sequence, use_crc)
        if kind is None:
            if self.session and self.session.established:
                self.complain("in the clear inside a session: %02x" % body[0])
                self.session = None
                return self.plain(NAK, b"\x06", sequence, use_crc)
            if self.secure_only and body[0] not in (ID, CAP, CHLNG, POLL):
                return self.plain(NAK, b"\x06", sequence, use_crc)
            if body[0] == KEYSET:
                self.complain("KEYSET in the clear")
                return self.plain(NAK, b"\x06", sequence, use_crc)
            code, data = self.answer(body[0], body[1:], False)
            return self.plain(code, data, sequence, use_crc)
        if kind in (0x11, 0x13):
            return self.handshake(kind, block, body, sequence, use_crc)
        if kind in (0x15, 0x17):
            return self.inside(frame, kind, block, body, sequence, use_crc)
        self.complain("security block %02x from a panel" % kind)
        return self.plain(NAK, b"\x05", sequence, use_crc)

    def handshake(self, kind, block, body, sequence, use_crc):
        def refused(code):
            return self.plain(NAK, bytes([code]), sequence, use_crc)
        if len(block) != 3 or block[2] not in (0, 1):
            self.complain("handshake block " + block.hex())
            return refused(5)
        if kind == 0x11:
            if body[0] != CHLNG or len(body) != 9:
                self.complain("challenge " + body.hex())
                return refused(2)
            if block[2] == 0 and not (self.install or self.key is None) or block[2] == 1 and self.key is None:
                self.seen.append("no such key %d" % block[2])
                return refused(5)
            key = self.key if block[2] else DEFAULT_KEY
            panel, mine = body[1:], os.urandom(8)
            self.session = Session(key, panel, mine)
            self.session.which = block[2]
            return self.plain(CCRYPT, b"READER01" + mine + self.session.reader_cryptogram, sequence, use_crc, bytes([3, 0x12, block[2]]))
        if body[0] != SCRYPT or len(body) != 17:
            self.complain("server cryptogram " + body.hex())
            return refused(2)
        if not self.session or self.session.which != block[2]:
            self.complain("SCRYPT without its CHLNG")
            return refused(6)
        if body[1:] != self.session.panel_cryptogram:
            self.session = None
            self.seen.append("wrong cryptogram")
            return self.plain(RMAC_I, bytes(16), sequence, use_crc, bytes([3, 0x14, 0]))
        self.session.begin()
        self.session.established = True
        self.seen.append("session %d" % block[2])
        return self.plain(RMAC_I, self.session.reply_mac, sequence, use_crc, bytes([3, 0x14, 1]))

    def inside(self, frame, kind, block, body, sequence, use_crc):
        session = self.session
        if not session or not session.established:
            self.complain("SCS_%02x without a session" % kind)
            return self.plain(NAK, b"\x06", sequence, use_crc)
        end = len(frame) - (2 if use_crc else 1)
        wanted = session.mac(frame[:end - 4], session.reply_mac)
        if frame[end - 4:end] != wanted[:4]:
            self.complain("MAC differs on %02x" % body[0])
            self.session = None
            return self.plain(NAK, b"\x06", sequence, use_crc)
        if len(block) != 2:
            self.complain("security block " + block.hex())
        code, data = body[0], body[1:-4]
        if kind == 0x15 and data:
            self.complain("data under SCS_15 on %02x" % code)
        if kind == 0x17:
            if not data or len(data) % 16:
                self.complain("SCS_17 with %d bytes on %02x" % (len(data), code))
                return self.plain(NAK, b"\x02", sequence, use_crc)
            data = cbc(session.enc, inverted(session.reply_mac), data, encrypt=False)
            bare = data.rstrip(b"\x00")
            if not bare.endswith(b"\x80") or len(data) - len(bare) > 15:
                self.complain("padding " + data.hex())
            data = bare[:-1]
        session.command_mac = wanted
        code, data = self.answer(code, data, True)
        reply = self.reply(code, data, sequence, use_crc)
        if code == ACK and self.session_ends:
            self.session = None
        return reply

    def reply(self, code, data, sequence, use_crc):
        """In the session, where there is one."""
        session = self.session
        if not session or not session.command_mac:
            return self.plain(code, data, sequence, use_crc)
        body = bytes([2, 0x18 if data else 0x16, code])
        if data:
            padded = data + b"\x80" + bytes(-(len(data) + 1) % 16)
            body += cbc(session.enc, inverted(session.command_mac), padded)
        return self.finish(body, sequence | 8, use_crc, session)

    def reboot(self, keeps_sequence=False):
        with self.lock:
            self.session = None
            if not keeps_sequence:
                self.sequence = self.last_command = None
