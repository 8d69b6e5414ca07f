"""`/send` under 128 connections: what a relay takes, what it costs, how even it is, and that it keeps no bodies."""

import contextlib
import shutil
import sqlite3
import statistics
import tempfile
from pathlib import Path

from Harness.relay import Redis, Relay

from . import machine, packets
from .report import judge, note, paired

CONNECTIONS = 128
ROUND = 30_000


def bare_databases(relay, folder):
    """Two empty databases with this relay's schema: one as SQLite makes them, and one as the relay does, which has found
    larger pages to be faster. Each as (path, what the length of its log is)."""
    relay.start()
    relay.end()
    own, plain = Path(folder) / "own.sqlite", Path(folder) / "plain.sqlite"
    with contextlib.closing(sqlite3.connect(relay.folder / "packets.sqlite")) as database:
        # Which of a relay's connections ends last is open, and not each of them folds the log in.
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        schema = [sql for sql, in database.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")]
    shutil.copy(relay.folder / "packets.sqlite", own)
    with contextlib.closing(sqlite3.connect(plain)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        for sql in schema:
            database.execute(sql)
        database.commit()
    relay.start()
    return (plain, 1000), (own, 256)


def sqlite(rounds):
    rounds = max(4, rounds)
    with tempfile.TemporaryDirectory(prefix="signet-send-") as folder, Relay(private=False) as relay, \
            machine.echo() as echo:
        relay.end()
        bare = dict(zip(("plain", "own"), bare_databases(relay, folder)))
        requests = Path(folder) / "requests"
        packets.write_sends(requests, (rounds + 1) * ROUND, packets.recipients(1000))

        def send(start):
            before = machine.cpu_seconds(relay.process.pid)
            told = machine.load(relay.port, CONNECTIONS, ROUND, requests, start)
            return told, machine.cpu_seconds(relay.process.pid) - before

        def insert(kind):
            path, pages = bare[kind]
            return lambda start: machine.last_line(
                [machine.BARE / "insert", path, ROUND, requests, start, 100, pages])

        def reflect(start):
            before = echo.cpu()
            machine.load(echo.port, CONNECTIONS, ROUND, requests, start)
            return echo.cpu() - before

        parts = {"send": send, "plain": insert("plain"), "own": insert("own"), "echo": reflect}
        for part in parts.values():
            part(0)
        rates, costs, bare_costs, evenness, memory = [], [], [], [], []
        bare_rates = {"plain": [], "own": []}
        for number in range(1, rounds + 1):
            start = number * ROUND
            found = {name: parts[name](start) for name in (list(parts) if number % 2 else reversed(list(parts)))}
            told, cpu = found["send"]
            rates.append(told["answers"] / told["seconds"])
            for kind, all_of in bare_rates.items():
                all_of.append(found[kind]["rows"] / found[kind]["seconds"])
            costs.append(cpu / ROUND)
            bare_costs.append((found["plain"]["cpu"] + found["echo"]) / ROUND)
            evenness.append(told["p99"] / told["p50"])
            memory.append(relay.memory())
        paired("/send to SQLite : bare inserts into SQLite as it comes, in batches of 100", rates, bare_rates["plain"], 0.6,
               least=True, unit="a second", scale=1)
        # Not a limit: the relay's own choice of pages makes the bare side faster too.
        note(f"  to bare inserts into a database with the relay's own pages: "
             f"{statistics.median(a / b for a, b in zip(rates, bare_rates['own'])):.3f}")
        paired("processor time of /send : Hummingbird's echo and the bare insert", costs, bare_costs, 1.4, unit="us",
               scale=1e6)
        judge("/send, p99 : p50", statistics.median(evenness), 3, f"median of {rounds} rounds of {ROUND}")
        # Flat: of a packet nothing stays but its place in the index, for which a relay's own accounts have 1 KiB; and
        # where nothing is new, nothing at all stays.
        half = rounds // 2
        growth = (memory[-1] - memory[half - 1]) / ((rounds - half) * ROUND)
        judge("memory of a relay, growth for each new packet : the KiB counted for it", growth / 1024, 1,
              f"{growth:.0f} bytes over {(rounds - half) * ROUND} packets of {packets.SIZE} bytes")
        again = []
        for _ in range(2):
            for number in range(rounds):
                send((number + 1) * ROUND)
            again.append(relay.memory())
        judge("memory of a relay after all packets once more, which it has : before", again[1] / again[0], 1.05,
              f"{again[0] >> 20} MiB before")


def redis(rounds):
    count = ROUND // 3
    machine.need("redis-server", "nginx")
    rounds = max(4, rounds)
    with tempfile.TemporaryDirectory(prefix="signet-send-") as folder:
        store = Redis(folder)
        store.start()
        requests = Path(folder) / "requests"
        packets.write_sends(requests, (rounds + 1) * count, packets.recipients(1000))
        try:
            with Relay(store=store.store, private=False) as relay, machine.Nginx() as nginx:
                pids = relay.process.pid, store.process.pid
                for port in relay.port, nginx.port:
                    machine.load(port, CONNECTIONS, count, requests, 0)
                rates, nginx_rates, costs, redis_costs = [], [], [], []
                for number in range(1, rounds + 1):
                    for port in (relay.port, nginx.port) if number % 2 else (nginx.port, relay.port):
                        before = [machine.cpu_seconds(pid) for pid in pids]
                        told = machine.load(port, CONNECTIONS, count, requests, number * count)
                        rate = told["answers"] / told["seconds"]
                        if port == nginx.port:
                            nginx_rates.append(rate)
                            continue
                        rates.append(rate)
                        spent = [machine.cpu_seconds(pid) - was for pid, was in zip(pids, before)]
                        costs.append(spent[0] / count)
                        redis_costs.append(spent[1] / count)
        finally:
            store.kill()
    paired("/send to Redis with its log : nginx's 200 to the same", rates, nginx_rates, 0.15, least=True,
           unit="a second", scale=1)
    note(f"  processor time a packet: the relay {statistics.median(costs) * 1e6:.1f} us, redis-server "
         f"{statistics.median(redis_costs) * 1e6:.1f} us")
