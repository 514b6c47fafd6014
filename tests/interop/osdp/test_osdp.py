"""The panel on a line with a reader that shares nothing with it."""
import os
import tempfile
import unittest

import device
from device import BUZ, CAP, ISTAT, ISTATR, LED, LSTAT, LSTATR, NAK, OSTAT, OUT, RAW, RSTAT
from line import KEY, NEW, Line, cards, online
from tool import until

class EveryReader(unittest.TestCase):
    """With and without a mark before its frames, with checksum and CRC, in the clear and in the channel."""

    def test_tells_everything_and_does_what_it_is_told(self):
        for mark in (True, False):
            for check in ((), ("--checksum",)):
                for key in (None, KEY):
                    with self.subTest(mark=mark, check=check, key=key is not None):
                        self.serve(Line(*check, key=key, mark=mark, secure_only=key is not None), key is not None)
        with self.subTest("byte by byte"):
            self.serve(Line(key=KEY, piecemeal=True), True)

    def serve(self, line, secure):
        with line as (reader, tool):
            online(tool, secure)
            self.assertEqual("01020304", tool.wait("id")["serial"])
            cards(reader, tool, 3)
            reader.keys(b"12\x7f\x0d")
            self.assertEqual("12*#", tool.wait("keypad")["keys"])
            reader.events.append((LSTATR, bytes([1, 0])))
            tool.wait("tamper", tamper=True)
            reader.events.append((ISTATR, bytes([1, 0])))
            self.assertEqual([1, 0], tool.wait("input", states=[1, 0])["states"])
            tool.say("led red", "led green 2", "buzzer 2", "output 0 on", "status")
            until(lambda: {LED, BUZ, OUT, LSTAT, ISTAT, OSTAT, RSTAT} <= {s for s in reader.seen if isinstance(s, int)} and reader.outputs == [1])
            tool.say("output 0 off")
            until(lambda: reader.outputs == [0])

    def test_every_count_of_bits(self):
        counts = [1, 7, 8, 9, 26, 32, 34, 37, 48, 56, 64, 75, 128, 200, 256]
        with Line(key=KEY) as (reader, tool):
            online(tool, True)
            for bits in counts:
                reader.card(bits, bytes((bits + 7) // 8 - 1) + b"\x80")
            tool.wait("card", len(counts))
            self.assertEqual(counts, [told["bits"] for told in tool.all("card")])


class Keys(unittest.TestCase):
    def test_an_install_ends_with_a_session_under_the_new_key(self):
        for ends in (False, True):
            with self.subTest(session_ends_with_it=ends), Line("--install") as (reader, tool):
                reader.keyset_ends_session = ends
                online(tool, True)
                self.assertIn("session 0", reader.seen)
                tool.say("keyset " + NEW.hex())
                until(lambda: "session 1" in reader.seen)
                self.assertEqual(NEW, reader.key)
                tool.wait("online", 2)
                cards(reader, tool)

    def test_a_wrong_or_missing_key_never_leads_to_plain_text(self):
        for key, reason in ((NEW, "wrong_key"), (None, None)):
            with self.subTest(key=key is not None):
                line = Line(key=KEY)
                line.reader.key = key
                with line as (reader, tool):
                    self.assertEqual(reason or tool.wait("offline")["reason"], tool.wait("offline")["reason"])
                    self.assertEqual([], tool.all("online"))
                    self.assertEqual(set(), {s for s in reader.seen if isinstance(s, int)} - {device.ID, CAP, device.POLL})


class Faults(unittest.TestCase):
    def test_a_busy_reader_is_waited_for_and_its_session_goes_on(self):
        for sequence in (0, None):
            for key in (None, KEY):
                with self.subTest(sequence=sequence, secure=key is not None), Line(key=key) as (reader, tool):
                    reader.busy_sequence, reader.busy = sequence, 3
                    online(tool, key is not None)
                    for times in (1, 15):
                        reader.busy = times
                        cards(reader, tool)
                    self.assertLessEqual(reader.seen.count("session 1"), 1)

    def test_what_the_line_loses_or_spoils_costs_no_card_and_doubles_none(self):
        for what in ("lose_replies", "lose_commands", "spoil"):
            for key in (None, KEY):
                with self.subTest(what, secure=key is not None), Line(key=key) as (reader, tool):
                    online(tool, key is not None)
                    for _ in range(3):
                        setattr(reader, what, 1)
                        cards(reader, tool, 3)
                    self.assertLessEqual(reader.seen.count("session 1"), 1)

    def test_a_reader_that_starts_anew_is_taken_up_again(self):
        for key in (None, KEY):
            with self.subTest(secure=key is not None), Line(key=key) as (reader, tool):
                online(tool, key is not None)
                reader.reboot()
                tool.wait("online", 2, secure_channel=key is not None)
                reader.complaints = [c for c in reader.complaints if "without a session" not in c]
                cards(reader, tool)

    def test_a_refusal_ends_nothing_but_the_command(self):
        for key in (None, KEY):
            with self.subTest(secure=key is not None), Line(key=key) as (reader, tool):
                reader.nak = {code: 3 for code in (LSTAT, ISTAT, OSTAT, RSTAT, LED, BUZ, OUT)}
                online(tool, key is not None)
                for code in (1, 2, 3, 7, 8, 9, 0xFF):
                    reader.nak = {**reader.nak, LED: code, BUZ: code}
                    before = reader.seen.count(BUZ)
                    tool.say("led red", "buzzer", "output 0 on", "status")
                    until(lambda: reader.seen.count(BUZ) > before)
                cards(reader, tool)

    def test_answers_that_cannot_be_read_are_not_taken_for_cards(self):
        odd = [(LSTATR, b""), (RAW, b"\x00"), (RAW, b"\x00\x01\x1a\x00\x01"), (RAW, b"\x00\x01\x00\x00"), (device.KEYPAD, b"\x00\x05a"), (NAK, b"\x03\x01"), (0x90, b"\x01\x02"), (0x80, b"\x01"), (device.PDCAP, b"\x01")]
        with Line(key=KEY) as (reader, tool):
            online(tool, True)
            reader.events += odd
            until(lambda: not reader.events)
            cards(reader, tool)


class Files(unittest.TestCase):
    def send(self, size, **as_reader):
        content = os.urandom(size)
        with tempfile.NamedTemporaryFile() as file, Line(key=KEY) as (reader, tool):
            for name, value in as_reader.items():
                setattr(reader, name, value)
            file.write(content)
            file.flush()
            online(tool, True)
            tool.say("file " + file.name)
            until(lambda: reader.files == content)
            cards(reader, tool)
            return reader.parts

    def test_a_file_comes_whole_however_the_reader_ends_it(self):
        for ends, delay in ((1, 0), (2, 0), (3, 30)):
            with self.subTest(ends=ends):
                self.send(2000, file_ends_with=ends, file_delay=delay)

    def test_its_parts_are_no_larger_than_the_reader_says(self):
        parts = self.send(500, file_size_max=64)
        self.assertLessEqual(max(parts[1:]), 64 - 11)
        small = [(1, 4, 2), (4, 4, 1), (8, 1, 0), (9, 1, 1), (10, 64, 0)]
        self.send(500, capabilities=small, receive_max=64)


class Addresses(unittest.TestCase):
    def test_whoever_is_alone_on_the_line_is_found_whichever_address_it_answers_with(self):
        for reply_as in (5, 0x7F):
            with self.subTest(reply_as=reply_as):
                line = Line(key=KEY, address=5, asked=127)
                line.reader.reply_as = reply_as
                with line as (reader, tool):
                    online(tool, True)
                    cards(reader, tool)

    def test_a_reader_moves_to_another_address(self):
        with Line(key=KEY) as (reader, tool):
            online(tool, True)
            tool.say("comset 5 9600")
            until(lambda: ("comset", "0580250000") in reader.seen)
            tool.wait("online", 2, secure_channel=True)
            self.assertEqual((5, 9600), (reader.address, reader.baud))
            cards(reader, tool)


if __name__ == "__main__":
    unittest.main()
