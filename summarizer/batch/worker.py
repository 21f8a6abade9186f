"""``python -m summarizer.batch.worker``: one process of a batch; articles on standard input, reports on standard output."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING

from summarizer.batch.frames import Order, Setting, read_frame, report_finished, report_throttled, write_frame
from summarizer.batch.opening import open_here
from summarizer.batch.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Callable

    from summarizer.batch.places import Here


async def _serve() -> None:
    # Whatever a library prints goes to standard error: the pipe is for reports.
    pipe = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    loop = asyncio.get_running_loop()
    orders = asyncio.StreamReader(limit=1 << 20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    transport, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, pipe)

    def say(frame: bytes) -> None:
        write_frame(transport, frame)

    setting = Setting.of_bytes(await read_frame(orders))
    pace = Pace(setting.manners)
    here = open_here(setting, pace, on_throttle=lambda seconds: say(report_throttled(seconds)))
    tasks: set[asyncio.Task[None]] = set()
    while True:
        order = Order.model_validate_json(await read_frame(orders))
        if order.number is None:
            pace.throttle(order.wait)
            continue
        task = asyncio.create_task(_work(here, order.number, order, say))
        tasks.add(task)
        task.add_done_callback(tasks.discard)


async def _work(here: Here, number: int, order: Order, say: Callable[[bytes], None]) -> None:
    say(report_finished(number, await here.work(order.article)))


def main() -> None:
    """Serve until standard input ends; what is in work then is nobody's any more."""
    try:
        asyncio.run(_serve())
    except (asyncio.IncompleteReadError, BrokenPipeError, KeyboardInterrupt):
        os._exit(0)


if __name__ == "__main__":
    main()
