"""Items whose images are at addresses: fetched ahead, and sent when they are here."""

from __future__ import annotations

import io
import threading
import time

import numpy as np
import pandas as pd
import pytest
from PIL import Image as Pillow

from loopwidgets.images import fetched
from loopwidgets.project import Project
from loopwidgets.store.memory import MemoryStore
from loopwidgets.views import Image, Record
from loopwidgets.widgets.annotation import handlers
from loopwidgets.widgets.annotation.handlers import Desk
from loopwidgets.widgets.protocol import codec, messages
from tests.web import serving


def png(red):
    raw = io.BytesIO()
    Pillow.new("RGB", (8, 6), (red, 0, 0)).save(raw, "PNG")
    return raw.getvalue()


@pytest.fixture
def web(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with serving() as started:
        yield started


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    monkeypatch.setattr(handlers, "PATIENCE", 60.0)


class Page:
    """A page that asks a desk, and takes in what comes later."""

    def __init__(self, data, view=None):
        self.project = Project.from_data(
            data,
            view=view or Image(),
            labels=["a", "b"],
            store=MemoryStore(),
            annotator="asha",
        )
        self.later: list[messages.FromKernel] = []
        self.came = threading.Semaphore(0)
        self.desk = Desk(self.project, self.tell)
        self.keys = [self.project.items.key_of(code) for code in range(len(self.project.items))]

    def tell(self, message):
        self.later.append(message)
        self.came.release()

    def ask(self, **message):
        with self.project.lock:
            return list(self.desk.answer(codec.read({"client": "page", **message})))

    def get(self, *places, **more):
        keys = [self.keys[place] for place in places]
        return self.ask(type="get", request="r", keys=keys, whole=False, **more)

    def next_message(self):
        assert self.came.acquire(timeout=20)
        return self.later.pop(0)


def addresses(web, count, prefix="/leaf"):
    for number in range(count):
        web.files[f"{prefix}{number}.png"] = png(number)
    return [web.at(f"{prefix}{number}.png") for number in range(count)]


def test_an_item_comes_without_content_while_its_image_is_fetched_and_with_it_later(web):
    web.free.clear()
    page = Page(addresses(web, 3))
    began = time.monotonic()
    (welcome,) = page.ask(type="hello", request="r", protocol=messages.PROTOCOL, language="en")
    assert time.monotonic() - began < 5  # the server holds its answers for longer
    assert [item.key for item in welcome.items] == page.keys
    assert [(item.payload, item.problem) for item in welcome.items] == [(None, "")] * 3
    assert welcome.items[0].preview == "leaf0.png"
    assert page.get(0) == []
    web.free.set()
    answer = page.next_message()
    assert (answer.type, answer.request, answer.to) == ("items", "r", "page")
    assert answer.items[0].payload["image"] == png(0)
    for place in (1, 2):  # they were fetched ahead
        (answer,) = page.get(place) or [page.next_message()]
        assert answer.items[0].payload["image"] == png(place)
    assert sorted(web.asked) == ["/leaf0.png", "/leaf1.png", "/leaf2.png"]


def test_a_page_of_an_image_at_an_address_comes_when_the_file_is_here(web):
    red, blue = (Pillow.new("RGB", (8, 6), color) for color in ("red", "blue"))
    raw = io.BytesIO()
    red.save(raw, "TIFF", save_all=True, append_images=[blue])
    web.files["/leaf.tif"] = raw.getvalue()
    web.free.clear()
    page = Page([web.at("/leaf.tif")])
    assert page.get(0, detail={"page": 1}) == []
    web.free.set()
    payload = page.next_message().items[0].payload
    assert (payload["page"], payload["pages"]) == (1, 2)
    shown = Pillow.open(io.BytesIO(payload["image"])).convert("RGB")
    assert shown.getpixel((4, 3)) == (0, 0, 255)


def test_what_is_here_is_sent_at_once_and_the_rest_is_asked_for_again(web):
    page = Page([png(1), *addresses(web, 1)])
    web.free.clear()
    (answer,) = page.get(0, 1)
    assert [item.key for item in answer.items] == page.keys[:1]
    assert not answer.exhausted
    assert page.get(1) == []
    web.free.set()
    assert page.next_message().items[0].key == page.keys[1]


def test_only_a_few_are_fetched_ahead(web):
    page = Page(addresses(web, 60))
    (more,) = page.ask(type="more", request="r", have=[], count=40)
    assert len(more.items) == 40
    assert page.get(handlers.FETCHED_AHEAD - 1) == [] or page.later == []
    page.get(0, 1, 2)
    deadline = time.monotonic() + 20
    while len(set(web.asked)) < handlers.FETCHED_AHEAD and time.monotonic() < deadline:
        time.sleep(0.01)
    assert set(web.asked) == {f"/leaf{n}.png" for n in range(handlers.FETCHED_AHEAD)}


def test_an_image_that_can_t_be_fetched_is_a_card_until_it_is_tried_again(web):
    page = Page([web.at("/gone.png"), png(1)])
    assert page.get(0) == []
    item = page.next_message().items[0]
    assert item.problem == f"{web.at('/gone.png')} can't be read: the server answers 404 Not Found."
    assert item.payload == {"name": "gone.png", "caption": "", "image": None, "away": True}
    assert page.project.problems["problem"].tolist() == [item.problem]
    (same,) = page.get(0)
    assert same.items[0].problem == item.problem
    web.files["/gone.png"] = png(9)
    assert page.get(0, again=True) == []
    item = page.next_message().items[0]
    assert (item.problem, item.payload["image"]) == ("", png(9))
    assert page.project.problems.empty


def test_problems_are_looked_for_in_images_that_nobody_has_seen_yet(web):
    urls = addresses(web, 30)
    web.files["/broken.png"] = png(1)[:40]
    page = Page([png(1)[:40], *urls, web.at("/gone.png"), web.at("/broken.png")])
    problems = page.project.problems
    assert problems.index.tolist() == [0, 31, 32]
    assert problems["problem"].tolist()[1].endswith("the server answers 404 Not Found.")
    assert len(set(web.asked)) == 32


def test_without_a_network_problems_do_not_wait_for_each_image(web):
    page = Page([web.at(f"/gone{number}.png") for number in range(200)])
    problems = page.project.problems["problem"].tolist()
    assert len(problems) == 200
    assert problems[0].endswith("the server answers 404 Not Found.")
    assert problems[-1] == "It was not fetched, because 24 before it could not be."
    assert len(web.asked) < 60


def test_states_are_sent_without_waiting_for_images(web):
    web.free.clear()
    page = Page(addresses(web, 2))
    (answer,) = page.get(0, 1, light=True)
    assert [item.key for item in answer.items] == page.keys
    assert answer.exhausted
    assert web.asked == []


def test_an_image_in_full_comes_even_if_its_file_was_let_go_of(web, monkeypatch):
    page = Page(addresses(web, 2))
    monkeypatch.setattr(fetched, "MOST_BYTES", 0)
    monkeypatch.setattr(fetched, "FEWEST", 1)
    for _ in range(2):
        for place in (0, 1):
            answers = page.ask(type="get", request="r", keys=[page.keys[place]], whole=True) or [
                page.next_message()
            ]
            assert answers[0].items[0].payload["image"] == png(place)


def test_nothing_is_fetched_that_is_not_in_the_data(web):
    page = Page(addresses(web, 1))
    web.files["/other.png"] = png(7)
    (answer,) = page.ask(type="get", request="r", keys=[web.at("/other.png")], whole=False)
    assert answer.items == []
    assert "/other.png" not in web.asked


def test_a_row_comes_once_all_its_images_are_here(web):
    there, gone = web.at("/leaf0.png"), web.at("/gone.png")
    addresses(web, 1)
    frame = pd.DataFrame({"photo": [there], "sketch": [gone], "name": ["a leaf"]})
    web.free.clear()
    page = Page(frame, Record())
    assert page.get(0) == []
    assert page.later == []
    web.free.set()
    fields = page.next_message().items[0].payload["fields"]
    assert [field["kind"] for field in fields] == ["image", "link", "text"]
    assert fields[0]["image"] == png(0)
    assert fields[1]["away"]
    assert fields[1]["text"] == gone


def test_the_loop_reads_the_same_images(web, caplog):
    from loopwidgets.loop.features.images import image_features

    raw = [np.random.default_rng(n).integers(0, 255, (32, 32, 3), np.uint8) for n in range(15)]
    for number, pixels in enumerate(raw):
        file = io.BytesIO()
        Pillow.fromarray(pixels).save(file, "PNG")
        web.files[f"/{number}.png"] = file.getvalue()
    urls = [web.at(f"/{number}.png") for number in range(15)]
    features = image_features(urls)
    assert np.allclose(features.matrix, image_features(raw).matrix)
    assert features.complete
    assert len(web.asked) == 15
    image_features(urls)
    assert len(web.asked) == 15
    partly = image_features([*urls, web.at("/gone.png")])
    assert not partly.complete
    assert not np.asarray(partly.matrix)[-1].any()
    assert "1 of 16 images could not be fetched" in caplog.text


def test_without_a_network_the_loop_does_not_wait_for_each_image(web):
    from loopwidgets.loop.features.images import image_features

    features = image_features([web.at(f"/gone{number}.png") for number in range(200)])
    assert not features.complete
    assert len(web.asked) < 50
