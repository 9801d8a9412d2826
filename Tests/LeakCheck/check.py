"""Opens connections of every kind, round after round, and looks at what is left of them in the server.

Run by scripts/leak-check, which says what it checks.
"""

import argparse
import os
import resource
import socket
import ssl
import struct
import sys
import time
from urllib.parse import urlsplit

GET = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
LAST = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
# How many connections are open at the same time, so that what grows with their number does grow.
TOGETHER = 100
ROUNDS = 3
# So many connections wait at the same time, and this is what each may cost the server, in kB: no buffer of 16 kB. Over TLS
# OpenSSL has some for each.
IDLE, IDLE_ROOM, IDLE_ROOM_TLS = 1000, 8, 24
# What resident memory may differ by, in kB: in all, and from each round to the next before it counts as a slope.
ROOM, STEP = 4096, 512
PAGE = os.sysconf("SC_PAGE_SIZE") // 1024


def read_all(connection):
    while connection.recv(65536):
        pass


def reset(connection):
    """Makes the close a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


# Over plain TCP. Each function uses a connection, which is closed afterwards.


def normal(connection):
    connection.sendall(LAST)
    read_all(connection)


def kept_alive(connection):
    for _ in range(3):
        connection.sendall(GET)
        connection.recv(65536)


def reset_at_once(connection):
    connection.sendall(GET)
    reset(connection)


def half_closed(connection):
    connection.sendall(GET)
    connection.shutdown(socket.SHUT_WR)
    read_all(connection)


def dripped(connection):
    for byte in GET[:20]:
        connection.sendall(bytes([byte]))


def refused(connection):
    connection.sendall(b"GET /\n\n")
    connection.shutdown(socket.SHUT_WR)
    read_all(connection)


def broken_body(connection):
    connection.sendall(b"POST /v1/users HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{")
    reset(connection)


def broken_chunks(connection):
    connection.sendall(b"POST /v1/users HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")
    connection.shutdown(socket.SHUT_WR)
    read_all(connection)


def unread(connection):
    connection.sendall(b"GET /openapi.yaml HTTP/1.1\r\nHost: a\r\n\r\n" * 20)


def silent(_):
    pass


PLAIN = [
    normal, kept_alive, reset_at_once, half_closed, dripped, refused, broken_body, broken_chunks, unread, silent,
]

# Of TLS. What is right and what fails at each stage of a handshake.


class TLS:
    def __init__(self, host, authority):
        self.host = host
        self.context = ssl.create_default_context(cafile=authority)
        self.untrusting = ssl.create_default_context()
        self.other_protocol = ssl.create_default_context(cafile=authority)
        self.other_protocol.set_alpn_protocols(["h2"])
        self.tls12 = ssl.create_default_context(cafile=authority)
        self.tls12.maximum_version = ssl.TLSVersion.TLSv1_2
        self.session = None
        self.hello = self.client_hello()
        self.kinds = [
            self.encrypted, self.encrypted12, self.encrypted_resumed, self.encrypted_reset, self.encrypted_half_closed,
            self.encrypted_unread, self.plain_http, self.garbage, self.half_hello, self.hello_only, self.hello_reset,
            self.dripped_hello, self.distrusted, self.unknown_protocol, self.broken_record, self.too_large_record, silent,
        ]

    def client_hello(self):
        outgoing = ssl.MemoryBIO()
        client = self.context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname=self.host)
        try:
            client.do_handshake()
        except ssl.SSLWantReadError:
            return outgoing.read()
        sys.exit("a handshake ended before it began")

    def wrapped(self, connection, context, session=None):
        # The descriptor stays the caller's, who closes it.
        return context.wrap_socket(connection.dup(), server_hostname=self.host, session=session)

    def encrypted(self, connection, context=None):
        with self.wrapped(connection, context or self.context) as tls:
            tls.sendall(LAST)
            read_all(tls)

    def encrypted12(self, connection):
        self.encrypted(connection, self.tls12)

    def encrypted_resumed(self, connection):
        with self.wrapped(connection, self.tls12, self.session) as tls:
            tls.sendall(GET)
            tls.recv(65536)
            self.session = self.session or tls.session

    def encrypted_reset(self, connection):
        with self.wrapped(connection, self.context) as tls:
            tls.sendall(GET)
            reset(connection)

    def encrypted_half_closed(self, connection):
        with self.wrapped(connection, self.context) as tls:
            tls.sendall(GET)
            connection.shutdown(socket.SHUT_WR)
            read_all(tls)

    def encrypted_unread(self, connection):
        with self.wrapped(connection, self.context) as tls:
            tls.sendall(b"GET /openapi.yaml HTTP/1.1\r\nHost: a\r\n\r\n" * 20)

    def plain_http(self, connection):
        connection.sendall(LAST)
        read_all(connection)

    def garbage(self, connection):
        connection.sendall(b"\x16\x03\x01\x00\x05\xff\xff\xff\xff\xff")
        read_all(connection)

    def half_hello(self, connection):
        connection.sendall(self.hello[: len(self.hello) // 2])

    def hello_only(self, connection):
        connection.sendall(self.hello)
        connection.recv(65536)
        connection.shutdown(socket.SHUT_WR)
        read_all(connection)

    def hello_reset(self, connection):
        connection.sendall(self.hello)
        reset(connection)

    def dripped_hello(self, connection):
        for byte in self.hello[:20]:
            connection.sendall(bytes([byte]))

    def distrusted(self, connection):
        # The client sends the alert unknown_ca.
        self.encrypted(connection, self.untrusting)

    def unknown_protocol(self, connection):
        self.encrypted(connection, self.other_protocol)

    def broken_record(self, connection):
        with self.wrapped(connection, self.context) as tls:
            tls.sendall(GET)
            tls.recv(65536)
            connection.sendall(b"\x17\x03\x03\x00\x20" + b"x" * 32)
            read_all(connection)

    def too_large_record(self, connection):
        connection.sendall(self.hello)
        connection.recv(65536)
        connection.sendall(b"\x17\x03\x03\xff\xff" + b"x" * 64)
        read_all(connection)


class Server:
    def __init__(self, process):
        self.process = process

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process}/fd"))

    def memory(self):
        with open(f"/proc/{self.process}/statm") as file:
            return int(file.read().split()[1]) * PAGE

    def processor_times(self):
        """Of each of its threads, in nanoseconds, with the thread's name."""
        times = {}
        for thread in os.listdir(f"/proc/{self.process}/task"):
            folder = f"/proc/{self.process}/task/{thread}"
            try:
                with open(f"{folder}/comm") as name, open(f"{folder}/schedstat") as times_file:
                    times[thread, name.read().strip()] = int(times_file.read().split()[0])
            except FileNotFoundError:
                pass  # it ended meanwhile
        return times

    def settle_down(self):
        """Waits for five seconds in which the server's own threads do nothing at all, for half a minute at most.

        libdispatch, on which Swift's concurrency stands on Linux, counts its workers once a second as long as the
        process lives: some 30 microseconds. Its threads, named for their quality of service, are let have a hundredth.
        """
        for _ in range(6):
            before = self.processor_times()
            time.sleep(5)
            used = {key: time - before.get(key, 0) for key, time in self.processor_times().items()}
            ours = {key: time for key, time in used.items() if "-qos" not in key[1] and time > 0}
            if not ours and sum(used.values()) < 50_000_000:
                return
        sys.exit(f"idle, it goes on using processor time, in nanoseconds in 5 s: {ours or used}")

    def settle(self, wanted):
        """Waits until no more descriptors than these are open, for 30 s at most."""
        deadline = time.monotonic() + 30
        while self.descriptors() > wanted and time.monotonic() < deadline:
            time.sleep(0.05)
        if self.descriptors() > wanted:
            sys.exit(f"descriptors are lost: {self.descriptors()} instead of {wanted}")

    def idle_connection(self, address, connect):
        """What a connection costs that has had its answer and waits, in kB."""
        before = self.settled_memory()
        held = []
        for _ in range(IDLE):
            plain = socket.create_connection(address, timeout=30)
            connection = connect(plain)
            if connection is not plain:
                plain.close()
            connection.sendall(GET)
            connection.recv(65536)
            held.append(connection)
        cost = (self.memory() - before) / IDLE
        close_all(held)
        return cost

    def settled_memory(self):
        """What is resident once the service has given back what it will, which it does a second after the last close."""
        deadline, least, since = time.monotonic() + 30, self.memory(), time.monotonic()
        while time.monotonic() < min(deadline, since + 3):
            time.sleep(0.1)
            if (now := self.memory()) < least:
                least, since = now, time.monotonic()
        return least


def open_all(address, kinds, count):
    """Opens so many connections of each kind."""
    for kind in kinds:
        held = []
        for _ in range(count):
            connection = socket.create_connection(address, timeout=30)
            # Or Nagle's waiting and delayed acknowledgements hold a resumed handshake up for 40 ms.
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                kind(connection)
            except TimeoutError:
                sys.exit(f"{kind.__name__}: the server does not answer")
            except OSError:
                pass  # that it fails is what some kinds are for
            held.append(connection)
            if len(held) == TOGETHER:
                close_all(held)
        close_all(held)


def close_all(held):
    for connection in held:
        connection.close()
    held.clear()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--process", type=int, required=True)
    parser.add_argument("--connections", type=int, required=True, help="of each kind, in all rounds together")
    parser.add_argument("--authority", help="of the server's certificate")
    arguments = parser.parse_args()
    url = urlsplit(arguments.url)
    address, server = (url.hostname, url.port), Server(arguments.process)
    tls = TLS(url.hostname, arguments.authority) if url.scheme == "https" else None
    kinds = tls.kinds if tls else PLAIN
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    each = -(-arguments.connections // ROUNDS)
    before = server.descriptors()
    open_all(address, kinds, 2 * TOGETHER)
    # The first connections make some descriptors that stay, none of them of a connection.
    server.settle(before + 4)
    baseline, base_memory, sizes = server.descriptors(), server.settled_memory(), []
    print(f"{len(kinds)} kinds; before: {baseline} descriptors, {base_memory} kB resident", flush=True)
    for number in range(1, ROUNDS + 1):
        open_all(address, kinds, each)
        server.settle(baseline)
        sizes.append(server.settled_memory())
        print(f"round {number}: {each} of each kind; {server.descriptors()} descriptors, {sizes[-1]} kB", flush=True)
    if max(sizes) > base_memory + ROOM:
        sys.exit(f"memory has grown by {max(sizes) - base_memory} kB")
    if sizes[1] - sizes[0] > STEP and sizes[2] - sizes[1] > STEP:
        sys.exit("memory rises from round to round")
    cost = server.idle_connection(address, lambda plain: tls.wrapped(plain, tls.context) if tls else plain)
    print(f"an idle connection costs {cost:.1f} kB", flush=True)
    if cost > (IDLE_ROOM_TLS if tls else IDLE_ROOM):
        sys.exit("that is too much")
    server.settle(baseline)
    server.settle_down()
    print(f"{ROUNDS * each * len(kinds)} connections, nothing lost, and idle it does nothing")


main()
