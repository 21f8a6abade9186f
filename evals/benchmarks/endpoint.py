"""A model that knows the answers: chat completions on the loopback, each after the same wait.

Run as a process of its own, so that its work does not count as the client's: ``python -m evals.benchmarks.endpoint``.
It prints its port and stops with its standard input.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys

from evals.benchmarks.articles import make_sample

_KEY = re.compile(rb"article-id: a(\d{7})")
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


def completions(number: int, tool: str) -> tuple[bytes, bytes]:
    """Return the whole HTTP answers for an article: by a call of a tool, and as text."""
    text = make_sample(number).record.model_dump_json()
    function = {"name": tool, "arguments": text}
    call = {"id": "call_1", "type": "function", "function": function}
    return (
        _completion({"role": "assistant", "content": None, "tool_calls": [call]}, "tool_calls"),
        _completion({"role": "assistant", "content": text}, "stop"),
    )


def _completion(message: dict[str, object], finish: str) -> bytes:
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "bench",
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": {"prompt_tokens": 6000, "completion_tokens": 1500, "total_tokens": 7500},
    }
    content = json.dumps(body).encode()
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(content)}\r\n\r\n"
    return head.encode() + content


class Endpoint:
    """Serves prepared answers.

    Args:
        articles: How many are prepared.
        latency: Seconds from the end of a request to its answer.
    """

    def __init__(self, articles: int, latency: float) -> None:
        self._latency = latency
        # A client's own schema decides what the tool is called; instructor calls it as the model.
        self._answers = {
            tool: [completions(number, tool) for number in range(articles)] for tool in ("submit_record", "Record")
        }

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection until the client closes it."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = _LENGTH.search(head)
                body = await reader.readexactly(int(length[1]) if length else 0)
                await asyncio.sleep(self._latency)
                writer.write(self._answer(body))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _answer(self, body: bytes) -> bytes:
        key = _KEY.search(body)
        if key is None:
            raise ValueError("a request without an article of this benchmark")
        tool = "submit_record" if b'"submit_record"' in body else "Record"
        called, said = self._answers[tool][int(key[1])]
        return called if b'"tools"' in body else said


async def run(articles: int, latency: float) -> None:
    """Serve until standard input is closed."""
    endpoint = Endpoint(articles, latency)
    server = await asyncio.start_server(endpoint.serve, "127.0.0.1", 0, limit=2**22, backlog=4096)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    server.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, required=True)
    parser.add_argument("--latency", type=float, required=True, help="seconds")
    arguments = parser.parse_args()
    asyncio.run(run(arguments.articles, arguments.latency))
