"""What can wait goes with the next answer, the latest of each kind."""

import pytest

from loopwidgets.widgets import news, protocol
from loopwidgets.widgets.news import News
from tests.unit.loops import wait


@pytest.fixture
def told():
    return []


@pytest.fixture
def waiting(told):
    made = News(told.append)
    yield made
    made.close()


def test_the_latest_of_each_kind_is_told_when_it_is_time(waiting, told):
    first, last = (protocol.Notice(level="info", text=text) for text in ("first", "last"))
    waiting.tell(first)
    waiting.tell(protocol.Reordered())
    waiting.tell(last)
    assert told == []
    waiting.deliver()
    assert told == [protocol.Reordered(), last]
    waiting.deliver()
    assert len(told) == 2


def test_it_goes_out_by_itself_where_nobody_answers(monkeypatch, waiting, told):
    monkeypatch.setattr(news, "PATIENCE", 0.02)
    waiting.tell(protocol.Reordered())
    wait(lambda: told)
    waiting.tell(protocol.Reordered())
    wait(lambda: len(told) == 2)


def test_nothing_is_told_after_the_end(monkeypatch, waiting, told):
    monkeypatch.setattr(news, "PATIENCE", 0.02)
    waiting.tell(protocol.Reordered())
    waiting.close()
    waiting.deliver()
    assert told == []
