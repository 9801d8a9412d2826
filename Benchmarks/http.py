"""Measures HTTP servers beside each other and prints a page of Markdown; called by scripts/bench http.

Each server runs on one core, the load on another. What counts is the processor time that the server's process takes
for a request, as the kernel accounts it: it does not depend on how fast the load is, and little on what else runs.
"""

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time

TICKS = os.sysconf("SC_CLK_TCK")
SERVER_CORE, LOAD_CORE = "0", "1"

# Name, arguments of wrk, path, requests sent at once, fields, whether through TLS, the aim as a ratio to nginx.
WORKLOADS = [
    ("keep-alive, 1 connection", 1, "/", 1, [], False, 1.0),
    ("keep-alive, 64 connections", 64, "/", 1, [], False, 1.0),
    ("keep-alive, 512 connections", 512, "/", 1, [], False, 1.0),
    ("pipelined 16 deep, 64 connections", 64, "/", 16, [], False, 1.0),
    ("a new connection for each request", 64, "/", 1, ["Connection: close"], False, 0.9),
    ("TLS, keep-alive, 64 connections", 64, "/", 1, [], True, 0.9),
    ("TLS, a handshake for each request", 64, "/", 1, ["Connection: close"], True, None),
    ("a file of 100 kB, 64 connections", 64, "/file/100kB", 1, [], False, 0.95),
    ("20 kB of JSON as gzip, 64 connections", 64, "/list.json", 1, ["Accept-Encoding: gzip"], False, None),
]
DOWNLOAD = "a file of 1 GB"
DOWNLOAD_AIM = 0.95


class Server:
    """One server on its core, as a process that this program ends."""

    def __init__(self, name, command, port, tls_port=None, has_files=False):
        self.name, self.port, self.tls_port, self.has_files = name, port, tls_port, has_files
        self.process = subprocess.Popen(
            ["taskset", "--cpu-list", SERVER_CORE, *command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            for wanted in filter(None, (port, tls_port)):
                self.await_port(wanted)
        except BaseException:
            self.stop()
            raise

    def await_port(self, port):
        for _ in range(200):
            if self.process.poll() is not None:
                sys.exit(f"{self.name} ended with status {self.process.returncode}")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        sys.exit(f"{self.name} does not listen on port {port}")

    def processes(self):
        """The process and its children, for those who fork workers."""
        found = [self.process.pid]
        for pid in found:
            with open(f"/proc/{pid}/task/{pid}/children") as children:
                found += map(int, children.read().split())
        return found

    def processor_seconds(self):
        ticks = 0
        for pid in self.processes():
            with open(f"/proc/{pid}/stat") as stat:
                # Behind the name, which may hold spaces: utime and stime are fields 14 and 15 (proc(5)).
                fields = stat.read().rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
        return ticks / TICKS

    def memory(self):
        total = 0
        for pid in self.processes():
            with open(f"/proc/{pid}/status") as status:
                total += next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))
        return total / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def on_load_core(command):
    return subprocess.run(
        ["taskset", "--cpu-list", LOAD_CORE, *command], capture_output=True, text=True, check=True).stdout


def request_figures(server, workload, seconds):
    """One round of requests: processor microseconds of the server for each, rate, and latencies in microseconds."""
    _, connections, path, depth, fields, is_tls, _ = workload
    scheme, port = ("https", server.tls_port) if is_tls else ("http", server.port)
    before = server.processor_seconds()
    output = on_load_core([
        "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", os.path.join(os.path.dirname(__file__), "report.lua"),
        f"{scheme}://127.0.0.1:{port}{path}", "--", str(depth), *fields])
    used = server.processor_seconds() - before
    line = next(line for line in output.splitlines() if line.startswith("figures "))
    figures = json.loads(line.removeprefix("figures "))
    if figures["errors"] or not figures["requests"]:
        print(f"{server.name}: {figures['errors']} errors, {figures['requests']} requests", file=sys.stderr)
        return None
    return {
        "cpu": used / figures["requests"] * 1e6, "rate": figures["requests"] / figures["seconds"],
        **{name: figures[name] for name in ("p50", "p99", "p999")}}


def download_figures(server, count):
    """Downloads of 1 GB, one after another: processor microseconds for each."""
    before = server.processor_seconds()
    times = []
    for _ in range(count):
        report = on_load_core([
            "curl", "--silent", "--fail", "--output", "/dev/null", "--write-out", "%{size_download} %{time_total}",
            f"http://127.0.0.1:{server.port}/file/1GB"])
        size, taken = report.split()
        if int(size) != 1_000_000_000:
            sys.exit(f"{server.name} sent {size} bytes instead of a gigabyte")
        times.append(float(taken) * 1e6)
    used = server.processor_seconds() - before
    return {
        "cpu": used / count * 1e6, "rate": 1e6 / statistics.mean(times), "p50": statistics.median(times),
        "p99": max(times), "p999": max(times)}


def median(rounds, name):
    return statistics.median(figures[name] for figures in rounds)


def span(values):
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def check(results, own):
    """Ends the program if our own server did not answer everything; a peer's errors are a row of its table."""
    if None in results[own]:
        sys.exit(f"{own} did not answer every request")


def milliseconds(microseconds):
    """wrk says 0 where it could not tell, which happens with pipelining."""
    return number(microseconds / 1000) if microseconds else "–"


def table(title, aim, results, own):
    """The rows of one workload; the ratio is the peer's processor time over ours, round by round."""
    aimed = f", aim {aim:g}" if aim else ""
    print(f"### {title}\n")
    print(f"| server | server CPU µs a request | requests/s | p50 ms | p99 ms | p99.9 ms | its CPU over ours{aimed} |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, rounds in results.items():
        if None in rounds:
            print(f"| {name} | errors | | | | | |")
            continue
        ratio = ""
        if name != own:
            ratio = span([peer["cpu"] / ours["cpu"] for peer, ours in zip(rounds, results[own])])
        print(
            f"| {name} | {number(median(rounds, 'cpu'))} | {number(median(rounds, 'rate'))} | "
            + " | ".join(milliseconds(median(rounds, p)) for p in ("p50", "p99", "p999")) + f" | {ratio} |")
    print(flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--seconds", type=int, required=True)
    parser.add_argument("--bin", nargs="+", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--only", default="")
    options = parser.parse_args()

    def built(name):
        """The path of a built server; None for one that was not built."""
        paths = (os.path.join(folder, name) for folder in options.bin)
        return next((path for path in paths if os.path.exists(path)), None)

    with open("/proc/sys/net/ipv4/tcp_congestion_control") as control:
        print(f"Each server on core {SERVER_CORE}, the load on core {LOAD_CORE}; TCP with {control.read().strip()}.\n")
    files = os.path.join(options.work, "files")
    certificate, key = (os.path.join(options.work, name) for name in ("certificate.pem", "key.pem"))
    servers = []
    try:
        servers.append(Server("Draftroll", [built("bench-draftroll"), "18100", files], 18100, has_files=True))
        secure = Server(
            "Draftroll over TLS", [built("bench-draftroll"), "18101", files, certificate, key], 18101)
        servers.append(secure)
        servers.append(Server(
            "nginx", ["nginx", "-c", os.path.join(options.work, "nginx.conf"), "-p", options.work], 18102, 18103,
            has_files=True))
        if built("bench-hummingbird"):
            servers.append(Server("Hummingbird", [built("bench-hummingbird"), "18104"], 18104))
            servers.append(Server("FlyingFox", [built("bench-flyingfox"), "18105"], 18105))
        # One process speaks either HTTP or HTTPS; together they are the peer of nginx, which speaks both.
        own, plain = servers[0].name, [one for one in servers if one is not secure]
        secure.name, secure.tls_port = own, secure.port
        for workload in WORKLOADS:
            title, _, path, _, _, is_tls, aim = workload
            if options.only not in title:
                continue
            subjects = [one for one in plain if path == "/" or one.has_files]
            if is_tls:
                subjects = [secure] + [one for one in plain if one.tls_port]
            results = {one.name: [] for one in subjects}
            # In turn, so that a busy moment of the machine does not fall on one alone.
            for turn in range(options.rounds):
                print(f"{title}: round {turn + 1} of {options.rounds}", file=sys.stderr)
                for one in subjects:
                    results[one.name].append(request_figures(one, workload, options.seconds))
            check(results, own)
            table(title, aim, results, own)
        if options.only in DOWNLOAD:
            subjects = [one for one in plain if one.has_files]
            results = {one.name: [] for one in subjects}
            for turn in range(options.rounds):
                print(f"{DOWNLOAD}: round {turn + 1} of {options.rounds}", file=sys.stderr)
                for one in subjects:
                    results[one.name].append(download_figures(one, 8))
            table(DOWNLOAD, DOWNLOAD_AIM, results, own)
        print("### Resident memory after all of it\n\n| server | MB |\n| --- | ---: |")
        for one in servers:
            print(f"| {one.name}{' (TLS)' if one is secure else ''} | {one.memory():.1f} |")
    finally:
        for one in servers:
            one.stop()


main()
