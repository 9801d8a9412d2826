"""Shows one answer of every kind to httplint, which knows the specifications of HTTP and of its fields.

Run by scripts/httplint-check, which says what it checks.
"""

import argparse
import json
import socket
import sys
import time
from urllib.parse import urlsplit

import httplint

# What httplint says and is not followed: by answer and name of the note, and why. A finding that is not here, and an
# entry that no answer has any more, fail the check.
ACCEPTED = {
    ("no JSON", "STATUS_BAD_REQUEST"): "it was meant to be refused",
    ("no HTTP", "STATUS_BAD_REQUEST"): "it was meant to be refused",
    ("a path too long", "STATUS_URI_TOO_LONG"): "it was meant to be refused",
    ("another version", "STATUS_VERSION_NOT_SUPPORTED"): "it was meant to be refused",
    ("an unknown coding", "REQUEST_HDR_IN_RESPONSE"): "RFC 9110 §12.5.3 and §15.5.16 ask for Accept-Encoding in this 415",
    ("media", "CONTENT_TYPE_MISMATCH"): "the video is MP4 of the brand isom, which httplint takes for another type",
    ("a post", "LOCATION_UNDEFINED"): "the post is there already, although its jobs are not done: its place is told",
}


class Answer:
    """One answer: its head, its body as far as it came, and whether that was all of it."""

    def __init__(self, name, request, data, whole):
        self.name, self.request, self.whole = name, request, whole
        head, _, self.wire = data.partition(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        self.version, self.status, self.reason = (lines[0].split(b" ", 2) + [b""])[:3]
        self.fields = [tuple(line.split(b":", 1)) for line in lines[1:]]

    def field(self, name):
        for field, value in self.fields:
            if field.lower() == name:
                return value.strip()
        return None

    def body(self):
        """The body without its framing."""
        if self.field(b"transfer-encoding") != b"chunked":
            return self.wire
        body, rest = b"", self.wire
        while b"\r\n" in rest:
            size, rest = rest.split(b"\r\n", 1)
            body, rest = body + rest[: int(size, 16)], rest[int(size, 16) + 2 :]
        return body

    def json(self):
        return json.loads(self.body())


class Service:
    def __init__(self, url):
        self.address = (urlsplit(url).hostname, urlsplit(url).port)

    def send(self, name, request, until=None):
        """Sends bytes and reads to the end of the connection, or until these bytes have come."""
        with socket.create_connection(self.address, timeout=30) as connection:
            connection.sendall(request)
            data = b""
            while until is None or until not in data:
                more = connection.recv(65536)
                if not more:
                    break
                data += more
        # What comes before the final answer is not what is looked at.
        while data.startswith(b"HTTP/1.1 100 "):
            data = data.partition(b"\r\n\r\n")[2]
        return Answer(name, request, data, until is None)

    def ask(self, name, method, path, *fields, body=None, token=None, until=None, version="1.1"):
        lines = [f"{method} {path} HTTP/{version}", "Host: localhost", "Connection: close", *fields]
        if token:
            lines.append(f"Authorization: Bearer {token}")
        if isinstance(body, dict):
            body = json.dumps(body).encode()
            lines.append("Content-Type: application/json")
        if body is not None:
            lines.append(f"Content-Length: {len(body)}")
        return self.send(name, "\r\n".join(lines).encode() + b"\r\n\r\n" + (body or b""), until)


def answers(service, video):
    """One answer of every kind, with the status it has to have, so that each really is of its kind."""
    ask = service.ask
    demo = ask("the people of the demo", "GET", "/v1/demo")
    yield 200, demo
    token = demo.json()["users"][0]["token"]
    yield 200, ask("a probe", "GET", "/healthz")
    yield 200, ask("another probe", "GET", "/readyz")
    yield 200, ask("metrics", "GET", "/metrics")
    yield 200, ask("a page", "GET", "/")
    yield 200, ask("a page, in gzip", "GET", "/", "Accept-Encoding: gzip")
    yield 200, ask("the head of a page", "HEAD", "/")
    yield 200, ask("the head of a page, in gzip", "HEAD", "/", "Accept-Encoding: gzip")
    contract = ask("the contract", "GET", "/openapi.yaml")
    yield 200, contract
    tag = contract.field(b"etag").decode()
    yield 200, ask("the contract, in gzip", "GET", "/openapi.yaml", "Accept-Encoding: gzip")
    yield 304, ask("an unchanged page", "GET", "/openapi.yaml", f"If-None-Match: {tag}")
    yield 206, ask("a part of a page", "GET", "/openapi.yaml", "Range: bytes=10-19")
    yield 416, ask("a part that is not there", "GET", "/openapi.yaml", "Range: bytes=9999999-")
    yield 412, ask("a page under a condition", "GET", "/openapi.yaml", 'If-Match: "other"')
    yield 204, ask("the methods of a page", "OPTIONS", "/openapi.yaml")
    yield 204, ask("the methods of the service", "OPTIONS", "*")
    yield 200, ask("a page by HTTP/1.0", "GET", "/", version="1.0")
    yield 200, ask("a resource", "GET", "/v1/me", token=token)
    yield 401, ask("nobody", "GET", "/v1/me")
    yield 404, ask("an unknown path", "GET", "/v1/nothing")
    yield 405, ask("a wrong method", "DELETE", "/healthz")
    yield 405, ask("TRACE", "TRACE", "/healthz")
    made = ask("a new draft", "POST", "/v1/drafts", "Idempotency-Key: lint-1", body={"title": "a"}, token=token)
    yield 201, made
    draft = made.field(b"location").decode()
    yield 200, ask("a draft", "GET", draft, token=token)
    yield 304, ask("an unchanged draft", "GET", draft, f"If-None-Match: {made.field(b'etag').decode()}", token=token)
    yield 200, ask("a changed draft", "PATCH", draft, body={"title": "b"}, token=token)
    yield 412, ask("a change too late", "PATCH", draft, 'If-Match: "77"', body={"title": "c"}, token=token)
    yield 409, ask("a refusal", "POST", f"{draft}/save", token=token)
    yield 422, ask("wrong fields", "POST", "/v1/drafts", body={"title": 1}, token=token)
    yield 400, ask("no JSON", "POST", "/v1/drafts", "Content-Type: application/json", body=b"{", token=token)
    yield 415, ask("a wrong type", "POST", "/v1/drafts", "Content-Type: text/plain", body=b"x", token=token)
    yield 415, ask("an unknown coding", "POST", "/v1/drafts", "Content-Encoding: br", body=b"x", token=token)
    yield 413, ask("a body too long", "POST", "/v1/drafts", body=b" " * 300_000, token=token)
    yield 200, ask("a list, in gzip", "GET", "/v1/music", "Accept-Encoding: gzip", token=token)
    for number in range(2):
        ask("", "POST", "/v1/drafts", body={"title": f"{number}"}, token=token)
    yield 200, ask("a page of a list", "GET", "/v1/drafts?limit=1", token=token)
    media = ask("an upload", "POST", "/v1/media", "Content-Type: video/mp4", body=video, token=token)
    yield 201, media
    content = media.json()["content_url"]
    yield 200, ask("media", "GET", content)
    yield 206, ask("a part of media", "GET", content, "Range: bytes=0-99")
    yield 200, ask("the head of media", "HEAD", content)
    clips = {"clips": [{"media_id": media.json()["id"]}]}
    yield 200, ask("a draft with a clip", "PATCH", draft, body=clips, token=token)
    yield 202, ask("a post", "POST", f"{draft}/post", "Idempotency-Key: lint-2", token=token)
    other = ask("", "POST", "/v1/drafts", body={"title": "d"}, token=token).field(b"location").decode()
    yield 204, ask("a deleted draft", "DELETE", other, token=token)
    upload = ask("a resumable upload", "POST", "/v1/uploads", "Tus-Resumable: 1.0.0", "Upload-Length: 9", token=token)
    yield 201, upload
    path = urlsplit(upload.field(b"location").decode()).path
    yield 200, ask("how far an upload is", "HEAD", path, "Tus-Resumable: 1.0.0", token=token)
    patch = ["Tus-Resumable: 1.0.0", "Content-Type: application/offset+octet-stream"]
    yield 204, ask("a part of an upload", "PATCH", path, *patch, "Upload-Offset: 0", body=b"abc", token=token)
    yield 409, ask("a wrong part", "PATCH", path, *patch, "Upload-Offset: 7", body=b"abc", token=token)
    yield 204, ask("an upload given up", "DELETE", path, "Tus-Resumable: 1.0.0", token=token)
    yield 200, ask("events", "GET", "/v1/events", "Last-Event-ID: 0", token=token, until=b"\nid: ")
    yield 417, ask("an expectation", "POST", "/v1/drafts", "Expect: tea", body=b"{}", token=token)
    yield 200, ask("a client's own id", "GET", "/healthz", "X-Request-ID: abc")
    yield 400, service.send("no HTTP", b"GET /\n\n")
    yield 414, ask("a path too long", "GET", "/" + "a" * 9000)
    yield 431, ask("fields too many", "GET", "/", *["X: a"] * 200)
    yield 501, ask("an unknown method", "BREW", "/")
    yield 505, service.send("another version", b"GET / HTTP/2.0\r\nHost: a\r\n\r\n")


def lint(answer):
    """What httplint says, by the names of its notes."""
    linter = httplint.HttpResponseLinter(start_time=time.time())
    request = httplint.HttpRequestLinter()
    first, *lines = answer.request.partition(b"\r\n\r\n")[0].split(b"\r\n")
    method, target, version = (first.strip().split(b" ") + [b"", b"HTTP/1.1"])[:3]
    request.process_request_topline(method, target, version)
    request.process_headers([tuple(line.split(b":", 1)) for line in lines if b":" in line])
    linter.request = request
    linter.is_head_response = method == b"HEAD"
    linter.process_response_topline(answer.version, answer.status, answer.reason)
    linter.process_headers(answer.fields)
    linter.feed_content(answer.body())
    linter.finish_content(answer.whole)
    notes = list(linter.notes)
    while notes:
        note = notes.pop()
        notes += note.subnotes
        yield note.level.value, type(note).__name__, note.subject, note.summary


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--video", required=True)
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    with open(arguments.video, "rb") as file:
        video = file.read()
    failures, count, used = 0, 0, set()
    for wanted, answer in answers(Service(arguments.url), video):
        count += 1
        if int(answer.status) != wanted:
            print(f"{answer.name}: {answer.status.decode()} instead of {wanted}: {answer.body()[:300]}")
            failures += 1
        for level, note, subject, summary in lint(answer):
            if arguments.verbose:
                print(f"    {answer.name}: {level} {note} ({subject}): {summary}")
            if level not in ("bad", "warning"):
                continue
            used.add((answer.name, note))
            if (answer.name, note) not in ACCEPTED:
                print(f"{answer.name}: {level} {note} ({subject}): {summary}")
                failures += 1
    for answer, note in set(ACCEPTED) - used:
        print(f"{answer} has no {note} any more: take it off the list")
        failures += 1
    print(f"{count} answers, {failures} findings")
    sys.exit(failures > 0)


main()
