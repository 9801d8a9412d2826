"""Sends ambiguous requests through nginx and haproxy to a server and looks for desynchronisation.

Run by scripts/proxy-check, which says what it checks. The proof has two halves. Behind each attack two marked requests
go the same way, over the connection to the server that the attack has used: each must get its own answer, told by its
id. And the logs of both sides are laid beside each other: for each request that the proxy passed on the server saw one,
with the same id, method and path, and never one that the proxy knows nothing of.
"""

import argparse
import collections
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.parse

import attacks
import proxies


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def exchange(port, data):
    """Sends bytes, says that no more will come, and reads to the end; None when the end does not come."""
    with socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
        answer = b""
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while more := connection.recv(65536):
                answer += more
        except TimeoutError:
            return None
        except OSError:
            pass  # the other side has closed, perhaps before all was sent
        return answer


def marked(port, mark):
    """Whether a marked request gets its own answer."""
    request = f"GET /{mark} HTTP/1.1\r\nHost: a\r\nX-Request-ID: {mark}\r\nConnection: close\r\n\r\n"
    answer = exchange(port, request.encode()) or b""
    head = answer.partition(b"\r\n\r\n")[0].decode("latin-1")
    ids = re.findall(r"(?im)^x-request-id: *(\S+)", head)
    return ids == [mark], head.split("\r\n")[0] + f" with the id {ids}"


def normalized(method, path):
    """A path as RFC 3986 §6.2.2 has it: no scheme, authority or query, no escapes, no dot segments."""
    if method == "OPTIONS" and re.fullmatch(r"https?://[^/?#]*", path, flags=re.I):
        return "*"  # RFC 9112 §3.2.4
    path = re.sub(r"^https?://[^/?#]*", "", path, flags=re.I) or "/"
    path = re.split(r"[?#]", path, maxsplit=1)[0] or "/"
    if path == "*":
        return path
    kept = []
    segments = path.split("/")[1:]
    for number, segment in enumerate(segments):
        dots = re.sub(r"(?i)%2e", ".", segment)
        is_last = number == len(segments) - 1
        if dots == ".." and kept:
            kept.pop()
        if dots in (".", ".."):
            kept += [""] if is_last else []
        else:
            kept.append(segment)
    return urllib.parse.unquote("/" + "/".join(kept), errors="surrogateescape")


class Round:
    """All attacks through one proxy."""

    def __init__(self, proxy, corpus, server_log):
        self.proxy, self.corpus, self.server_log = proxy, corpus, server_log
        self.findings = []
        self.is_desynchronised = False

    def find(self, number, text):
        self.findings.append(f"{self.proxy.name}, {self.corpus[number][:90]!r}…: {text}")

    def run(self):
        for number, attack in enumerate(self.corpus):
            if exchange(self.proxy.port, attack) is None:
                self.find(number, "neither answered nor closed")
            for mark in (f"m-{number:04}", f"n-{number:04}"):
                right, text = marked(self.proxy.port, mark)
                if not right:
                    self.is_desynchronised = True
                    self.find(number, f"the request {mark} behind it was answered by {text}")

    def compare(self, passed, seen):
        """Lays the logs beside each other. Returns how many requests the proxy passed on.

        The server writes what each of its loops did in its own time, so it is ids that tell which lines belong
        together. What carried no usable id, or was refused, is held against what is left of the proxy's.
        """
        theirs, unnamed = {}, collections.Counter()
        for name, method, path in passed:
            theirs.setdefault(name, []).append((method, normalized(method, path)))
        for name, method, path in seen:
            if not re.fullmatch(r"[amns]-\d{4}", name):
                unnamed[method, path] += 1
            elif (method, path) not in theirs.get(name, []):
                self.is_desynchronised |= name[0] == "s"
                self.find(int(name[2:]), f"{name} was seen as {method} {path}, passed on as {theirs.get(name)}")
            else:
                theirs[name].remove((method, path))
        left = collections.Counter(line for lines in theirs.values() for line in lines)
        refused = unnamed.pop((None, None), 0)
        for line, count in (unnamed - left).items():
            self.findings.append(f"{self.proxy.name}: {line} was seen {count} times more often than passed on")
        if refused > (left - unnamed).total():
            self.findings.append(f"{self.proxy.name}: {refused} refused, but {(left - unnamed).total()} were passed on")
        return len(passed)


def server_entries(path):
    with open(path) as lines:
        for line in map(json.loads, lines):
            if "path" in line:
                path = urllib.parse.unquote(line["path"], errors="surrogateescape")
                yield line["request_id"], line["method"], path
            else:
                yield line["request_id"], None, None


def start_server(command, log):
    """Starts a server; returns it with the port that it announces."""
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    for line in server.stdout:
        if line.startswith("listening on "):
            return server, int(line.strip().rsplit(":", 1)[1])
    sys.exit(f"the server did not start: {command}")


def stop(process):
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True, help="the draftroll to check")
    parser.add_argument("--vectors", required=True, help="the vectors of the tests, one a line, in hexadecimal")
    parser.add_argument("--lax", action="store_true", help="check a server that is known to be wrong instead")
    arguments = parser.parse_args()
    texts = list(attacks.all_attacks())
    with open(arguments.vectors) as lines:
        texts += [bytes.fromhex(line).decode("latin-1") for line in lines]
    findings, desynchronised, here = [], [], os.path.dirname(os.path.abspath(__file__))
    with tempfile.TemporaryDirectory() as folder:
        # nginx gives its workers another user where it is started as root.
        os.chmod(folder, 0o755)
        for kind in proxies.ALL:
            home = os.path.join(folder, kind.__name__)
            os.mkdir(home)
            server_log = os.path.join(home, "server.log")
            if arguments.lax:
                command = [sys.executable, "-B", os.path.join(here, "lax.py"), server_log]
            else:
                command = [arguments.binary, "serve", "--port", "0", "--data-dir", home + "/data", "--access-log", server_log]
            with open(os.path.join(home, "errors"), "w") as errors:
                server, server_port = start_server(command, errors)
            proxy = kind(home, free_port(), server_port)
            try:
                proxy.start()
                corpus = [attacks.prepared(text, number) for number, text in enumerate(texts)]
                this = Round(proxy, corpus, server_log)
                this.run()
            finally:
                proxy.stop()
                stop(server)
            passed = this.compare(list(proxy.entries()), list(server_entries(server_log)))
            findings += this.findings
            if this.is_desynchronised:
                desynchronised.append(proxy.name)
            print(f"{proxy.name}: {len(corpus)} attacks, {passed} requests passed on, {len(this.findings)} findings")
            if passed < 50:
                findings.append(f"{proxy.name} passed on next to nothing: that shows nothing")
    for finding in findings[:20]:
        print(finding[:600])
    if arguments.lax:
        # nginx as it comes gathers a body and passes it on with its length: behind it even such a server is safe.
        print(f"desynchronised behind {', '.join(desynchronised) or 'no proxy'}")
        sys.exit(not {proxies.NginxLenient.name, proxies.HAProxy.name} <= set(desynchronised))
    sys.exit(bool(findings))


main()
