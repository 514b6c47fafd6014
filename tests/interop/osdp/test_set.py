"""The whole set of commands and replies, each seen on one line. Of records that may come several in one command the panel sends one."""
import os
import struct
import tempfile
import unittest

from device import ACK, BUSY, CCRYPT, COM, FTSTAT, ISTATR, KEYPAD, LSTATR, NAK, OSTATR, PDCAP, PDID, RAW, RMAC_I, RSTATR
from device import BUZ, CAP, CHLNG, COMSET, FILETRANSFER, ID, ISTAT, KEYSET, LED, LSTAT, OSTAT, OUT, POLL, RSTAT, SCRYPT
from line import NEW, Line, Socket, Terminal, cards, online
from tool import until

COMMANDS = {POLL, ID, CAP, LSTAT, ISTAT, OSTAT, RSTAT, OUT, LED, BUZ, COMSET, KEYSET, CHLNG, SCRYPT, FILETRANSFER}
REPLIES = {ACK, NAK, PDID, PDCAP, LSTATR, ISTATR, OSTATR, RSTATR, RAW, KEYPAD, COM, CCRYPT, RMAC_I, BUSY, FTSTAT}


class WholeSet(unittest.TestCase):
    def test_every_command_and_every_reply_of_the_set(self):
        for over in (Terminal, Socket):
            with self.subTest(over=over.__name__), Line("--install", over=over) as (reader, tool):
                online(tool, True)
                tool.say("keyset " + NEW.hex())
                tool.wait("online", 2, secure_channel=True)
                self.assertEqual(NEW, reader.key)
                cards(reader, tool, 2)
                reader.keys(b"7")
                reader.busy = 2
                reader.nak = {BUZ: 3}
                tool.wait("keypad", keys="7")
                tool.say("led green 2", "buzzer 3", "output 0 on", "status")
                tool.wait("input")
                until(lambda: reader.outputs == [1] and {LSTAT, ISTAT, OSTAT, RSTAT} <= reader.heard)
                content = os.urandom(300)
                with tempfile.NamedTemporaryFile() as file:
                    file.write(content)
                    file.flush()
                    tool.say("file " + file.name)
                    until(lambda: reader.files == content)
                until(lambda: any("file: 300 / 300" in line for line in tool.printed))
                tool.say("comset 3 19200")
                tool.wait("online", 3, secure_channel=True)
                cards(reader, tool, 2)
                # No command that is not of the set, none left out; the same of replies.
                self.assertEqual((set(), set()), (COMMANDS - reader.heard, reader.heard - COMMANDS))
                self.assertEqual(set(), REPLIES - reader.answered)
                self.assertEqual([], tool.all("attack"))

    def test_what_the_panel_sends_is_laid_out_as_the_standard_says(self):
        """Every field of every order of the tool; times in tenths of a second."""
        led = lambda *fields: ("led", struct.pack("<BBBBBBBHBBBBB", *fields).hex())
        wanted = [
            ("led", led(0, 0, 2, 1, 0, 2, 0, 30, 0, 0, 0, 0, 0)),
            ("led red", led(0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0)),
            ("led blue 3.5", led(0, 0, 2, 1, 0, 4, 0, 35, 0, 0, 0, 0, 0)),
            ("led off", led(0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0)),
            ("led white 3600", led(0, 0, 2, 1, 0, 7, 0, 36000, 0, 0, 0, 0, 0)),
            ("buzzer", ("buz", "0002020201")),
            ("buzzer 7", ("buz", "0002020207")),
            ("buzzer off", ("buz", "0001000000")),
            ("output 0 on", ("out", "00020000")),
            ("output 0 off", ("out", "00010000")),
            ("output 0 2.5", ("out", "00051900")),
            ("output 0 600", ("out", "00057017")),
            ("comset 126 115200", ("comset", "7e00c20100")),
        ]
        for over in (Terminal, Socket):
            with self.subTest(over=over.__name__), Line(over=over) as (reader, tool):
                online(tool, False)
                for order, record in wanted:
                    reader.seen = []
                    tool.say(order)
                    until(lambda: record in reader.seen, lambda: "%s: no %s in %s" % (order, record, [s for s in reader.seen if isinstance(s, tuple)]))
                tool.wait("online", 2)


if __name__ == "__main__":
    unittest.main()
