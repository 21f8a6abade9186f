"""A loopback endpoint that answers every article rightly in the end, and misbehaves before as it is told."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import struct
import threading
from collections import Counter

from tests.samples import TEXT, sound_record

KEY = re.compile(rb"article-(\d{6})")
_REASONS = {200: "OK", 401: "Unauthorized", 404: "Not Found", 429: "Too Many Requests", 500: "Internal Server Error"}
_USAGE = {"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200}
RECORD = sound_record().model_dump_json()


def text_of(number: int) -> str:
    """The article of a number; no two are alike."""
    return f"{TEXT}Filed as article-{number:06d}.\n"


def _completion(message: dict[str, object], finish: str = "stop") -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}
    return json.dumps(
        {"id": "c", "object": "chat.completion", "created": 1, "model": "stub", "choices": [choice], "usage": _USAGE}
    ).encode()


def _error(code: str) -> bytes:
    return json.dumps({"error": {"message": "as told", "type": code, "code": code}}).encode()


def _tool(arguments: str) -> bytes:
    call = {"id": "call_1", "type": "function", "function": {"name": "submit_record", "arguments": arguments}}
    return _completion({"content": None, "tool_calls": [call]}, "tool_calls")


RIGHT = _tool(RECORD)
BODIES = {
    "badjson": _tool("{not json"),
    "cut": _completion({"content": RECORD[:100]}, "length"),
    "refusal": _completion({"content": None, "refusal": "I cannot help with that."}),
    "filter": _completion({"content": ""}, "content_filter"),
}
_STATUS = {
    "429": (429, _error("rate_limit_exceeded"), ""),
    "429wait": (429, _error("rate_limit_exceeded"), "retry-after-ms: 300\r\n"),
    "quota": (429, _error("insufficient_quota"), ""),
    "401": (401, _error("invalid_api_key"), ""),
    "404": (404, _error("model_not_found"), ""),
    "500": (500, _error("server_error"), ""),
    "502": (502, b"<html>bad gateway</html>", ""),
    "503": (503, _error("overloaded"), ""),
}


class FaultyServer:
    """Serves until it is stopped; faults are taken by article and attempt, so that they do not depend on order.

    Attributes:
        attempts: Requests by article.
        answered: Right answers sent by article.
        times: When requests came, by the loop's clock.
        paid: Answers of any worth.
        latency: Seconds before an answer.
        most: How many requests were in work at once at most.
    """

    def __init__(self, latency: float = 0.0, port: int = 0) -> None:
        self.attempts: Counter[int] = Counter()
        self.answered: Counter[int] = Counter()
        self.times: list[float] = []
        self.latency = latency
        self.most = 0
        self.paid = 0
        self.always: str | None = None
        self.faults: dict[int, list[str]] = {}
        self._in_work = 0
        self._port = port
        self._started = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._started.wait(10)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/v1"

    @property
    def port(self) -> int:
        return self._port

    def close(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._ending = asyncio.Event()
        self._open: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(self._connected, "127.0.0.1", self._port, backlog=512)
        self._port = server.sockets[0].getsockname()[1]
        self._started.set()
        await self._ending.wait()
        server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            while await self._answer(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(task)
            writer.transport.abort()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)[1])  # type: ignore[index]
        body = await reader.readexactly(length)
        self.times.append(asyncio.get_running_loop().time())
        self._in_work += 1
        self.most = max(self.most, self._in_work)
        try:
            return await self._treat(int(KEY.findall(body)[-1]), writer)
        finally:
            self._in_work -= 1

    async def _treat(self, key: int, writer: asyncio.StreamWriter) -> bool:
        attempt = self.attempts[key]
        self.attempts[key] += 1
        planned = self.faults.get(key, [])
        fault = self.always or (planned[min(attempt, len(planned) - 1)] if planned else "ok")
        if fault == "hang":
            await asyncio.sleep(30)
            return False
        await asyncio.sleep(self.latency + (3.0 if fault == "slow" else 0.0))
        if fault == "reset":
            # Linger of zero seconds: closing sends a reset instead of a farewell.
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        status, body, headers = _STATUS.get(fault, (200, BODIES.get(fault, RIGHT), ""))
        reason = _REASONS.get(status, "Told")
        writer.write(f"HTTP/1.1 {status} {reason}\r\ncontent-type: application/json\r\n{headers}".encode())
        writer.write(f"content-length: {len(body)}\r\n\r\n".encode())
        if fault == "short":
            writer.write(body[: len(body) // 2])
            await writer.drain()
            return False
        if fault == "drip":
            for place in range(len(body)):
                writer.write(body[place : place + 1])
                await asyncio.sleep(1)
        self.paid += status == 200
        if body is RIGHT:
            self.answered[key] += 1
        writer.write(body)
        await writer.drain()
        return True
