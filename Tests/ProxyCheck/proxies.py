"""nginx and haproxy, each with a connection to the server that it uses again, and a log of what it passed on."""

import json
import os
import re
import socket
import subprocess
import time


class Proxy:
    """A proxy in a process of its own, listening on a port."""

    def __init__(self, home, port, server_port):
        self.home, self.port, self.server_port = home, port, server_port
        self.process = None

    def launch(self, command, **more):
        self.process = subprocess.Popen(command, stderr=open(os.path.join(self.home, "stderr"), "w"), **more)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except ConnectionRefusedError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        with open(os.path.join(self.home, "stderr")) as errors:
            raise SystemExit(f"{self.name} did not start: {errors.read()}")

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=30)


class Nginx(Proxy):
    """nginx as it comes, but with HTTP/1.1 and connections that stay."""

    name = "nginx"
    options = ""

    def start(self):
        with open(os.path.join(self.home, "nginx.conf"), "w") as file:
            file.write(f"""
daemon off; worker_processes 1; pid {self.home}/nginx.pid; error_log {self.home}/error.log;
events {{ worker_connections 256; }}
http {{
  log_format passed escape=json '{{"to":"$upstream_addr","id":"$http_x_request_id","method":"$request_method","path":"$request_uri"}}';
  access_log {self.home}/passed.log passed;
  client_body_temp_path {self.home}/body; proxy_temp_path {self.home}/proxy; fastcgi_temp_path {self.home}/fastcgi;
  uwsgi_temp_path {self.home}/uwsgi; scgi_temp_path {self.home}/scgi;
  upstream server {{ server 127.0.0.1:{self.server_port} max_fails=0; keepalive 1; }}
  server {{
    listen 127.0.0.1:{self.port};
    {self.options}
    location / {{
      proxy_pass http://server; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_next_upstream off; lingering_timeout 1s; proxy_ignore_client_abort on;
    }}
  }}
}}
""")
        self.launch(["nginx", "-p", self.home, "-c", os.path.join(self.home, "nginx.conf")], stdout=subprocess.DEVNULL)

    def entries(self):
        """What was passed on: id, method and path of each request."""
        with open(os.path.join(self.home, "passed.log"), errors="surrogateescape") as lines:
            for line in map(json.loads, lines):
                if line["to"]:
                    yield line["id"], line["method"], line["path"]


class NginxLenient(Nginx):
    """nginx that lets through what it can, and passes bodies on as they come: chunked ones in chunks."""

    name = "nginx, lenient"
    options = """
    ignore_invalid_headers off; underscores_in_headers on; merge_slashes off; large_client_header_buffers 8 64k;
    proxy_request_buffering off; proxy_set_header Host $http_host;
"""


class HAProxy(Proxy):
    """haproxy that lets through what it can."""

    name = "haproxy"

    def start(self):
        with open(os.path.join(self.home, "haproxy.cfg"), "w") as file:
            file.write(f"""
global
  log stdout len 65535 format raw local0
  nbthread 1
  tune.http.logurilen 65535
defaults
  mode http
  timeout connect 5s
  timeout client 20s
  timeout server 20s
  timeout http-request 10s
  option accept-invalid-http-request
  retries 0
frontend front
  bind 127.0.0.1:{self.port}
  log global
  capture request header X-Request-ID len 64
  log-format '%s "%[capture.req.hdr(0),json]" "%HM" "%HU"'
  default_backend back
backend back
  http-reuse always
  server main 127.0.0.1:{self.server_port} pool-max-conn 1
""")
        log = open(os.path.join(self.home, "passed.log"), "w")
        self.launch(["haproxy", "-db", "-f", os.path.join(self.home, "haproxy.cfg")], stdout=log)

    def entries(self):
        with open(os.path.join(self.home, "passed.log"), errors="surrogateescape") as lines:
            for line in lines:
                match = re.fullmatch(r'main "(.*?)" "(\S*)" "(.*)"\n', line)
                if match:
                    # It writes unusual characters as #XX.
                    path = re.sub(r"#([0-9A-F]{2})", lambda code: chr(int(code[1], 16)), match[3])
                    yield "" if match[1] == "-" else match[1], match[2], path


ALL = [Nginx, NginxLenient, HAProxy]
