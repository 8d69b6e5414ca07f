#!/usr/bin/python3
"""Ends the sender's daemon, the receiver's daemon or a relay with SIGKILL while messages are on their way, again and
again. At the end of each round every message for which `signet send` ended with 0 is with the receiver, once; so is
every edit.

  Tests/Crash/outbox.py [--count 20] [--seed 1]
"""

import argparse
import contextlib
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]
sys.dont_write_bytecode = True

from Harness import processes  # noqa: E402
from Harness.person import Person, prepare, until  # noqa: E402
from Harness.relay import Relay, missing_relay  # noqa: E402
from Harness.report import Failed, Report, cannot_run, check, check_equal  # noqa: E402
from Harness.signet import missing_binaries  # noqa: E402

MESSAGES = 4
# Rounds whose messages are looked at again at the end: as many as `signet inbox` shows.
LAST = 190
VICTIMS = ["sender", "receiver", "relay"]
# Longest that a message may need after the last kill.
SECONDS = 120


class Killer:
    def __init__(self, folder, stack, dice):
        self.dice = dice
        self.kills = Counter()
        self.rounds = []
        prepare(folder)
        first = stack.enter_context(Relay("--sync-interval", "2"))
        second = stack.enter_context(Relay("--sync-interval", "2", "--peer", first.url))
        self.relays = [first, second]
        self.ada, self.bob = (stack.enter_context(Person.make(name, folder, place)) for place, name in
                              enumerate(["Ada", "Bob"]))
        for person in (self.ada, self.bob):
            person.know(self.relays)
        self.ada.meet(self.bob)
        self.bob.meet(self.ada)

    def run(self, number):
        sender, receiver = self.dice.sample([self.ada, self.bob], 2)
        texts = [f"round {number}, message {each}" for each in range(MESSAGES)]
        plan = sorted((self.dice.uniform(0, 1.2), self.dice.choice(VICTIMS)) for _ in range(self.dice.randint(1, 3)))
        stop = threading.Event()
        killer = threading.Thread(target=self.kill, args=(plan, sender, receiver, stop))
        killer.start()
        try:
            sent = self.send(sender, receiver, texts)
            expected = self.edit(sender, sent, f"round {number}, edited")
        finally:
            stop.set()
            killer.join()
        sender.ok("status")  # a daemon that was killed starts with the next command
        self.judge(receiver, texts, expected)
        return f"{', '.join(victim for _, victim in plan)}; {len(sent)} of {MESSAGES} acknowledged"

    def kill(self, plan, sender, receiver, stop):
        """In the middle of the sending, wherever that is, or right after it. A relay comes back a moment later."""
        start = time.monotonic()
        for at, victim in plan:
            stop.wait(max(0, start + at - time.monotonic()))
            if victim == "relay":
                relay = self.dice.choice(self.relays)
                relay.kill()
                stop.wait(0.3)
                relay.start()
            else:
                daemon = (sender if victim == "sender" else receiver).daemon()
                if daemon is None:
                    continue
                processes.kill_all([daemon])
            self.kills[victim] += 1

    def send(self, sender, receiver, texts):
        """Text -> message id of those that were acknowledged. The others may arrive or not, but not twice."""
        sent = {}
        for text in texts:
            answer = sender.run("send", receiver.name, text)
            if answer.status == 0:
                sent[text] = answer.json["id"]
            else:
                check_equal(answer.status, 5, f"the status of a command whose daemon is killed ({answer})")
                self.kills["command cut off"] += 1
        return sent

    def edit(self, sender, sent, new):
        """The first of them gets another text. What has to arrive: of each message the texts that it may have."""
        expected = [{text} for text in sent]
        for text, name in list(sent.items())[:1]:
            expected[0] = {new} if sender.run("edit", name, new).status == 0 else {text, new}
        return expected

    def judge(self, receiver, texts, expected):
        ours = set(texts).union(*expected)

        def look():
            found.clear()
            found.update(one["text"] for one in receiver.inbox("--unread") if not one["own"] and one["text"] in ours)
            return all(each & set(found) for each in expected)

        found = Counter()
        try:
            until(look, "messages that were acknowledged", SECONDS, 0.2)
        except Failed:
            missing = [sorted(each) for each in expected if not each & set(found)]
            raise Failed(f"not with the receiver within {SECONDS} s: {missing}") from None
        check_equal([text for text, count in found.items() if count > 1], [], "messages that are there twice")
        self.rounds.append(expected)
        receiver.ok("inbox", "--unread", "--limit", "1000")  # read now, and out of the way of the next round

    def judge_all(self):
        """What was there once stays, once, whatever was killed later."""
        everything = Counter()
        for person in (self.ada, self.bob):
            for one in person.inbox():
                if not one["own"]:
                    everything[one["text"]] += 1
                    check(one["verified"], f"{one['text']} is not verified")
        wanted = [each for expected in self.rounds[-LAST:] for each in expected]
        missing = [sorted(each) for each in wanted if len(each & set(everything)) != 1]
        check_equal(missing, [], "messages that were there and are not any more, or are there with both of their texts")
        check_equal([text for text, count in everything.items() if count > 1], [], "messages that are there twice")
        for person in (self.ada, self.bob):
            check_equal(person.stray_files(), [], "left behind in a home")
        return f"{len(wanted)} messages"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quiet", action="store_true", help="print failures only")
    arguments = parser.parse_args()
    missing = missing_binaries() + missing_relay()
    if missing:
        cannot_run("the kill loop of messages", missing)
    report = Report(quiet=arguments.quiet)
    with tempfile.TemporaryDirectory(prefix="sg-") as folder, contextlib.ExitStack() as stack:
        tempfile.tempdir = folder
        killer = Killer(folder, stack, random.Random(arguments.seed))
        for number in range(1, arguments.count + 1):
            report.run(f"messages {number}", lambda number=number: killer.run(number))
        report.run("all messages of all rounds", killer.judge_all)
    print(", ".join(f"{what}: {count}" for what, count in sorted(killer.kills.items())), flush=True)
    return report.end(with_skips=False)


if __name__ == "__main__":
    sys.exit(main())
