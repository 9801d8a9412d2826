"""Uploads files with tuspy, an unmodified tus client, through connections that break, and looks at what arrived.

Run by scripts/tus-check, which says what it checks.
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

from tusclient import client as tus

PIECE = 65_536


class Service:
    """A `draftroll serve` that can be killed and started again on its port."""

    def __init__(self, binary, directory):
        self.binary, self.directory, self.port = binary, directory, 0
        self.process = None

    def start(self):
        command = [self.binary, "serve", "--data-dir", self.directory, "--port", str(self.port), "--log-level", "warning"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            if line.startswith("listening on "):
                self.port = int(line.strip().rsplit(":", 1)[1])
                return
        raise SystemExit("the service did not start")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        return self.process.wait(timeout=20)

    def forget_peak_memory(self):
        with open(f"/proc/{self.process.pid}/clear_refs", "w") as peak:
            peak.write("5")

    def peak_memory(self):
        """In MB: the most that was resident since it was forgotten."""
        with open(f"/proc/{self.process.pid}/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) / 1024
        return 0

    def ask(self, method, path, body=None, token=None, headers=None):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method=method, data=body)
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        return urllib.request.urlopen(request)


class Proxy:
    """Passes bytes on, and breaks the connection each time the client has sent so many."""

    def __init__(self, service, cuts=(), on_cut=None):
        self.service, self.cuts, self.on_cut = service, list(cuts), on_cut
        self.sent, self.made = 0, 0
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            try:
                server = socket.create_connection(("127.0.0.1", self.service.port))
            except OSError:
                client.close()
                continue
            threading.Thread(target=self.pass_on, args=(client, server, True), daemon=True).start()
            threading.Thread(target=self.pass_on, args=(server, client, False), daemon=True).start()

    def pass_on(self, source, target, counts):
        try:
            while piece := source.recv(PIECE):
                target.sendall(piece)
                if counts and self.is_cut(len(piece)):
                    self.cut(source, target)
                    return
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def is_cut(self, count):
        with self.lock:
            self.sent += count
            if not self.cuts or self.sent < self.cuts[0]:
                return False
            self.cuts.pop(0)
            self.made += 1
            return True

    def cut(self, *ends):
        # Every other time with a reset, which throws away what is on the way.
        if self.made % 2:
            for end in ends:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        for end in ends:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()
        if self.on_cut:
            self.on_cut()


def make_video(path, size, seed):
    """A video that plays, with a box of other bytes behind it that brings it to its size."""
    if shutil.which("ffmpeg"):
        subprocess.run(
            ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=360x640:rate=25", "-t", "1", "-pix_fmt",
             "yuv420p", path], check=True)
    else:
        with open(path, "wb") as file:
            file.write(struct.pack(">I", 24) + b"ftypisom" + struct.pack(">I", 512) + b"isomiso2")
    rest = size - os.path.getsize(path)
    noise = random.Random(seed)
    digest = hashlib.sha256()
    with open(path, "ab") as file:
        file.write(struct.pack(">I", rest) + b"free")
        rest -= 8
        while rest > 0:
            piece = noise.randbytes(min(rest, 1 << 20))
            file.write(piece)
            rest -= len(piece)
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def upload(service, token, path, proxy, chunk):
    """Uploads a file with tuspy; returns the media that it has become."""
    client = tus.TusClient(f"http://127.0.0.1:{proxy.port}/v1/uploads", headers={"Authorization": f"Bearer {token}"})
    uploader = client.uploader(
        path, chunk_size=chunk, retries=200, retry_delay=0.1, metadata={"filename": os.path.basename(path)})
    uploader.upload()
    head = service.ask("HEAD", uploader.url.split(str(proxy.port), 1)[1], token=token, headers={"Tus-Resumable": "1.0.0"})
    media = head.headers["Draftroll-Media"]
    return json.load(service.ask("GET", f"/v1/media/{media}", token=token))


def downloaded(service, media):
    digest = hashlib.sha256()
    with service.ask("GET", media["content_url"]) as answer:
        while piece := answer.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


class Checks:
    def __init__(self):
        self.failed = 0

    def expect(self, what, is_true):
        print(("ok    " if is_true else "FAILED ") + what, flush=True)
        self.failed += not is_true


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--cuts", type=int, default=5)
    options = parser.parse_args()
    size = options.megabytes * 1_000_000
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="draftroll-tus-") as directory:
        data = directory + "/data"
        service = Service(options.binary, data)
        service.start()
        try:
            body = json.dumps({"handle": "maya", "password": "correct horse battery"}).encode()
            answer = service.ask("POST", "/v1/users", body, headers={"Content-Type": "application/json"})
            token = json.load(answer)["token"]

            path = directory + "/sunset.mp4"
            digest = make_video(path, size, seed=1)
            # Signing up takes 32 MB for a moment, on purpose: it hashes a password.
            service.forget_peak_memory()
            proxy = Proxy(service, [size * (n + 1) // (options.cuts + 1) for n in range(options.cuts)])
            began = time.monotonic()
            media = upload(service, token, path, proxy, chunk=max(size // 3, 1_000_000))
            seconds = time.monotonic() - began
            checks.expect(f"the connection was cut {options.cuts} times", proxy.made == options.cuts)
            checks.expect(f"{options.megabytes} MB arrived whole in {seconds:.1f} s", media["sha256"] == digest)
            checks.expect("they come back as they went", downloaded(service, media) == digest)
            checks.expect("the file has its name", media["file_name"] == "sunset.mp4")
            checks.expect("nothing is left of the upload", os.listdir(data + "/incoming") == [])
            print(f"      peak memory of the service: {service.peak_memory():.1f} MB")

            # One part for all of it, so that a restart meets the middle of a request.
            path = directory + "/dawn.mp4"
            digest = make_video(path, size, seed=2)

            def restart():
                service.kill()
                service.start()

            proxy = Proxy(service, [size // 2], on_cut=restart)
            media = upload(service, token, path, proxy, chunk=size)
            checks.expect("a server that is killed in the middle resumes", proxy.made == 1 and media["sha256"] == digest)
            resent = proxy.sent - size
            checks.expect(f"and {resent / 1e6:.1f} MB had to come again", resent < 40 * 2**20)
            checks.expect("they come back as they went", downloaded(service, media) == digest)
            checks.expect("nothing is left of the upload", os.listdir(data + "/incoming") == [])
            checks.expect("the service ends well", service.stop() == 0)
        finally:
            if service.process.poll() is None:
                service.kill()
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
