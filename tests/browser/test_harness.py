"""The harness itself, proved with a tiny widget; the widget of the library is tested elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import accessibility
from tests.browser.conftest import Notebooks
from tests.browser.latency import LatencyProxy
from tests.browser.notebook_page import CellError, NotebookPage
from tests.browser.servers import JupyterServer
from tests.browser.surroundings import ScriptAlarm, notebook_untouched

WIDGET = '''
import anywidget, traitlets

class Tiny(anywidget.AnyWidget):
    count = traitlets.Int(0).tag(sync=True)
    _esm = """
    export default { render({ model, el }) {
      const root = document.createElement('div');
      root.className = 'tiny';
      root.tabIndex = 0;
      root.dataset.lmSuppressShortcuts = 'true';
      root.innerHTML = '<b>0</b> <i></i>';
      let count = 0;
      root.addEventListener('keydown', () => {
        count += 1;
        root.querySelector('b').textContent = String(count);
        localStorage.setItem('kept', String(count));
        model.send({ count });
      });
      model.on('msg:custom', (message) => { root.querySelector('i').textContent = message.said; });
      el.append(root);
    } };
    """
    def __init__(self):
        super().__init__()
        self.on_msg(self.heard)
    def heard(self, _, content, buffers):
        self.count = content["count"]
        self.send({"said": f"kernel has {self.count}"})

w = Tiny()
'''


def show(notebook: NotebookPage, index: int = 1) -> Locator:
    """Run the cells up to ``index`` and return the widget's root there."""
    for each in range(index + 1):
        notebook.run(each)
    root = notebook.cell(index).locator(".tiny")
    root.focus()
    return root


def test_a_cell_runs_and_its_outputs_can_be_read(jupyter: Notebooks) -> None:
    notebook = jupyter(["print('one'); 1 + 1", "1 / 0", "%%markdown\n# Title"])
    notebook.run(0)
    assert notebook.text(0) == "one\n"
    assert notebook.outputs(0)[1]["data"]["text/plain"] == "2"
    with pytest.raises(CellError, match="division by zero"):
        notebook.run(1)
    assert [cell.type for cell in notebook.cells()] == ["code", "code", "markdown"]


def test_a_widget_is_shown_answers_and_reaches_the_file(jupyter: Notebooks) -> None:
    notebook = jupyter([WIDGET, "w", "print(w.count)"])
    root = show(notebook)
    # Each press waits for its reply: ipykernel may handle two messages of one widget in two threads at once,
    # and then the earlier one can come last.
    for count in (1, 2, 3):
        notebook.page.keyboard.press("q")
        expect(root.locator("b")).to_have_text(str(count))
        expect(root.locator("i")).to_have_text(f"kernel has {count}")
    notebook.run(2)
    assert notebook.save().cells[2].outputs[0].text == "3\n"
    assert not notebook.is_dirty()


def test_a_started_cell_runs_while_the_test_goes_on(jupyter: Notebooks) -> None:
    notebook = jupyter(
        ["import pathlib\nwhile not pathlib.Path('go').exists(): pass\nprint('went')"],
    )
    notebook.start(0)
    assert notebook.text(0) == ""
    notebook.file.with_name("go").touch()
    notebook.wait_until_finished(0)
    assert notebook.text(0) == "went\n"


def test_a_restarted_kernel_is_another_process(jupyter: Notebooks) -> None:
    notebook = jupyter(["kept = 1", "print('kept' in globals())"])
    notebook.run(0)
    before = notebook.execute("import os; print(os.getpid())")
    notebook.restart_kernel()
    notebook.run(1)
    assert notebook.text(1) == "False\n"
    assert notebook.execute("import os; print(os.getpid())") != before


def test_a_killed_kernel_comes_back_and_runs_cells(notebook7: Notebooks) -> None:
    notebook = notebook7(["kept = 1", "print('kept' in globals())"])
    notebook.run(0)
    notebook.kill_kernel()
    notebook.wait_until_restarted()
    notebook.run(1)
    assert notebook.text(1) == "False\n"


def test_a_kernel_can_be_killed_while_a_cell_runs(lab: Notebooks) -> None:
    notebook = lab(["print('began', flush=True)\nwhile True: pass", "print('alive')"])
    notebook.start(0)
    # What the old kernel has not read by its end is handed to the new one, which then never ends.
    expect(notebook.cell(0).locator(".jp-OutputArea-output")).to_contain_text("began")
    notebook.kill_kernel()
    notebook.wait_until_restarted()
    notebook.run(1)
    assert notebook.text(1) == "alive\n"


@pytest.mark.usefixtures("context")
def test_a_reloaded_page_shows_the_living_widget_again(jupyter: Notebooks) -> None:
    notebook = jupyter([WIDGET, "w", "print(w.count)"])
    show(notebook)
    notebook.page.keyboard.press("q")
    notebook.save()
    notebook.reload()
    expect(notebook.cell(1).locator(".tiny b")).to_have_text("0")
    assert notebook.page.evaluate("() => localStorage.getItem('kept')") == "1"
    notebook.run(2)
    assert notebook.text(2) == "1\n"


@pytest.mark.usefixtures("context")
def test_a_second_page_shares_kernel_and_storage(lab: Notebooks) -> None:
    notebook = lab([WIDGET, "w"])
    show(notebook)
    notebook.page.keyboard.press("q")
    notebook.save()
    second = notebook.open_again()
    assert second.kernel_id == notebook.kernel_id
    assert second.page.evaluate("() => localStorage.getItem('kept')") == "1"


@pytest.mark.usefixtures("context")
def test_a_slow_network_delays_the_kernel_but_not_the_page(
    lab: Notebooks, proxy: Callable[[JupyterServer], LatencyProxy]
) -> None:
    slow = proxy(lab.server)
    notebook = lab([WIDGET, "w"], port=slow.port)
    root = show(notebook)
    slow.delay = 0.2
    waited = _answer_time(root)
    assert waited > 400


def _answer_time(root: Locator) -> float:
    root.evaluate(
        """root => {
            let began;
            root.addEventListener('keydown', event => { began = event.timeStamp; });
            new MutationObserver(() => { window.__waited = performance.now() - began; })
                .observe(root.querySelector('i'), { childList: true });
        }"""
    )
    root.press("q")
    return float(root.page.wait_for_function("() => window.__waited").json_value())


@pytest.mark.usefixtures("context")
def test_a_cut_network_is_noticed_and_mended(
    lab: Notebooks, proxy: Callable[[JupyterServer], LatencyProxy]
) -> None:
    network = proxy(lab.server)
    notebook = lab([WIDGET, "w"], port=network.port)
    root = show(notebook)
    network.cut()
    notebook.page.wait_for_function("() => !window.openNotebook.isConnected()")
    notebook.page.keyboard.press("q")
    network.mend()
    notebook.reconnect()
    expect(root.locator("i")).to_have_text("kernel has 1")


def test_a_fired_shortcut_is_caught(jupyter: Notebooks) -> None:
    notebook = jupyter(["1", WIDGET, "w"])
    root = show(notebook, 2)
    with notebook_untouched(notebook):
        for key in ["a", "b", "m", "x", "d", "d", "0", "0", "ArrowDown", "Shift+Enter"]:
            notebook.page.keyboard.press(key)
        expect(root.locator("b")).not_to_have_text("0")
    root.evaluate("root => root.removeAttribute('data-lm-suppress-shortcuts')")
    with (
        pytest.raises(AssertionError, match="the notebook was changed"),
        notebook_untouched(notebook),
    ):
        notebook.page.keyboard.press("b")


def test_script_that_runs_is_caught(lab: Notebooks) -> None:
    notebook = lab(["1"])
    attacks = [
        "window.__pwned = 1",
        "alert(1)",
        "fetch('http://elsewhere.invalid/').catch(() => 0)",
    ]
    for attack in attacks:
        alarm = ScriptAlarm(notebook.page)
        alarm.assert_silent()
        notebook.page.evaluate(f"() => {{ {attack} }}")
        with pytest.raises(AssertionError):
            alarm.assert_silent()
        notebook.page.evaluate("() => { delete window.__pwned; }")


@pytest.mark.skipif(not accessibility.AXE.exists(), reason="axe-core is not installed")
def test_axe_finds_what_is_wrong_under_the_root_only(lab: Notebooks) -> None:
    notebook = lab([WIDGET, "w"])
    root = show(notebook)
    assert accessibility.violations(notebook.page, root=".tiny") == []
    root.evaluate("root => root.append(document.createElement('button'))")
    (found,) = accessibility.violations(notebook.page, root=".tiny")
    assert found.startswith("button-name")
