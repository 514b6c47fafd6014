"""What readers of other makes do in ways of their own, on a terminal and on a socket, in the clear and in the channel."""
import unittest

from device import ACK, CAP, COMSET, FILETRANSFER, FTSTAT, LSTATR, RAW
from line import KEY, Line, Socket, Terminal, cards, online
from tool import until


def each(key=(None, KEY), over=(Terminal, Socket)):
    return [(k, o) for k in key for o in over]


class OnTheWire(unittest.TestCase):
    """How bytes come, whatever they say."""

    def check(self, *arguments, key=(None, KEY), over=(Terminal, Socket), **as_reader):
        for one, way in each(key, over):
            with self.subTest(as_reader, key=one is not None, over=way.__name__):
                line = Line(*arguments, key=one, over=way)
                for name, value in as_reader.items():
                    setattr(line.reader, name, value)
                with line as (reader, tool):
                    online(tool, one is not None)
                    cards(reader, tool, 3)
                    self.assertEqual([], tool.all("attack"))
                    self.assertLessEqual(reader.seen.count("session 1"), 1)

    def test_marks_before_and_idle_bytes_after_a_frame(self):
        self.check(before=b"\xff" * 5, after=b"\xff")
        self.check(before=b"\x00", after=b"\x00\x00")
        self.check(before=b"", after=b"\r\n", over=(Terminal,))

    def test_a_checksum_answered_with_a_crc(self):
        self.check("--checksum", checks_with=True)

    def test_an_adapter_that_hears_what_it_sends(self):
        self.check(echoes=True, over=(Terminal,))

    def test_a_reader_that_answers_late(self):
        """Within the 200 ms of the standard, with some to spare for a busy machine."""
        self.check(late=0.1, over=(Terminal,))

    def test_a_tool_that_offers_the_socket_itself(self):
        with Line(key=KEY, over=lambda: Socket(offered=False)) as (reader, tool):
            online(tool, True)
            cards(reader, tool, 3)


class Sequences(unittest.TestCase):
    def test_a_reader_that_refuses_a_repetition_loses_no_session(self):
        for key, way in each():
            with self.subTest(key=key is not None, over=way.__name__), Line(key=key, over=way) as (reader, tool):
                reader.repeats = False
                online(tool, key is not None)
                for _ in range(3):
                    reader.lose_replies = 1
                    until(lambda: not reader.lose_replies)
                    cards(reader, tool, 3)
                self.assertEqual([], tool.all("offline"))

    def test_a_reader_that_goes_on_in_the_clear_after_its_session_gets_a_new_one(self):
        with Line(key=KEY) as (reader, tool):
            reader.deaf_to_macs = True
            online(tool, True)
            reader.reboot(keeps_sequence=True)
            tool.wait("online", 2, secure_channel=True)
            # And not "garbled", after the 8 s that end a link.
            self.assertEqual("restarted", tool.wait("offline")["reason"])
            cards(reader, tool, 3)


class Attacks(unittest.TestCase):
    def test_what_somebody_writes_on_the_line_is_no_card_and_an_attack(self):
        for way in (Terminal, Socket):
            with self.subTest(over=way.__name__), Line(key=KEY, over=way) as (reader, tool):
                online(tool, True)
                reader.forges = RAW, b"\x00\x01\x1a\x00\xff\xff\xff\xc0"
                self.assertEqual("forged_replies", tool.wait("attack")["reason"])
                cards(reader, tool, 3)
                self.assertEqual(1, reader.seen.count("session 1"))
                reader.forges = None


class WhatTheyCannotDo(unittest.TestCase):
    def test_no_channel_at_all(self):
        for way in (Terminal, Socket):
            with self.subTest(over=way.__name__), Line(key=KEY, over=way) as (reader, tool):
                reader.no_channel = True
                reader.capabilities = [(1, 4, 2), (9, 0, 0)]
                self.assertEqual("secure_refused", tool.wait("offline")["reason"])
                self.assertEqual([], tool.all("online"))

    def test_the_default_key_is_refused_where_the_reader_has_its_own(self):
        with Line("--install") as (reader, tool):
            reader.key, reader.install = KEY, False
            tool.wait("offline")
            self.assertEqual([], tool.all("online"))
            self.assertNotIn("keyset", reader.seen)

    def test_its_capabilities_refused_or_of_another_standard(self):
        lists = [[], [(1, 1, 1)], [(n, 1, 1) for n in range(1, 25)], [(9, 0, 0), (10, 0, 0)], [(200, 255, 255)]]
        for at, code in enumerate((2, 3, 7, 9, 0xFF)):
            with self.subTest(refused_with=code), Line(key=KEY if at % 2 else None) as (reader, tool):
                reader.nak[CAP] = code
                self.assertEqual([], tool.wait("capabilities")["capabilities"])
                cards(reader, tool, 1)
        for at, capabilities in enumerate(lists):
            with self.subTest(capabilities), Line(key=KEY if at % 2 else None) as (reader, tool):
                reader.capabilities, reader.more = capabilities, b"\x07"
                self.assertEqual(len(capabilities), len(tool.wait("capabilities")["capabilities"]))
                cards(reader, tool, 1)

    def test_a_file_or_a_move_answered_with_something_else_is_refused_and_the_reader_stays(self):
        for key in (None, KEY):
            with self.subTest(key=key is not None), Line(key=key) as (reader, tool):
                online(tool, key is not None)
                for code, order in ((FILETRANSFER, "file " + __file__), (COMSET, "comset 5 19200")):
                    for answer in ((ACK, b""), (LSTATR, b"\x00\x00"), (FTSTAT, b"\x01\x00")):
                        reader.instead = {code: answer}
                        before = sum("refused" in line for line in tool.printed)
                        tool.say(order)
                        until(lambda: sum("refused" in line for line in tool.printed) > before, lambda: "".join(tool.printed))
                reader.instead = {}
                cards(reader, tool, 3)
                self.assertEqual([], tool.all("offline"))


class Places(unittest.TestCase):
    """COMSET, by readers that go at once, before they answer, without an answer, or not at all."""

    def test_the_panel_follows_to_another_speed_whenever_the_reader_goes(self):
        for moves in ("after", "before", "lost"):
            for key in (None, KEY):
                with self.subTest(moves, key=key is not None), Line(key=key) as (reader, tool):
                    reader.moves = moves
                    online(tool, key is not None)
                    tool.say("comset 9 38400")
                    tool.wait("online", 2, secure_channel=key is not None)
                    self.assertEqual((9, 38400, 38400), (reader.address, reader.baud, reader.end.baud()))
                    self.forgive(reader)
                    cards(reader, tool, 3)

    def test_and_to_another_address_over_a_socket(self):
        for moves in ("after", "before", "lost"):
            with self.subTest(moves), Line(key=KEY, over=Socket) as (reader, tool):
                reader.moves = moves
                online(tool, True)
                tool.say("comset 9 115200")
                tool.wait("online", 2, secure_channel=True)
                self.assertEqual((9, 9), (reader.address, tool.all("online")[-1]["address"]))
                self.forgive(reader)
                cards(reader, tool, 3)

    def test_a_reader_that_says_where_it_goes_itself_is_found_there(self):
        for place in ((0, 9600), (7, 19200), (7, 14400)):
            with self.subTest(place), Line(key=KEY) as (reader, tool):
                reader.place = place
                online(tool, True)
                if place[1] == 14400:
                    reader.moves = "nowhere"    # a speed that no line here has: it says so, and stays
                tool.say("comset 5 57600")
                tool.wait("online", 2, secure_channel=True)
                self.forgive(reader)
                cards(reader, tool, 3)

    def forgive(self, reader):
        """It went amid a command: what came to its old address since is not the panel's fault."""
        reader.complaints = [c for c in reader.complaints if "sequence" not in c]


class Keys(unittest.TestCase):
    def test_the_key_may_come_by_a_descriptor(self):
        with Line(key=KEY, key_by="descriptor") as (reader, tool):
            online(tool, True)
            cards(reader, tool, 1)


if __name__ == "__main__":
    unittest.main()
