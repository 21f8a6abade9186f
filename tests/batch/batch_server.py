"""A loopback server of files and batches that misbehaves as it is told, and counts what is paid for."""

from __future__ import annotations

import contextlib
import json
import re
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from tests.batch.faulty import BODIES, KEY, RIGHT
from tests.samples import sound_record

if TYPE_CHECKING:
    from collections.abc import Callable

_NAME = re.compile(rb'name="file"; filename="([^"]+)"')
ODD = "a\u2028b\x85c"
_TERMINAL = {"completed", "failed", "expired", "cancelled"}
_OPERATIONS = {
    ("POST", "chat", 2): "live",
    ("POST", "files", 1): "upload",
    ("GET", "files", 1): "list_files",
    ("GET", "files", 3): "content",
    ("POST", "batches", 1): "create",
    ("GET", "batches", 1): "list_batches",
    ("GET", "batches", 2): "retrieve",
    ("POST", "batches", 3): "cancel",
}
_STAGES = ["validating", "in_progress", "finalizing"]

Fate = str | list[dict[str, object]]
"""How a batch ends; a list of errors for one that fails validation."""


def completion_of(fault: str) -> dict:
    """The completion that a live endpoint would return; a wrong one holds a number that the article does not."""
    completion = json.loads(BODIES["cut" if fault == "odd" else fault] if fault in {*BODIES, "odd"} else RIGHT)
    if fault == "odd":
        completion["choices"][0]["message"]["content"] = ODD
    elif fault == "wrong":
        call = completion["choices"][0]["message"]["tool_calls"][0]
        call["function"]["arguments"] = sound_record(ratio="0.99").model_dump_json()
    return completion


class BatchServer:
    """Serves until it is closed.

    Attributes:
        faults: What becomes of the requests of an article, in order; the last one again and again.
        fates: How batches end, in order; after them all complete.
        trouble: HTTP statuses with which operations are refused first, or "lost" for an answer that gets lost.
        stages: How a batch stands at each look before its end.
        files: Name and content by id.
        batches: By id, in the order of their creation.
        executed: Requests by article that were executed, and so paid for.
        asked: Requests by article that came in submitted files.
        calls: HTTP requests by operation.
        bodies: Of live requests.
        plans: Stages still to come and end of a batch.
        hook: Told of every operation after it is done and before it is answered.
    """

    def __init__(self) -> None:
        self.faults: dict[int, list[str]] = {}
        self.fates: list[Fate] = []
        self.trouble: dict[str, list[int | str]] = {}
        self.stages = list(_STAGES)
        self.files: dict[str, tuple[str, bytes]] = {}
        self.batches: dict[str, dict] = {}
        self.executed: Counter[int] = Counter()
        self.asked: Counter[int] = Counter()
        self.calls: Counter[str] = Counter()
        self.bodies: list[bytes] = []
        self.page = 2
        self.hook: Callable[[str], None] = lambda _: None
        self.plans: dict[str, tuple[list[str], Fate]] = {}
        self._lock = threading.RLock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"api": self}))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def uploaded(self) -> list[str]:
        return [name for name, _ in self.files.values() if name.startswith("summarizer-")]

    def requests_in(self, batch: dict) -> list[dict]:
        return [json.loads(line) for line in self.files[batch["input_file_id"]][1].splitlines()]

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, bytes, dict[str, str]]:
        """Do what is asked, under a lock; return status, body and headers."""
        parts = urlsplit(path)
        steps = parts.path.removeprefix("/v1/").split("/")
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        operation = _OPERATIONS[method, steps[0], len(steps)]
        with self._lock:
            self.calls[operation] += 1
            trouble = (self.trouble.get(operation) or [0]).pop(0)
            if isinstance(trouble, int) and trouble:
                return trouble, _error("as told", trouble), {"retry-after-ms": "30"}
            status, content = getattr(self, f"_{operation}")(steps, query, body)
        self.hook(operation)
        if trouble == "lost":
            return 0, b"", {}
        return status, content, {}

    def _live(self, _steps: list[str], _query: dict, body: bytes) -> tuple[int, bytes]:
        self.bodies.append(body)
        return 200, RIGHT

    def _upload(self, _steps: list[str], _query: dict, body: bytes) -> tuple[int, bytes]:
        boundary = body[: body.index(b"\r\n")]
        parts = body.split(boundary)
        (part,) = (part for part in parts if b'name="file"' in part)
        assert any(b'name="purpose"' in part and b"\r\n\r\nbatch\r\n" in part for part in parts)
        head, _, content = part.partition(b"\r\n\r\n")
        match = _NAME.search(head)
        assert match
        file = self._keep(match[1].decode(), content.removesuffix(b"\r\n"))
        return 200, json.dumps(self._describe_file(file)).encode()

    def _list_files(self, _steps: list[str], query: dict, _body: bytes) -> tuple[int, bytes]:
        assert query["purpose"] == "batch"
        rows = [self._describe_file(file) for file in reversed(self.files)]
        return 200, self._paged(rows, query)

    def _content(self, steps: list[str], _query: dict, _body: bytes) -> tuple[int, bytes]:
        if steps[1] not in self.files:
            return 404, _error("no such file", 404)
        return 200, self.files[steps[1]][1]

    def _create(self, _steps: list[str], _query: dict, body: bytes) -> tuple[int, bytes]:
        given = json.loads(body)
        file = given["input_file_id"]
        if file not in self.files:
            return 400, _error(f"Cannot find file {file}", 400)
        assert given["endpoint"] == "/v1/chat/completions"
        assert given["completion_window"] == "24h"
        batch = f"batch_{len(self.batches) + 1}"
        fate = self.fates.pop(0) if self.fates else "completed"
        stages = self.stages[:1] if isinstance(fate, list) else list(self.stages)
        self.plans[batch] = (stages, fate)
        total = len(self.files[file][1].splitlines())
        self.batches[batch] = {
            "id": batch,
            "object": "batch",
            "endpoint": given["endpoint"],
            "completion_window": given["completion_window"],
            "input_file_id": file,
            "status": "validating",
            "created_at": int(time.time()) - 3600,
            "metadata": given.get("metadata"),
            "request_counts": {"total": total, "completed": 0, "failed": 0},
        }
        return 200, json.dumps(self.batches[batch]).encode()

    def _list_batches(self, _steps: list[str], query: dict, _body: bytes) -> tuple[int, bytes]:
        return 200, self._paged(list(reversed(self.batches.values())), query)

    def _retrieve(self, steps: list[str], _query: dict, _body: bytes) -> tuple[int, bytes]:
        batch = self.batches.get(steps[1])
        if batch is None:
            return 404, _error("no such batch", 404)
        stages, fate = self.plans[steps[1]]
        if batch["status"] not in _TERMINAL:
            if stages:
                batch["status"] = stages.pop(0)
            else:
                self._end(batch, fate)
        return 200, json.dumps(batch).encode()

    def _cancel(self, steps: list[str], _query: dict, _body: bytes) -> tuple[int, bytes]:
        self.plans[steps[1]] = (["cancelling"], "cancelled")
        return 200, json.dumps(self.batches[steps[1]]).encode()

    def _end(self, batch: dict, fate: Fate) -> None:
        if isinstance(fate, list):
            batch |= {"status": "failed", "failed_at": int(time.time())}
            batch["errors"] = {"object": "list", "data": fate}
            return
        requests = self.requests_in(batch)
        for request in requests:
            self.asked[_key(request)] += 1
        done = requests if fate == "completed" else requests[: len(requests) // 2]
        rest = requests[len(done) :]
        output, errors = [], []
        for request in done:
            self._execute(request, output, errors)
        # Of what is not executed, some have a line that says so, and some have none.
        code = {"expired": "batch_expired", "cancelled": "batch_cancelled"}.get(fate, "")
        errors += [_line(request, error={"code": code, "message": "as told"}) for request in rest[::2]]
        batch |= {"status": fate, f"{fate}_at": batch["created_at"] + 3600}
        batch["request_counts"] = {"total": len(requests), "completed": len(output), "failed": len(errors)}
        # Order of the output is not that of the input.
        for name, lines in (("output_file_id", output), ("error_file_id", errors)):
            if lines:
                batch[name] = self._keep(f"{batch['id']}_{name}.jsonl", b"".join(reversed(lines)))

    def _execute(self, request: dict, output: list[bytes], errors: list[bytes]) -> None:
        key = _key(request)
        planned = self.faults.get(key, ["ok"])
        fault = planned[min(self.executed[key], len(planned) - 1)]
        if fault == "missing":
            self.executed[key] += 1
        elif fault.isdigit():
            self.executed[key] += 1
            errors.append(
                _line(request, response=_response(int(fault), {"error": {"code": "told", "message": "as told"}}))
            )
        else:
            self.executed[key] += 1
            output.append(_line(request, response=_response(200, completion_of(fault))))

    def _keep(self, name: str, content: bytes) -> str:
        file = f"file-{len(self.files) + 1}"
        self.files[file] = (name, content)
        return file

    def _describe_file(self, file: str) -> dict[str, object]:
        name, content = self.files[file]
        return {
            "id": file,
            "object": "file",
            "bytes": len(content),
            "created_at": int(time.time()),
            "filename": name,
            "purpose": "batch",
            "status": "processed",
        }

    def _paged(self, rows: list[dict], query: dict) -> bytes:
        ids = [row["id"] for row in rows]
        start = ids.index(query["after"]) + 1 if "after" in query else 0
        page = rows[start : start + self.page]
        more = start + self.page < len(rows)
        return json.dumps(
            {
                "object": "list",
                "data": page,
                "first_id": page[0]["id"] if page else None,
                "last_id": page[-1]["id"] if page else None,
                "has_more": more,
            }
        ).encode()


def _key(request: dict) -> int:
    return int(KEY.findall(json.dumps(request["body"]).encode())[-1])


def _response(status: int, body: object) -> dict[str, object]:
    return {"status_code": status, "request_id": "r", "body": body}


def _line(request: dict, *, response: object = None, error: object = None) -> bytes:
    row = {"id": "b", "custom_id": request["custom_id"], "response": response, "error": error}
    # As the API may write it: the text's own line separators are no line's end.
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


def _error(message: str, status: int) -> bytes:
    code = {429: "rate_limit_exceeded", 401: "invalid_api_key"}.get(status, "told")
    return json.dumps({"error": {"message": message, "type": code, "code": code}}).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    disable_nagle_algorithm = True
    api: BatchServer

    def do_GET(self) -> None:
        self._do(b"")

    def do_POST(self) -> None:
        length = self.headers.get("content-length")
        self._do(self.rfile.read(int(length)) if length else self._read_chunks())

    def _read_chunks(self) -> bytes:
        read = []
        while size := int(self.rfile.readline(), 16):
            read.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(read)

    def _do(self, body: bytes) -> None:
        status, content, headers = self.api.answer(self.command, self.path, body)
        if not status:
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass

    def handle(self) -> None:
        # Whoever asked may have been killed.
        with contextlib.suppress(OSError, ValueError):
            super().handle()

    def finish(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            super().finish()
