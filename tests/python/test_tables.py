"""What is said of measures and statuses comes from the library's tables: docstrings, stubs, names."""

import pathlib
import pydoc

import pytest

import chaos
from chaos import _chaos
from chaos._measures import KINDS, said

STUBS = (pathlib.Path(chaos.__file__).parent / "_tables.pyi").read_text()


@pytest.fixture(params=list(KINDS))
def kind(request):
    return KINDS[request.param]


def test_the_docstring_has_options_and_results(kind):
    text = " ".join(pydoc.plain(pydoc.render_doc(chaos.Map.sweep)).split())
    assert f"{kind['name']}: {kind['summary']}" in text and "{" + "measures}" not in text
    for option in kind["options"]:
        assert f"{option['name']} {option['help']} (" in text and f"default {option['default']})" in text
    for output in kind["outputs"]:
        assert f"-> {output['name']} {output['help']}" in text


def test_the_stubs_have_options(kind):
    about = STUBS.split(f'"""{kind["summary"]}"""')[1].split("class ")[0]
    for option in kind["options"]:
        assert f"    {option['name']}: " in about and option["help"] in about


def test_the_status_is_the_librarys():
    flags = {name.upper(): bit for name, bit, _ in _chaos.STATUS_FLAGS}
    assert flags == {name: int(flag) for name, flag in chaos.Status.__members__.items()}
    assert all(f"    {name} = {bit}\n" in STUBS and name in chaos.Status.__doc__ for name, bit in flags.items())
    assert chaos.Status.ESCAPED.__doc__ in STUBS


def test_what_a_measure_gives_is_described(kind):
    m = chaos.maps["standard"]
    [pair] = said({kind["name"]: {"steps": 600}})
    about = m._measure(pair)
    assert about["name"] == kind["name"] and about["every"] >= 1
    names = [output["name"] for output in kind["outputs"]]
    assert [output["name"] for output in about["outputs"]] == [name for name in names if name in {o["name"] for o in about["outputs"]}]
    assert about["outputs"][-1]["scale"] == "flags"
    for output in about["outputs"]:
        shape = m.sweep(measure=kind["name"], steps=600)[output["name"]]
        assert getattr(shape, "shape", ()) == tuple(count for _, count, _ in output["dims"])
