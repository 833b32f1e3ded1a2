"""chaos.maps and chaos.Map: the catalogue and its descriptors."""

import copy
import inspect
import pickle
import pydoc

import pytest

import chaos
from chaos._support import option_names


def test_the_catalogue_is_a_read_only_mapping():
    assert {"logistic", "tent", "circle", "henon", "standard", "logistic_ring"} <= set(chaos.maps)
    assert list(chaos.maps) == sorted(chaos.maps) and len(chaos.maps) == len(list(chaos.maps))
    assert "logistic" in chaos.maps and "nothing" not in chaos.maps
    with pytest.raises(TypeError):
        chaos.maps["mine"] = chaos.maps["henon"]
    with pytest.raises(KeyError, match="did you mean 'henon'"):
        chaos.maps["hennon"]


def test_descriptors_are_complete_and_name_no_option(any_map):
    m = any_map
    assert m.title and m.formula and m.reference and isinstance(m.notes, str)
    assert m.dim == len(m.states) >= 1
    assert list(m.defaults) == [*m.params, *m.states]
    assert all(isinstance(value, float) for value in m.defaults.values())
    assert not set(m.defaults) & set(option_names())
    assert set(m.angles) <= set(m.states) and all(period > 0 for period in m.angles.values())
    assert m.bound > 0 and isinstance(m.preserves_area, bool)
    assert m.name in chaos.__all__


def test_help_and_repr_show_the_text(any_map):
    text = " ".join(pydoc.plain(pydoc.render_doc(any_map)).split())
    assert any_map.title in text and any_map.formula in text and any_map.reference in text
    assert any_map.name in repr(any_map) and any_map.formula in repr(any_map)
    assert "catalogue" in chaos.Map.__doc__


def test_defaults_can_be_changed_and_instances_not():
    m = chaos.Map("henon", a=1.2, y=0.05)
    assert m.defaults == {**chaos.maps["henon"].defaults, "a": 1.2, "y": 0.05}
    assert chaos.maps["henon"].defaults["a"] == 1.4
    x, y = m.iterate(7)
    assert (x, y) == chaos.henon(7, 1.2, 0.3, m.defaults["x"], 0.05)
    for name in ("name", "defaults", "new"):
        with pytest.raises(AttributeError):
            setattr(m, name, 1)
    m.defaults["a"] = 7  # a copy
    assert m.defaults["a"] == 1.2


def test_a_lattice_takes_its_number_of_sites():
    m = chaos.Map("logistic_ring", N=100, r=3.8)
    assert (m.N, m.dim, len(m.states), m.defaults["r"]) == (100, 100, 100, 3.8)
    assert m.iterate(3).shape == (100,)
    assert len(set(m.defaults[state] for state in m.states)) > 50
    assert chaos.maps["henon"].N is None


def test_maps_pickle_and_copy(any_map):
    for m in (any_map, chaos.Map(any_map.name, **{any_map.states[0]: 0.25})):
        for again in (pickle.loads(pickle.dumps(m)), copy.copy(m), copy.deepcopy(m)):
            assert again == m and hash(again) == hash(m) and again.defaults == m.defaults
            assert type(again) is chaos.Map
    ring = chaos.Map("logistic_ring", N=5)
    assert pickle.loads(pickle.dumps(ring)) == ring != chaos.maps["logistic_ring"]


@pytest.mark.parametrize(
    ("arguments", "keywords", "error", "message"),
    [
        (("hennon",), {}, ValueError, "did you mean 'henon'"),
        (("",), {}, ValueError, "no map"),
        (("no/mine.txt",), {}, OSError, "No such file"),
        ((3,), {}, TypeError, "takes a name, a text"),
        ((), {}, TypeError, "argument"),
        (("henon", 1.2), {}, TypeError, "argument"),
        (("henon",), {"r": 1.0}, TypeError, "no parameter or state 'r'"),
        (("henon",), {"a": "1.2"}, TypeError, "a "),
        (("henon",), {"a": float("nan")}, ValueError, "a must be finite"),
        (("henon",), {"x": float("inf")}, ValueError, "x must be finite"),
        (("henon",), {"a": [1.2, 1.3]}, TypeError, "not arrays"),
        (("henon",), {"N": 3}, ValueError, "henon"),
        (("logistic_ring",), {"N": 0}, ValueError, "N must be at least 1"),
        (("logistic_ring",), {"N": -3}, ValueError, "N must be at least 1"),
        (("logistic_ring",), {"N": 2.0}, TypeError, "N must be an integer"),
        (("logistic_ring",), {"N": 2**70}, OverflowError, "N must be below"),
        (("logistic_ring",), {"N": 2**60}, ValueError, "1000000"),
    ],
)
def test_bad_maps(arguments, keywords, error, message):
    with pytest.raises(error, match=message):
        chaos.Map(*arguments, **keywords)


def test_versions_and_instruction_sets():
    assert chaos.__version__.count(".") == 2
    assert chaos.isa_name() in chaos.isa_names()
    before = chaos.isa_name()
    try:
        for name in chaos.isa_names():
            chaos.isa_select(name)
            assert chaos.isa_name() == name
        with pytest.raises(ValueError, match="z80"):
            chaos.isa_select("z80")
        with pytest.raises(TypeError):
            chaos.isa_select(3)
        assert chaos.isa_name() == name
    finally:
        chaos.isa_select(before)


def test_signatures_and_help_fit():
    assert str(inspect.signature(chaos.Map)) == "(name, /, *, N=None, **defaults)"
    assert str(inspect.signature(chaos.henon)) == "(steps, a, b, x, y, /)"
    for map in chaos.maps.values():
        text = [line for line in inspect.getdoc(map).splitlines() if map.formula not in line]
        assert max(len(line) for line in text) <= 100
