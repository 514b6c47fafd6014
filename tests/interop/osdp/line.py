"""A line with a reader at one end and the tool at the other."""
import os
import socket
import tempfile
import termios
import tty

from reader import Reader
from tool import Tool, until

KEY = bytes.fromhex("8d1f0b62a9c4e37755106fde29b3480a")
NEW = bytes.fromhex("a1b2c3d4e5f60718293a4b5c6d7e8f90")
SPEEDS = {termios.B9600: 9600, termios.B19200: 19200, termios.B38400: 38400, termios.B57600: 57600, termios.B115200: 115200}


class Terminal:
    """A pseudo-terminal. It carries bytes at any speed, but knows which one the panel has set."""

    def __init__(self):
        self.reader, self.panel = os.openpty()
        tty.setraw(self.reader)
        tty.setraw(self.panel)
        self.name = os.ttyname(self.panel)

    def fileno(self):
        return self.reader

    def baud(self):
        return SPEEDS.get(termios.tcgetattr(self.panel)[5], 0)

    def read(self):
        return os.read(self.reader, 4096)

    def write(self, data):
        os.write(self.reader, data)

    def opened(self):
        pass

    def close(self):
        os.close(self.reader)
        os.close(self.panel)


class Socket:
    """A Unix socket: offered by the reader's side, or by the tool where nobody does."""

    def __init__(self, offered=True):
        self.folder = tempfile.TemporaryDirectory()
        self.path = os.path.join(self.folder.name, "line")
        self.name = "unix:" + self.path
        self.end = socket.socket(socket.AF_UNIX)
        self.offered = offered
        if offered:
            self.end.bind(self.path)
            self.end.listen()

    def opened(self):
        if self.offered:
            offer, self.end = self.end, self.end.accept()[0]
            offer.close()
        else:
            until(lambda: self.end.connect_ex(self.path) == 0)

    def fileno(self):
        return self.end.fileno()

    def baud(self):
        return None

    def read(self):
        return self.end.recv(4096)

    def write(self, data):
        try:
            self.end.sendall(data)
        except BrokenPipeError:
            pass                        # the tool has gone

    def close(self):
        self.end.close()
        self.folder.cleanup()


class Line:
    """What the panel did against the rules fails the test at its end."""

    def __init__(self, *arguments, key=None, address=0, asked=None, over=Terminal, key_by="file", **reader):
        self.end = over()
        reader.setdefault("key", key)
        self.reader = Reader(self.end, address=address, **reader)
        self.tool = Tool(self.end.name, "--address", str(address if asked is None else asked), *arguments, key=key, key_by=key_by)

    def __enter__(self):
        self.end.opened()
        self.reader.start()
        return self.reader, self.tool

    def __exit__(self, kind, fault, trace):
        self.tool.end()
        self.reader.stop.set()
        self.reader.thread.join()
        self.end.close()
        if kind is None and self.reader.complaints:
            raise AssertionError("the reader complains: " + "; ".join(self.reader.complaints[:5]))


def online(tool, secure):
    assert tool.wait("online")["secure_channel"] == secure
    tool.wait("id")
    tool.wait("capabilities")


def cards(reader, tool, count=5):
    """All come, each once, in order."""
    wanted = ["%02x123440" % i for i in range(count)]
    before = len(tool.all("card"))
    for card in wanted:
        reader.card(26, bytes.fromhex(card))
    tool.wait("card", before + count)
    tool.say("status")
    until(lambda: not reader.events)
    got = [told["data"].lower() for told in tool.all("card")[before:]]
    assert got == wanted, got
