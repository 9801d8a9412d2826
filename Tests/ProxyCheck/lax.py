"""A server as one should not be: it knows no Transfer-Encoding, takes line feeds alone, and the last of two lengths.

It shows that the check sees what it is to see. It logs as draftroll does.
"""

import json
import re
import socketserver
import sys


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        while head := self.head():
            parts = head[0].split(" ")
            fields = dict(re.split(r"\s*:\s*", line, maxsplit=1) for line in head[1:] if ":" in line)
            fields = {name.lower().replace("_", "-"): value for name, value in fields.items()}
            length = re.match(r"\d+", fields.get("content-length", ""))
            if length:
                self.rfile.read(int(length[0]))
            name = fields.get("x-request-id", "")
            path = parts[1] if len(parts) > 1 else ""
            with open(sys.argv[1], "a") as log:
                log.write(json.dumps({"request_id": name, "method": parts[0], "path": path.split("?")[0]}) + "\n")
            self.wfile.write(f"HTTP/1.1 200 OK\r\nX-Request-ID: {name}\r\nContent-Length: 0\r\n\r\n".encode("latin-1"))

    def head(self):
        """The lines of the next head; none at the end."""
        lines = []
        while line := self.rfile.readline():
            line = line.rstrip(b"\r\n").decode("latin-1")
            if line:
                lines.append(line)
            elif lines:
                return lines
        return []


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request, client_address):
        """A connection that breaks is nothing to tell of."""


open(sys.argv[1], "w").close()
with Server(("127.0.0.1", 0), Handler) as server:
    print(f"listening on http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()
