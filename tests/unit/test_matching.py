"""Which project a call goes on with: two questions are never mixed up, and one question stays one project."""

import datetime as dt
import shutil
from pathlib import Path

import ipywidgets
import numpy as np
import pandas as pd
import pytest

import loopwidgets as lw
from loopwidgets.project import Project
from loopwidgets.store.memory import ReadOnlyStore

pytestmark = pytest.mark.filterwarnings(
    "ignore:This (goes on|is a new|shows)", "ignore:split:"
)  # no widget shows it here
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


class Tagger(Asking):
    """A widget whose answers are spans, and hold classes."""


def test_guests_that_share_few_classes_say_which_project_they_joined():
    guest = Tagger(["PER", "LOC"])
    lw.annotate(NOTES, widget=guest)
    guest.submit([[0, 4, "PER"]])
    second = lw.annotate(NOTES, widget=Tagger(["PER", "ORG"]))
    assert second.progress.answered == 1
    assert JOINED in second._header._shown["notice"]


def of_module(name):
    return type("Asking", (Asking,), {"__module__": name})


def test_guests_of_one_class_name_from_two_modules_are_two_projects():
    images, text = of_module("ipyannotations.images"), of_module("ipyannotations.text")
    guest = images(["cat", "dog"])
    first = lw.annotate(NOTES, widget=guest)
    guest.submit("cat")
    for options in (["cat", "dog"], ["cat", "dog", "cow"]):
        second = lw.annotate(NOTES, widget=text(options))
        assert second.project.name == "item: Asking (ipyannotations.text)"
        assert second.progress.answered == 0
        assert "write project='item: Asking' to go on there" in second._header._shown["notice"]
    again = lw.annotate(NOTES, widget=images(["cat", "dog"]))
    assert (again.project.name, again.progress.answered) == (first.project.name, 1)


def test_a_guest_of_a_store_that_kept_no_module_is_the_same():
    guest = Asking(["cat", "dog"])
    first = lw.annotate(NOTES, widget=guest)
    guest.submit("cat")
    task = {part: value for part, value in first.project.row.task.items() if part != "module"}
    first.project.store.update_project(first.project.row, task=task)
    second = lw.annotate(NOTES, widget=of_module("elsewhere")(["cat", "dog"]))
    assert (second.project.name, second.progress.answered) == (first.project.name, 1)
    third = lw.annotate(NOTES, widget=of_module("a.third")(["cat", "dog"]))
    assert third.project.name == "item: Asking (a.third)", "the module is known by now"


def test_another_class_on_the_same_items_says_where_the_answers_are():
    guest = Asking(["cat", "dog"])
    lw.annotate(NOTES, widget=guest)
    guest.submit("cat")
    other = lw.annotate(NOTES, widget=Tagger(["cat", "dog"]))
    assert other._header._shown["notice"] == (
        "This is a new project, 'item: Tagger'. The store also holds 'item: Asking', of another task."
    )


def heading(project):
    from loopwidgets.widgets.annotation.handlers import Desk

    return Desk(project).welcome().heading


def test_projects_that_a_person_named_are_headed_by_their_names():
    for name in ("team 1: About sport?", "team 2: About sport?"):
        assert heading(start(project=name, question="About sport?")) == name
        assert heading(start(project=name, question="About sport?")) == name


def test_two_columns_with_one_question_are_headed_by_their_projects():
    data = frame(title=NOTES)
    text = start(data, question="Rude?")
    assert heading(text) == ""
    assert heading(start(data, "title", question=" rude? ")) == "title: rude?"
    assert heading(text) == "text: Rude?"


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


JOINED = "This goes on with the project"
FOOD = ["food", "price", "room", "staff", "place", "other"]
URGENT = ["urgent", "not urgent", "other"]


def test_a_list_that_shares_one_catch_all_says_which_project_it_joined_until_its_first_answer():
    first = start(labels=FOOD)
    first.answer("food")
    for _ in range(2):
        second = start(labels=URGENT)
        assert second.name == first.name
        assert second.notice == (
            "This goes on with the project 'text: classification'. "
            "Write project='…' to start another."
        )
    assert start(labels=FOOD).notice == "", "the last answers are of this list"
    start(labels=URGENT).answer("other")
    assert start(labels=URGENT).notice == ""
    assert JOINED in start(labels=FOOD).notice


@pytest.mark.parametrize("answers", [True, False])
def test_labels_that_were_used_long_ago_count_as_little(answers):
    for labels in (["a", "b"], ["b", "c"], ["c", "d"]):
        project = start(labels=labels)
        assert (JOINED in project.notice) is (labels != ["a", "b"])
        if answers:
            project.answer(labels[1])
    assert JOINED in start(labels=["a", "b"]).notice


@pytest.mark.parametrize(
    "labels", [["a", "b", "c"], ["a", "b"], ["b", "c", "d", "e"], ["a", "c", "d", "x"], FOOD[:1]]
)
def test_a_list_that_grew_or_shrank_or_is_mostly_the_same_goes_on_without_a_word(labels):
    start(labels=["a", "b", "c", "d", *FOOD[:1]], allow_new=True).answer("a")
    assert start(labels=labels, allow_new=True).notice == ""


def test_labels_that_were_added_while_labeling_make_no_list_another():
    project = start(labels=["a", "b"], allow_new=True)
    for number in range(20):
        project.add_label(f"new {number}")
    project.answer("new 19")
    assert start(labels=["a", "b", "c"], allow_new=True).notice == ""
    assert JOINED in start(labels=["a", "x"], allow_new=True).notice


def test_a_call_without_a_question_goes_on_with_the_project_that_such_a_call_joined_before():
    start(question="A?").answer("yes")
    assert start().name == "text: A?"
    start(question="B?").answer("no")
    for _ in range(2):
        plain = start()
        assert (plain.name, plain.task.question) == ("text: A?", "A?")
        assert "goes on with the project 'text: A?'" in plain.notice
        start(question="A?")
    assert len(lw.projects("labels.db")) == 2


def test_a_review_without_a_question_goes_on_with_the_project_that_it_joined_before():
    data = frame(food=["good"] * 8)
    call = {"initial": "food", "labels": ["good", "bad"]}
    for question in ("A?", "B?"):
        start(data, question=question, **call).answer("good")
        assert start(data, **call).name == "text: A?, review of food"


def test_a_plain_script_is_warned_of_the_project_that_it_joined():
    start(question="A?").answer("yes")
    with pytest.warns(UserWarning, match="goes on with the project 'text: A\\?'") as told:
        start()
    assert told[0].filename == __file__
    with pytest.warns(UserWarning, match="This is a new project, 'text: B\\?'"):
        lw.annotate(frame(), "text", ["yes", "no"], question="B?", store="labels.db").close()


def test_cells_are_not_warned_because_the_widget_shows_it(monkeypatch, recwarn):
    monkeypatch.setattr("loopwidgets.core.opening.has_cells", lambda: True)
    start(question="A?").answer("yes")
    assert JOINED in start().notice
    assert not recwarn.list


def read_only(**options):
    return start(store=ReadOnlyStore(Path("labels.db")), **options)


@pytest.mark.parametrize("asked", [None, "About sport?"])
def test_a_store_that_can_only_be_read_shows_the_question_of_its_project(asked):
    start(question=asked).answer("yes")
    shown = read_only(question="Rude?")
    assert shown.task.question == (asked or "Which label fits?")
    assert shown.task.own_question == (asked or "")
    assert shown.notice == (
        f"This shows the project {shown.name!r}: the store can only be read, so a new project "
        f"can't be started."
    )
    named = read_only(question="Rude?", project=shown.name)
    assert (named.task.own_question, named.notice) == (asked or "", "")


def test_one_label_beside_several_is_a_new_project_that_says_so():
    start(labels=["a", "b"]).answer("a")
    several = start(labels=["a", "b"], multiple=True)
    assert several.notice == (
        "This is a new project, 'text: classification (several)'. The store also holds "
        "'text: classification': write multiple=False, project='text: classification' to go on there."
    )
    again = start(labels=["a", "b"], multiple=False, project="text: classification")
    assert again.progress.answered == 1
    several.answer(["a", "b"])
    assert start(labels=["a", "b"], multiple=True).notice == ""


def test_several_labels_beside_one_are_a_new_project_that_says_so():
    start(question="Q?", multiple=True).answer(["yes"])
    single = start(question="Q?")
    assert "write multiple=True, project='text: Q?' to go on there" in single.notice


@pytest.mark.parametrize("dots", ["…", "...", " … "])
def test_the_dots_of_a_notice_are_no_name(dots):
    with pytest.raises(lw.InputError, match="project: expected a name of your own in place of"):
        start(project=dots)
    with pytest.raises(lw.InputError, match="annotator: expected a name of your own in place of"):
        start(annotator=dots)
    project = start()
    for label in ("yes", "no"):
        project.answer(label)
    with pytest.raises(lw.InputError, match="name: expected a name of your own in place of"):
        project.split(labels=["no"], name=dots)


def test_a_project_that_is_called_by_dots_already_opens():
    project = start(project="there")
    with project.store.transaction() as connection:
        connection.exec_driver_sql("UPDATE lw_projects SET name = '…'")
    assert start(project="…").row.id == project.row.id


def test_long_names_are_cut_where_a_notice_only_mentions_them():
    columns = {f"a long name of a column that says all about it {n}": NOTES for n in range(6)}
    data = pd.DataFrame(columns)
    question = "Is this about the sport that was played in the city, or about " + "its " * 9 + "{}?"
    first = start(data, list(columns), question=question.format("team"))
    assert len(first.name) < 130
    first.answer("yes")
    second = start(data, list(columns), question=question.format("players"))
    assert len(second.notice) < 300
    assert f"write project={first.name!r} to go on there" in second.notice
    assert len(start(data, list(columns)).notice) < 120


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
    for _ in range(2):
        assert "project.split() takes them apart" in again(joined, question="About sport?").notice
    began = before["submitted_at"].iloc[4]
    project.split(since=began, question="Rude?", stays="Is it about sport?")
    assert "split" not in again(joined, question="About sport?").notice, "it was split"


def test_a_project_that_held_one_question_from_the_first_is_not_to_be_split():
    start(question="A?").answer("yes")
    assert "split" not in start(question="B?").notice


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
    with pytest.raises(
        lw.InputError, match="pause: expected a time such as '10min' or a timedelta, got 'long'"
    ):
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
        "store": "loopwidgets.store.moving._add_versions",
        "copies": "loopwidgets.store.moving._copy",
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


# --- Labels of both questions --------------------------------------------------------------------------


def answer_all(labels, answers, **options):
    project = start(labels=labels, **options)
    for answer in answers:
        project.answer(answer)
    return project


@pytest.mark.parametrize("named", [["urgent", "not urgent"], URGENT])
def test_a_label_of_both_lists_goes_with_the_list_that_the_person_saw(named, recwarn):
    answer_all(FOOD, ["food", "other", "price"])
    project = answer_all(URGENT, ["urgent", "other"])
    project.skip()
    recwarn.clear()
    urgent = project.split(labels=named)
    assert urgent.labels["label"].dropna().tolist() == ["urgent", "other"]
    assert urgent.labels["status"].tolist() == ["answered", "answered", "skipped"]
    assert project.labels["label"].tolist() == ["food", "other", "price"]
    assert not recwarn.list
    assert (urgent.scheme.names, project.scheme.names) == (tuple(URGENT), tuple(FOOD))
    again = start(labels=URGENT)
    assert (again.name, again.progress.answered, again.notice) == (urgent.name, 2, "")
    assert start(labels=FOOD).progress.answered == 3


def test_lists_that_took_turns_and_grew_are_told_apart(recwarn):
    answer_all(FOOD[2:], ["room", "other"])
    answer_all(URGENT, ["other"])
    answer_all(FOOD, ["other"])
    project = answer_all([*URGENT, "later"], ["other", "later"])
    recwarn.clear()
    urgent = project.split(labels=[*URGENT, "later"])
    assert urgent.labels["label"].tolist() == ["other", "other", "later"]
    assert project.labels["label"].tolist() == ["room", "other", "other"]
    assert not recwarn.list


def test_several_labels_of_both_lists_go_with_the_list_that_the_person_saw():
    answer_all(FOOD, [["food", "other"], ["other"]], multiple=True)
    project = answer_all(URGENT, [["urgent", "other"], ["other"]], multiple=True)
    urgent = project.split(labels=["urgent", "not urgent"])
    assert urgent.labels["label"].tolist() == [("urgent", "other"), ("other",)]
    assert project.labels["label"].tolist() == [("food", "other"), ("other",)]


def test_answers_under_a_list_with_the_labels_of_both_stay_and_are_counted():
    answer_all(["a", "b", "other"], ["a", "other"])
    answer_all(["c", "d", "other"], ["c", "other"])
    project = answer_all(["a", "b", "c", "d", "other"], ["other", "d", "a", "other"])
    with pytest.warns(UserWarning, match="2 answers stay in 'text: class.*'other'.*since=") as told:
        moved = project.split(labels=["c", "d", "other"])
    assert told[0].filename == __file__
    assert moved.labels["label"].tolist() == ["c", "other", "d"]
    assert project.labels["label"].tolist() == ["a", "other", "other", "a", "other"]


def test_within_a_time_the_label_alone_decides_where_the_list_does_not_tell(recwarn):
    answer_all(["a", "b", "other"], ["other"])
    answer_all(["c", "d", "other"], ["other"])
    project = answer_all(["a", "b", "c", "d", "other"], ["other", "a"])
    recwarn.clear()
    moved = project.split(labels=["c", "d", "other"], since="2020-01-01")
    assert moved.labels["label"].tolist() == ["other", "other"]
    assert project.labels["label"].tolist() == ["other", "a"]
    assert not recwarn.list


def test_a_list_within_the_other_tells_its_own_answers():
    answer_all(["yes", "no", "unsure"], ["yes", "unsure"])
    project = answer_all(["yes", "no"], ["no", "yes"])
    with pytest.warns(UserWarning, match="1 answer stays"):
        moved = project.split(labels=["yes", "no"])
    assert moved.labels["label"].tolist() == ["no", "yes"]
    assert project.labels["label"].tolist() == ["yes", "unsure"]


def test_a_split_in_which_nothing_tells_changes_nothing_and_names_the_way():
    answer_all(["a", "b"], ["a"])
    project = answer_all(["a", "b", "c", "d"], ["b"])
    with pytest.raises(lw.InputError, match="no answer fits; nothing was changed"):
        project.split(labels=["c", "d"])


def test_a_note_goes_with_the_list_that_its_writer_saw():
    first = answer_all(FOOD, ["food"])
    second = start(labels=URGENT)
    second.note("about urgency", item=first.need_data().key_of(0))
    second.answer("urgent")
    urgent = second.split(labels=["urgent", "not urgent"])
    assert urgent.labels["note"].tolist() == ["about urgency", ""]
    assert second.labels["note"].tolist() == [""]


def test_a_split_keeps_what_a_later_call_changed():
    project = answer_all(["a", "b", "c", "d"], ["a", "c"])
    start(labels=["a", "b", "c", "d"], guidelines="Look at the leaves.")
    moved = project.split(labels=["c", "d"])
    for each in (project, moved):
        row = project.store.project(each.name)
        assert row.task["guidelines"] == "Look at the leaves."


# --- Times -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "time",
    ["1.12.2026", "07:17:31", "12/1/2026", "today", "2026", "", np.datetime64("NaT"), pd.NaT],
)
def test_a_time_that_is_not_clear_is_refused_with_an_example(time):
    project = answer_all(["a", "b"], ["a", "b"])
    for argument in ("since", "until"):
        with pytest.raises(
            lw.InputError, match=f"{argument}: expected a time such as '2026-03-01 14:30'"
        ):
            project.split(**{argument: time})


@pytest.mark.parametrize(
    "write",
    [
        str,
        pd.Timestamp.isoformat,
        pd.Timestamp.to_pydatetime,
        lambda time: time,
        lambda time: time.tz_localize(None).to_datetime64(),
        lambda time: time.tz_convert("Asia/Kolkata"),
        lambda time: f"{time:%Y%m%dT%H%M%S.%f}",
    ],
)
def test_times_are_taken_as_iso_8601_and_as_objects(write):
    project = answer_all(["a", "b"], ["a"])
    began = pd.Timestamp.now(tz="UTC")
    project.answer("b")
    assert project.split(since=write(began)).labels["label"].tolist() == ["b"]


@pytest.mark.parametrize(
    "pause", [5, 5.0, None, "5", "1.5", "", "NaT", "-10min", "long", pd.NaT, True]
)
def test_a_pause_without_a_unit_is_refused(pause):
    project = answer_all(["a", "b"], ["a"])
    with pytest.raises(lw.InputError, match="pause: expected a time such as '10min'"):
        project.stretches(pause)


@pytest.mark.parametrize(
    "pause", ["10min", "00:10:00", pd.Timedelta("10min"), dt.timedelta(minutes=10)]
)
def test_a_pause_is_a_text_or_a_timedelta(pause):
    assert answer_all(["a", "b"], ["a", "b"]).stretches(pause)["answers"].tolist() == [2]


@pytest.mark.parametrize(
    "damage",
    [
        "submitted_at = 'long ago'",
        "submitted_at = '2026-03-01 14:30'",
        "submitted_at = X'00'",
        "scheme_version = 7",
    ],
)
def test_a_store_with_damaged_events_is_refused_when_it_is_split(damage):
    project = answer_all(["a", "b"], ["a", "b"])
    with project.store.transaction() as connection:
        connection.exec_driver_sql(f"UPDATE lw_events SET {damage} WHERE client_seq = 1")
    with pytest.raises(lw.StoreError, match="is damaged, or was changed"):
        project.stretches()
    with pytest.raises(lw.StoreError, match="is damaged, or was changed"):
        project.split(labels=["b"], since="2020-01-01")


def test_tables_show_a_damaged_time_as_none():
    project = start()
    project.dispute("neither", item=project.need_data().key_of(0))
    project.answer("yes")
    with project.store.transaction() as connection:
        for table in ("lw_events", "lw_current"):
            connection.exec_driver_sql(f"UPDATE {table} SET submitted_at = 'long ago'")
    assert project.disputes["at"].isna().all()
    assert project.conflicts.empty
