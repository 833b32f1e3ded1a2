"""Docstrings have the sections of numpydoc, name every parameter, and their examples run."""

import doctest
import inspect
import re

import pytest

import chaos

SECTIONS = ["Parameters", "Attributes", "Returns", "Yields", "Raises", "Examples", "Notes"]
NEEDS = {"Sweep.plot": "matplotlib", "Sweep.to_xarray": "xarray", "Branch.plot": "matplotlib", "Branch.to_xarray": "xarray", "Branch.to_dataframe": "pandas"}


def public():
    """(name, object) of all that can be called, and of chaos.maps."""
    for name in chaos.__all__:
        thing = getattr(chaos, name)
        yield name, thing
        if inspect.isclass(thing) and not issubclass(thing, (int, tuple)):
            names = {name for part in thing.__mro__ if part.__module__.startswith("chaos") for name in vars(part)}
            methods = ((method, getattr(thing, method)) for method in sorted(names) if not method.startswith("_"))
            yield from ((f"{name}.{method}", value) for method, value in methods if callable(value))


THINGS = dict(public())


def sections(text):
    """{title: its text}, in order; the beginning is ''."""
    parts = re.split(r"^(\w+)\n-+\n", inspect.cleandoc(text), flags=re.MULTILINE)
    return dict(zip(["", *parts[1::2]], parts[::2], strict=True))


@pytest.fixture(params=THINGS)
def documented(request):
    return request.param, THINGS[request.param], sections(THINGS[request.param].__doc__)


def test_what_there_is():
    assert {"logistic", "load", "isa_select", "Map.iterate", "Map.sweep", "Map.to_c", "Map.from_address", "Sweep.again"} <= set(THINGS)


def test_sections(documented):
    name, thing, found = documented
    titles = [title for title in found if title]
    assert titles == [title for title in SECTIONS if title in titles], name
    assert re.match(r"\S.*\S\n?(\n|$)", found[""]), name
    assert all(len(line) <= 110 for line in inspect.cleandoc(thing.__doc__).splitlines()[1:]), name


def test_parameters(documented):
    name, thing, found = documented
    if inspect.isclass(thing) or not callable(thing):
        return
    heads = re.findall(r"^(\S[^:\n]*?)(?: : .*)?$", found.get("Parameters", ""), re.MULTILINE)
    said = [each.strip("*") for head in heads for each in head.split(", ")]
    values = [each for each in inspect.signature(thing).parameters if each != "self"]
    assert said and set(said) == set(values) if values else not said, name


def test_examples(documented, tmp_path, monkeypatch):
    name, thing, found = documented
    if inspect.isclass(thing) and thing is not chaos.Map:
        return  # what calls give
    assert "Examples" in found, name
    pytest.importorskip(NEEDS.get(name, "numpy"))
    monkeypatch.chdir(tmp_path)
    example = doctest.DocTestParser().get_doctest(found["Examples"], {"chaos": chaos}, name, None, 0)
    assert example.examples
    said = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example, out=said.append)
    assert not said, "".join(said)
