"""Which project a call goes on with: two questions are never mixed up, and one question stays one project."""

import shutil
from pathlib import Path

import ipywidgets
import pandas as pd
import pytest

import loopwidgets as lw
from loopwidgets.project import Project

FIXTURE = Path(__file__).parent / "fixtures" / "store-0.1-joined.db"
NOTES = [f"note {number}" for number in range(8)]


def frame(**columns):
    return pd.DataFrame({"text": NOTES, **columns})


def start(data=None, show="text", labels=("yes", "no"), **options):
    given = {"store": "labels.db", "annotator": "asha", **options}
    chosen = None if labels is None else list(labels)
    return Project.from_data(frame() if data is None else data, show, chosen, **given)


def test_another_question_is_another_project():
    sport = start(question="About sport?")
    sport.answer("yes")
    rude = start(question="Rude?")
    assert (sport.name, rude.name) == ("text: About sport?", "text: Rude?")
    assert rude.progress.answered == 0
    assert rude.next_items(1) == [sport.need_data().key_of(0)]
    assert start(question="About sport?") is sport
    assert start(question="About sport?").notice == ""


def test_a_new_project_beside_another_says_so_and_how_to_go_on_with_the_other():
    start(question="About sport?")
    rude = start(question="Rude?")
    assert rude.notice == (
        "This is a new project, 'text: Rude?'. The store also holds 'text: About sport?': "
        "write project='text: About sport?' to go on there."
    )
    rude.answer("yes")
    assert start(question="Rude?").notice == ""
    assert start(project="text: About sport?", question="About sport?").name == "text: About sport?"


def test_labels_that_have_nothing_in_common_are_another_project():
    data = frame()
    first = start(data, labels=["food", "price", "place", "staff", "time", "other"])
    for _ in range(6):
        first.answer("food")
    second = start(data, labels=["urgent", "not urgent"])
    assert second.name == "text: classification (urgent, not urgent)"
    assert second.total == 8
    assert second.progress.answered == 0
    assert set(second.scheme.names) == {"urgent", "not urgent"}
    again = start(data, labels=["urgent", "not urgent", "later"])
    assert again.name == second.name, "a list that changed stays one project"
    assert again.scheme.names == ("urgent", "not urgent", "later")
    assert start(data, labels=["food", "price"]) is first


def test_two_reviews_are_two_projects():
    data = frame(food=["good"] * 4 + ["bad"] * 4, service=["bad"] * 8)
    food = start(data, initial="food", labels=["good", "bad"])
    food.answer("good")
    service = start(data, initial="service", labels=["good", "bad"])
    assert (food.name, service.name) == ("text: review of food", "text: review of service")
    assert service.progress.answered == 0
    assert start(data, initial="food", labels=["good", "bad"]) is food
    plain = start(data, labels=["good", "bad"])
    assert plain.name == "text: classification"
    assert plain.progress.answered == 0


def test_a_review_with_a_question_has_both_in_its_name():
    data = frame(food=["good"] * 8)
    project = start(data, initial="food", labels=["good", "bad"], question="Is it right?")
    assert project.name == "text: Is it right?, review of food"


def test_several_labels_an_item_are_another_project_than_one():
    start(question="Which?").answer("yes")
    several = start(question="Which?", multiple=True)
    assert several.name == "text: Which? (yes, no)"
    assert several.progress.answered == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"guidelines": "Look at the leaves."},
        {"allow_new": True},
        {"order": "shuffled"},
        {"labels": ["yes", "no", "maybe"]},
        {"labels": ["no", "unsure"]},
        {"key": "text"},
    ],
)
@pytest.mark.filterwarnings("ignore:The items of")
def test_what_asks_the_same_stays_one_project(changed):
    first = start(question="Rude?")
    first.answer("yes")
    assert start(question="Rude?", **changed).name == first.name


def test_a_question_in_other_white_space_and_a_long_question_have_names_in_one_line():
    project = start(question="Is this\n  about " + "sport " * 30 + "?")
    assert len(project.name) < 80
    assert "\n" not in project.name
    assert start(question="is this about " + "Sport " * 30 + " ?\n") is project
    other = start(question="Is this\n  about " + "sport " * 30 + "or art?")
    assert other.name.endswith("or art?")
    third = start(question="Is this\n  about " + "sport " * 31 + "?")
    assert third.name == f"{project.name} (yes, no)"


def test_a_call_without_a_question_goes_on_with_the_only_project_and_says_so():
    asked = start(question="About sport?")
    asked.answer("yes")
    plain = start()
    assert plain.name == "text: About sport?"
    assert plain.progress.answered == 1
    assert plain.task.question == "About sport?"
    assert plain.notice == (
        "This goes on with the project 'text: About sport?'. Write project='…' to start another."
    )
    assert start(question="About sport?").notice == ""


def test_questions_that_differ_in_case_and_white_space_are_one():
    first = start(question="Is it a pest?")
    first.answer("yes")
    for question in ("is it a pest?", "  Is it  a pest?\n"):
        assert start(question=question).name == first.name
    assert start(labels=["so", "la"], question=" ").name == "text: classification"


def test_a_call_that_two_projects_fit_says_which_it_joined():
    start(labels=["a", "b", "c"]).answer("a")
    start(labels=["d", "e", "f"]).answer("d")
    both = start(labels=["a", "d"])
    assert "This goes on with the project" in both.notice
    assert repr(both.name) in both.notice


def test_as_long_as_a_new_project_is_empty_it_says_where_the_answers_are():
    start(labels=["Yes", "No"]).answer("Yes")
    start(labels=["Maybe", "Never"])
    for _ in range(2):
        typo = start(labels=["yes", "no"])
        assert "write project='text: classification' to go on there" in typo.notice
    typo.answer("yes")
    assert start(labels=["yes", "no"]).notice == ""


def test_a_new_project_names_the_closest_with_answers_also_one_that_a_person_named():
    start(project="mine", question="Is it rude?").answer("yes")
    start(question="Is it a pest?").answer("yes")
    start(question="Is it rude ?")
    notice = start(question="Is it rude!").notice
    assert "write project='mine' to go on there" in notice


def test_a_cell_without_a_question_finds_the_answers_after_a_detour():
    first = start()
    first.answer("yes")
    start(question="Q?")
    start(question="Q?", project=first.name)
    again = start()
    assert (again.name, again.progress.answered) == (first.name, 1)


def test_a_call_without_a_question_beside_two_that_have_one_is_a_third_project():
    start(question="About sport?").answer("yes")
    start(question="Rude?").answer("yes")
    plain = start()
    assert plain.name == "text: classification"
    assert plain.progress.answered == 0


def test_a_project_that_was_named_is_found_by_its_name_alone():
    mine = start(project="mine", question="Rude?")
    mine.answer("yes")
    assert start(question="Rude?").name == "text: Rude?"
    assert start(project="mine", question="About sport?").progress.answered == 1


def test_the_name_of_a_new_project_is_the_same_for_everyone_who_makes_the_call():
    names = [start(store=f"{n}.db", question="Rude?").name for n in range(3)]
    seeds = {start(store=f"{n}.db", question="Rude?").row.seed for n in range(3)}
    assert set(names) == {"text: Rude?"}
    assert len(seeds) == 1, "so a sample is the same for them"


def test_projects_lists_the_questions():
    start(question="About sport?")
    start(question="Rude?")
    assert lw.projects("labels.db")["question"].to_dict() == {
        "text: About sport?": "About sport?",
        "text: Rude?": "Rude?",
    }


def test_two_questions_in_two_widgets_stay_open_side_by_side():
    sport = lw.annotate(frame(), "text", ["yes", "no"], question="About sport?", annotator="asha")
    rude = lw.annotate(frame(), "text", ["yes", "no"], question="Rude?", annotator="asha")
    assert sport.comm is not None
    sport.answer("yes")
    assert (sport.progress.answered, rude.progress.answered) == (1, 0)
    sport.close()
    rude.close()


class Asking(ipywidgets.VBox):
    """A widget that others made, of the kind that `annotate(widget=…)` takes."""

    def __init__(self, options=None):
        super().__init__()
        self.listeners = []
        if options is not None:
            self.options = options

    def display(self, item):
        self.item = item

    def on_submit(self, function):
        self.listeners.append(function)

    def submit(self, value):
        for function in self.listeners:
            function(value)


def test_guests_of_one_class_with_other_options_are_two_projects():
    guest = Asking(["cat", "dog"])
    first = lw.annotate(NOTES, widget=guest)
    guest.submit("cat")
    second = lw.annotate(NOTES, widget=Asking(["square", "circle"]))
    assert first.project.name == "item: Asking"
    assert second.project.name == "item: Asking (square, circle)"
    assert second._header._shown["heading"] == "item: Asking (square, circle)"
    assert "project='item: Asking' to go on there" in second._header._shown["notice"]
    assert second.progress.answered == 0
    again = lw.annotate(NOTES, widget=Asking(["cat", "dog", "horse"]))
    assert (again.project.name, again.progress.answered) == ("item: Asking", 1)
    assert again._header._shown["notice"] == ""


def test_a_guest_that_cannot_be_told_from_another_says_which_project_it_joined():
    guest = Asking()
    first = lw.annotate(NOTES, widget=guest)
    assert first._header._shown["notice"] == ""
    guest.submit("a text")
    other = Asking()
    second = lw.annotate(NOTES, widget=other)
    assert second._header._shown["notice"] == (
        "This goes on with the project 'item: Asking'. Write project='…' to start another."
    )
    assert second.progress.answered == 1
    other.submit("another text")
    assert second._header._shown["notice"] == "", "it was read by then"


@pytest.mark.parametrize(
    ("options", "heading"),
    [
        ({"question": "Rude?"}, ""),
        ({}, "text: classification"),
        ({"project": "mine", "question": "Rude?"}, "mine"),
    ],
)
def test_the_widget_is_headed_by_what_tells_it_apart(options, heading):
    from loopwidgets.widgets.annotation.handlers import Desk

    welcome = Desk(start(**options)).welcome()
    assert welcome.heading == heading
    assert welcome.notice == ""


# --- Stores in which an earlier version joined two questions ------------------------------------------


@pytest.fixture
def joined(own_folder):
    shutil.copy(FIXTURE, own_folder / "joined.db")
    return own_folder / "joined.db"


def again(store, show="text", labels=("yes", "no"), **options):
    data = frame(food=["good"] * 4 + ["bad"] * 4, service=["bad"] * 8)
    given = {"store": str(store), "annotator": "asha", **options}
    return Project.from_data(data, show, list(labels), **given)


def test_a_joined_project_opens_with_all_that_it_holds(joined):
    project = Project.open(joined, "text: classification")
    assert project.labels["label"].dropna().tolist() == ["yes", "no", "yes", "no", "no"]
    assert project.task.question == "Rude?"


def test_the_question_that_was_asked_last_goes_on_with_a_joined_project(joined):
    before = Project.open(joined, "text: classification").events
    project = again(joined, question="Rude?")
    assert project.name == "text: classification"
    assert project.progress.answered == 5
    pd.testing.assert_frame_equal(project.events, before)
    sport = again(joined, question="About sport?")
    assert (sport.name, sport.progress.answered) == ("text: About sport?", 0)
    assert "project='text: classification' to go on there" in sport.notice


def test_stretches_tell_two_questions_apart_by_labels_and_by_pauses(joined):
    told = Project.open(joined, "food: classification").stretches()
    assert told["answers"].tolist() == [3, 2]
    assert told["labels"].tolist() == [["good", "bad", "odd"], ["urgent", "not urgent"]]
    assert told["annotators"].tolist() == [["asha"], ["asha"]]
    project = Project.open(joined, "text: classification")
    assert project.stretches()["answers"].tolist() == [5]
    told = project.stretches(pause="1s")
    assert told["answers"].tolist() == [3, 2]
    rude = project.split(since=told["first_at"].iloc[1], question="Rude?")
    assert rude.labels["label"].dropna().tolist() == ["no", "no"]
    assert project.stretches()["answers"].tolist() == [3]
    with pytest.raises(lw.InputError, match="pause: expected a time such as '10min', got 'long'"):
        project.stretches("long")


def test_split_without_a_criterion_names_what_helps_and_changes_nothing(joined):
    project = Project.open(joined, "food: classification")
    before = lw.projects(joined)
    with pytest.raises(lw.InputError, match="expected labels=, since= or until=") as told:
        project.split()
    assert "project.stretches() lists" in str(told.value)
    pd.testing.assert_frame_equal(lw.projects(joined), before)


def test_two_questions_are_split_by_time(joined):
    project = Project.open(joined, "text: classification")
    began = project.events["submitted_at"].iloc[4]
    rude = project.split(since=began, question="Rude?", stays="About sport?")
    assert rude.name == "text: Rude?"
    assert rude.labels["label"].dropna().tolist() == ["no", "no"]
    assert rude.labels["flagged"].sum() == 1
    assert project.labels["label"].dropna().tolist() == ["yes", "no", "yes"]
    assert list(project.events["kind"])[:7] == ["answer"] * 3 + ["skip"] + ["answer"] * 2 + ["flag"]
    sport = again(joined, question="About sport?")
    assert (sport.name, sport.progress.answered) == ("text: classification", 3)
    asked = again(joined, question="Rude?")
    assert (asked.name, asked.progress.answered) == ("text: Rude?", 2)
    assert asked.undo() is not None
    assert asked.progress.flagged == 0


def test_two_lists_of_labels_are_split_by_labels(joined):
    project = Project.open(joined, "food: classification")
    urgent = project.split(labels=["urgent", "not urgent"])
    assert urgent.name == "food: classification (urgent, not urgent)"
    assert urgent.labels["label"].tolist() == ["urgent", "not urgent"]
    assert urgent.scheme.names == ("urgent", "not urgent")
    assert project.labels["label"].tolist() == ["good", "bad", "odd"]
    assert project.scheme.names == ("good", "bad", "odd")
    by_key = {"store": joined, "show": "food", "key": "text"}
    first = again(labels=["good", "bad", "odd"], **by_key)
    assert (first.name, first.progress.answered) == ("food: classification", 3)
    second = again(labels=["urgent", "not urgent"], **by_key)
    assert (second.name, second.progress.answered) == (urgent.name, 2)


def test_two_reviews_are_split_by_time_and_column(joined):
    project = Project.open(joined, "review: classification", annotator="ben")
    began = project.events["submitted_at"].iloc[2]
    service = project.split(since=began, initial="service")
    assert service.name == "review: review of service"
    data = frame(food=["good"] * 4 + ["bad"] * 4, service=["bad"] * 8)
    data = data.rename(columns={"text": "review"})
    options = {"store": str(joined), "annotator": "ben"}
    one = Project.from_data(data, "review", ["good", "bad"], initial="service", **options)
    assert (one.name, one.progress.answered, one.notice) == (service.name, 1, "")
    other = Project.from_data(data, "review", ["good", "bad"], initial="food", **options)
    assert (other.name, other.progress.answered) == ("review: classification", 2)
    assert "goes on with the project 'review: classification'" in other.notice


def test_a_split_keeps_history_and_moves_everyones_answers(own_folder):
    first = start()
    first.answer("yes")
    ben = start(annotator="ben")
    ben.answer("no")
    began = pd.Timestamp.now(tz="UTC")
    first.answer("no")
    first.undo()
    first.answer("yes")
    ben.answer("yes")
    moved = first.split(since=began, question="Rude?")
    assert len(moved.annotations) == 2
    assert list(moved.events["kind"]) == ["answer", "retract", "answer", "answer"]
    assert set(moved.annotations["annotator"]) == {"asha", "ben"}
    assert len(first.annotations) == 2
    assert (first.progress.answered, ben.progress.answered) == (1, 1)
    opened = start()
    assert opened.undo() is not None, "acts from before the split can be undone"
    assert opened.progress.answered == 0
    with pytest.raises(lw.InputError, match="no answer fits"):
        first.split(since=began, question="Again?")


@pytest.mark.parametrize("where", ["file", "memory", "server"])
def test_a_project_can_be_split_twice(where, request):
    server = request.getfixturevalue("postgres_url") if where == "server" else ""
    store = {"file": "labels.db", "memory": ":memory:", "server": server}[where]
    project = start(labels=["a", "b", "c"], store=store, project="three")
    for label in "abc":
        project.answer(label)
    one = project.split(labels=["a"], name="first")
    two = project.split(labels=["b"], name="second")
    assert [each.labels["label"].tolist() for each in (one, two, project)] == [["a"], ["b"], ["c"]]


def test_notes_and_flags_go_with_the_answers_to_their_items():
    project = start(labels=["a", "b"])
    project.answer("a")
    project.note("stays", item=project.need_data().key_of(0))
    project = start(labels=["a", "b", "c", "d"])
    key = project.answer("c")
    project.flag(item=key)
    project.note("moves", item=key)
    skipped = project.skip()
    moved = project.split(labels=["c", "d"])
    assert moved.labels["label"].tolist() == ["c"]
    assert moved.labels["note"].tolist() == ["moves"]
    assert moved.labels["flagged"].tolist() == [True]
    assert project.labels["note"].tolist() == ["stays", ""]
    assert project.state_of(key).status == "open"
    assert project.state_of(skipped).status == "skipped", "who skipped saw all the labels"


@pytest.mark.parametrize("where", ["store", "copies", "retractions"])
def test_a_split_that_is_broken_off_changes_nothing_and_can_be_done_again(where, monkeypatch):
    project = start(labels=["a", "b", "c", "d"])
    for label in "abcd":
        project.answer(label)
    before = project.events, lw.projects("labels.db")

    def break_off(*_, **__):
        raise KeyboardInterrupt

    place = {
        "store": "loopwidgets.store.splitting._add_versions",
        "copies": "loopwidgets.store.splitting._copy",
        "retractions": "loopwidgets.store.store.Store.refold",
    }[where]
    with monkeypatch.context() as broken:
        broken.setattr(place, break_off)
        with pytest.raises(KeyboardInterrupt):
            project.split(labels=["c", "d"])
    pd.testing.assert_frame_equal(project.events, before[0])
    pd.testing.assert_frame_equal(lw.projects("labels.db"), before[1])
    assert project.scheme.names == ("a", "b", "c", "d")
    moved = project.split(labels=["c", "d"])
    assert (len(moved.labels), len(project.labels)) == (2, 2)
    assert project.scheme.names == ("a", "b")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"labels": ["yess"]},
            r"labels: expected labels of this project, got 'yess'. Did you mean 'yes'\?",
        ),
        ({"since": "soon"}, "since: expected a time such as .* got 'soon'"),
        ({"since": "2100-01-01"}, "no answer fits; nothing was changed"),
        ({"until": "2100-01-01"}, "every answer fits, so nothing would stay"),
        ({"since": 5}, "since: expected a time such as .* got 5"),
        ({"labels": ["yes"], "name": "taken"}, "holds a project 'taken' already"),
        ({"labels": ["yes"], "question": 5}, "question: expected a text, got 5"),
    ],
)
def test_a_split_that_cannot_be_done_says_why_and_changes_nothing(options, message):
    start(project="taken")
    project = start()
    project.answer("yes")
    project.answer("no")
    before = project.events, lw.projects("labels.db")
    with pytest.raises(lw.InputError, match=message):
        project.split(**options)
    pd.testing.assert_frame_equal(project.events, before[0])
    pd.testing.assert_frame_equal(lw.projects("labels.db"), before[1])
