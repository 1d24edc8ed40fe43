"""What can wait goes with the next answer, the latest of each kind."""

import pytest

from loopwidgets.widgets.annotation import delayed_messages
from loopwidgets.widgets.annotation.delayed_messages import News
from loopwidgets.widgets.protocol import messages
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
    first, last = (messages.Notice(level="info", text=text) for text in ("first", "last"))
    waiting.tell(first)
    waiting.tell(messages.Reordered())
    waiting.tell(last)
    assert told == []
    waiting.deliver()
    assert told == [messages.Reordered(), last]
    waiting.deliver()
    assert len(told) == 2


def test_it_goes_out_by_itself_where_nobody_answers(monkeypatch, waiting, told):
    monkeypatch.setattr(delayed_messages, "PATIENCE", 0.02)
    waiting.tell(messages.Reordered())
    wait(lambda: told)
    waiting.tell(messages.Reordered())
    wait(lambda: len(told) == 2)


def test_nothing_is_told_after_the_end(monkeypatch, waiting, told):
    monkeypatch.setattr(delayed_messages, "PATIENCE", 0.02)
    waiting.tell(messages.Reordered())
    waiting.close()
    waiting.deliver()
    assert told == []
