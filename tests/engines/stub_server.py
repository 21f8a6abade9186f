"""A loopback endpoint that answers as it is told, and misbehaves as it is told."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKENS = {
    "prompt_tokens": 1000,
    "completion_tokens": 200,
    "total_tokens": 1200,
    "prompt_tokens_details": {"cached_tokens": 600},
    "completion_tokens_details": {"reasoning_tokens": 50},
}


@dataclass
class Reply:
    """What one request gets: a status with a body, a reset of the connection, or silence."""

    status: int = 200
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)
    reset: bool = False
    hang: bool = False


def handed_in(text: str, *, finish: str = "tool_calls", tool: str = "submit_record") -> Reply:
    """A completion with a tool call."""
    call = {"id": "call_1", "type": "function", "function": {"name": tool, "arguments": text}}
    return completion({"role": "assistant", "content": None, "tool_calls": [call]}, finish)


def said(text: str | None, *, finish: str = "stop", refusal: str | None = None) -> Reply:
    """A completion with text."""
    return completion({"role": "assistant", "content": text, "refusal": refusal}, finish)


def completion(message: dict[str, object], finish: str) -> Reply:
    return Reply(
        body={
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "stub-1",
            "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
            "usage": TOKENS,
        }
    )


def error(status: int, code: str, message: str = "as told", headers: dict[str, str] | None = None) -> Reply:
    body = {"error": {"message": message, "type": code, "code": code, "param": None}}
    return Reply(status, body, headers or {})


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # As many as a test opens at once; the default of five refuses some.
    request_queue_size = 128


class StubServer:
    """Answers requests in order with the replies given; the last one is given again and again.

    Attributes:
        requests: Bodies of the requests, in order.
        keys: Their bearer tokens.
    """

    def __init__(self) -> None:
        self.requests: list[dict] = []
        self.keys: list[str | None] = []
        self._replies: list[Reply] = []
        self._lock = threading.Lock()
        self._released = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def script(self, *replies: Reply) -> None:
        self._replies = list(replies)

    def next(self, body: dict, key: str | None) -> Reply:
        with self._lock:
            self.requests.append(body)
            self.keys.append(key)
            return self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]

    def hang(self) -> None:
        self._released.wait(30)

    def close(self) -> None:
        self._released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(stub: StubServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            key = (self.headers.get("authorization") or "").removeprefix("Bearer ")
            reply = stub.next(body, key)
            if reply.hang:
                stub.hang()
                self.close_connection = True
                return
            if reply.reset:
                # Linger of zero seconds: closing sends a reset instead of a farewell.
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                self.close_connection = True
                return
            content = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
            self.send_response(reply.status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

        def finish(self) -> None:
            # The client may have gone, or been sent away.
            with contextlib.suppress(OSError, ValueError):
                super().finish()

    return Handler
