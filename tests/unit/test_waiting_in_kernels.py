"""Cells that wait in a real kernel, where the page speaks to the thread of the cells."""

from __future__ import annotations

import json
import os
import uuid

import pytest

jupyter_client = pytest.importorskip("jupyter_client")

SETUP = """
import json
import loopwidgets as lw
from loopwidgets.widgets import waiting
from loopwidgets.widgets.protocol.addresses import box_of
w = lw.annotate(["a", "b"], labels=["x", "y"], store="labels.db")
label = w.project.scheme.by_name("x").id
keys = [w.project.items.key_of(code) for code in range(2)]
print(json.dumps([w.comm.comm_id, box_of(w.project), label, keys]))
"""


class Page:
    """The page of a widget, as the kernel sees it; its messages come on the thread of the cells."""

    def __init__(self, folder):
        # Another Python, such as one with an older ipykernel, can be named.
        python = os.environ.get("LOOPWIDGETS_KERNEL_PYTHON")
        self.manager = jupyter_client.KernelManager()
        if python:
            self.manager.kernel_spec.argv[0] = python
        self.manager.start_kernel(cwd=str(folder))
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def start(self, code):
        return self.client.execute(code)

    def ended(self, cell):
        """Wait until the cell ended; return what it wrote, or its error."""
        written = ""
        while True:
            message = self.client.get_iopub_msg(timeout=60)
            if message["parent_header"].get("msg_id") != cell:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                written += content["text"]
            elif kind == "error":
                written += f"{content['ename']}: {content['evalue']}"
            elif kind == "status" and content["execution_state"] == "idle":
                return written

    def run(self, code):
        return self.ended(self.start(code))

    def answer(self, comm, box, label, key):
        event = {
            "id": str(uuid.uuid4()),
            "box": box,
            "item_key": key,
            "kind": "answer",
            "value": label,
            "client_seq": 1,
            "supersedes": None,
            "started_at": "2030-01-01T00:00:00Z",
            "submitted_at": "2030-01-01T00:00:01Z",
            "active_seconds": 1.0,
            "scheme_version": 1,
            "language": "en",
            "suggestion": None,
            "extra": {},
        }
        sent = {"type": "events", "client": "page", "events": [event], "shown": None, "moves": 0}
        content = {"comm_id": comm, "data": {"method": "custom", "content": sent}}
        self.client.shell_channel.send(self.client.session.msg("comm_msg", content))

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture
def page(tmp_path):
    opened = Page(tmp_path)
    yield opened
    opened.close()


def test_a_cell_that_awaits_hears_the_page_and_keeps_the_order_of_the_cells(page):
    comm, box, label, keys = json.loads(page.run(SETUP))
    cell = page.start("progress = await w.finished()\nprint('waited', progress.answered)")
    following = page.start("print('next', len(w.labels))")
    for key in keys:
        page.answer(comm, box, label, key)
    assert page.ended(cell).strip() == "waited 2"
    assert page.ended(following).strip() == "next 2"


def test_a_cell_that_blocks_says_how_to_wait_here(page):
    page.run(SETUP)
    written = page.run("waiting.PATIENCE = 0\nw.wait()")
    assert written.startswith(
        "InputError: wait: here a widget hears nothing while a cell runs. Write"
    )
    assert "`await w.finished()`" in written
