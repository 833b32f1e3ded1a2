"""Bad input: each mistake raises its exception, names the argument, and leaves outputs untouched."""

import array
import datetime
import re

import numpy as np
import pytest

import chaos

LOGISTIC, HENON, RING = (chaos.maps[name] for name in ("logistic", "henon", "logistic_ring"))
NAN = float("nan")


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((), TypeError, r"logistic\(steps, r, x, /\) takes 3 arguments, got 0"),
        ((1, 3.9), TypeError, "takes 3 arguments, got 2"),
        ((1, 3.9, 0.5, 0.5), TypeError, "takes 3 arguments, got 4"),
        ((1.0, 3.9, 0.5), TypeError, "steps must be an integer, got 1.0"),
        ((True, 3.9, 0.5), TypeError, "steps must be an integer, got True"),
        (("1", 3.9, 0.5), TypeError, "steps must be an integer"),
        ((None, 3.9, 0.5), TypeError, "steps must be an integer"),
        ((np.array([1, 2]), 3.9, 0.5), TypeError, "steps must be an integer"),
        ((-1, 3.9, 0.5), ValueError, "steps must be at least 0, got -1"),
        ((-(2**70), 3.9, 0.5), ValueError, "steps must be at least 0"),
        ((2**64, 3.9, 0.5), OverflowError, r"steps must be below 2\*\*64"),
        ((1, NAN, 0.5), ValueError, r"\br\b"),
        ((1, float("inf"), 0.5), ValueError, r"\br\b"),
        ((1, 3.9, NAN), ValueError, r"\bx\b"),
        ((1, "3.9", 0.5), TypeError, "r must be real numbers"),
        ((1, b"3.9", 0.5), TypeError, "r must be real numbers"),
        ((1, 3.9, None), TypeError, "x must be real numbers"),
        ((1, 3.9, 0.5j), TypeError, "x must be real numbers"),
        ((1, 3.9, [0.5, NAN, "a"]), TypeError, "x must be real numbers"),
        ((1, 3.9, [[0.5], [0.5, 0.6]]), TypeError, "x "),
        ((1, 10**400, 0.5), OverflowError, "float"),
        ((1, [3.9, 3.8], [0.1, 0.2, 0.3]), ValueError, "x has 3 elements"),
    ],
)
def test_scalar(arguments, error, message):
    with pytest.raises(error, match=message):
        chaos.logistic(*arguments)


def test_scalars_take_no_keywords():
    with pytest.raises(TypeError, match=r"^logistic\(steps, r, x, /\) takes values by position; chaos.Map.iterate takes them by name$"):
        chaos.logistic(1, r=3.9, x=0.5)


BATCH = [
    ((), {}, TypeError, "needs steps"),
    ((1, 3.9), {}, TypeError, "by name, e.g. r="),
    ((1,), {"steps": 1}, TypeError, "steps twice"),
    ((1.5,), {}, TypeError, "steps must be an integer"),
    ((True,), {}, TypeError, "steps must be an integer"),
    ((-1,), {}, ValueError, "steps must be at least"),
    ((2**64,), {}, OverflowError, "steps must be below"),
    ((2**64 - 1,), {}, ValueError, "steps must be a whole number from 0 to"),
    ((5,), {"q": 1.0}, TypeError, "no parameter or state 'q'"),
    ((5,), {"thread": 1}, TypeError, "did you mean 'threads'"),
    ((5,), {"seed": 1}, ValueError, "seed must be 0 for a map that draws no random numbers, got 1"),
    ((5,), {"_axes": []}, TypeError, "'_axes'"),
    ((5,), {"r": "3.9"}, TypeError, "r must be real numbers"),
    ((5,), {"r": NAN}, ValueError, "r must be finite, got nan"),
    ((5,), {"r": np.array(NAN)}, ValueError, "r must be finite"),
    ((5,), {"r": NAN, "x": [0.1, 0.2]}, ValueError, "r must be finite"),
    ((5,), {"x": NAN}, ValueError, "x must be finite"),
    ((5,), {"state": [NAN]}, ValueError, "x"),
    ((5,), {"r": [3.9, 3.8j]}, TypeError, "r must be real numbers"),
    ((5,), {"r": np.array([3.9, None])}, TypeError, "r must be real numbers"),
    ((5,), {"r": np.array(["3.9"])}, TypeError, "r must be real numbers"),
    ((5,), {"r": np.array(["2020"], "M8[Y]")}, TypeError, "r must be real numbers"),
    ((5,), {"r": datetime.date(2020, 1, 1)}, TypeError, "r must be real numbers"),
    ((5,), {"r": {}}, TypeError, "r must be real numbers"),
    ((5,), {"r": [3.9, 3.8], "x": [0.1, 0.2, 0.3]}, ValueError, "x has 3 elements"),
    ((5,), {"state": 0.5}, ValueError, "state must be an array"),
    ((5,), {"state": [0.1, 0.2]}, ValueError, "last axis has the 1 states of logistic"),
    ((5,), {"state": [0.1], "x": 0.2}, TypeError, "x is given twice"),
    ((5,), {"at": {"x": 0.2}, "x": 0.2}, TypeError, "x is given twice"),
    ((5,), {"at": {"q": 0.2}}, TypeError, "no parameter or state 'q'"),
    ((5,), {"at": {3: 0.2}}, TypeError, "at must have names as keys, got 3"),
    ((5,), {"at": 3}, TypeError, "at must be a dict"),
    ((5,), {"threads": 0}, ValueError, "threads must be at least 1"),
    ((5,), {"threads": -1}, ValueError, "threads must be at least 1"),
    ((5,), {"threads": 1.0}, TypeError, "threads must be an integer"),
    ((5,), {"progress": 3}, TypeError, "progress must be True or a callable"),
    ((5,), {"bound": -1.0}, ValueError, "bound must be above 0"),
    ((5,), {"bound": NAN}, ValueError, "bound must be above 0"),
    ((5,), {"bound": "1"}, TypeError, "."),
    ((5,), {"wrap": 0}, TypeError, "wrap must be True or False"),
    ((5,), {"x": np.lib.stride_tricks.as_strided(np.array(0.5), (2**40, 2**19), (0, 0))}, MemoryError, "."),
]
ITERATE = [
    ((2**63,), {}, ValueError, r"steps must be a whole number from 0 to 2\^62, got 9223372036854775808"),
]
ORBIT = [
    ((5,), {"transient": -1}, ValueError, "transient must be at least 0"),
    ((5,), {"transient": 2.0}, TypeError, "transient must be an integer"),
    ((5,), {"every": 0}, ValueError, "every must be at least 1"),
    ((5,), {"every": -2}, ValueError, "every must be at least 1"),
    ((5,), {"count": 1}, TypeError, "no option 'count'"),
    ((2**62,), {}, MemoryError, "address space"),
    ((2**61,), {"x": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]}, MemoryError, "address space"),
    ((2**63,), {}, MemoryError, "address space"),
    ((0,), {}, ValueError, "steps"),
]
LYAPUNOV = [
    ((2**63,), {}, ValueError, r"steps must be a whole number from 1 to 2\^62, got 9223372036854775808"),
    ((5,), {"transient": -1}, ValueError, "transient must be at least 0"),
    ((5,), {"count": 0}, ValueError, "count must be at least 1"),
    ((5,), {"count": 2}, ValueError, "count must be at most 1"),
    ((5,), {"count": "some"}, TypeError, "count must be an integer"),
    ((5,), {"count": 1.0}, TypeError, "count must be an integer"),
    ((5,), {"blocks": 0}, ValueError, "blocks must be at least 1"),
    ((5,), {"blocks": 6}, ValueError, "blocks"),
    ((5,), {"blocks": 2**62}, ValueError, "blocks must be at most 5, the number of steps"),
    ((5,), {"every": 1}, TypeError, "no option 'every'"),
    ((0,), {}, ValueError, "steps"),
]


@pytest.mark.parametrize(
    ("method", "arguments", "keywords", "error", "message"),
    [("iterate", *case) for case in BATCH + ITERATE]
    + [("orbit", *case) for case in BATCH + ORBIT]
    + [("lyapunov", *case) for case in BATCH + LYAPUNOV],
)
def test_batches(method, arguments, keywords, error, message):
    with pytest.raises(error, match=message):
        getattr(LOGISTIC, method)(*arguments, **keywords)


@pytest.mark.parametrize("method", ["iterate", "orbit", "lyapunov"])
@pytest.mark.parametrize("keywords", [case[1] for case in BATCH if case[0] == (5,) and "out" not in case[1]])
def test_outputs_are_untouched_by_bad_input(method, keywords):
    outs = {"iterate": np.full(2, 7.0), "orbit": np.full((2, 5), 7.0), "lyapunov": (np.full(2, 7.0),) * 2 + (None,)}
    keywords = {"x": [0.1, 0.2], **keywords, "out": outs[method]}
    with pytest.raises((TypeError, ValueError, MemoryError)):
        getattr(LOGISTIC, method)(5, **keywords)
    out = outs[method][0] if method == "lyapunov" else outs[method]
    assert (out == 7.0).all()


def readonly():
    out = np.full(3, 7.0)
    out.flags.writeable = False
    return out


def unaligned():
    return np.frombuffer(bytearray(b"\7" * 25), offset=1)


BAD_OUT = [
    (readonly, ValueError, "out must be writable"),
    (unaligned, ValueError, "aligned"),
    (lambda: np.full(6, 7.0)[::2], ValueError, "C-contiguous"),
    (lambda: np.full(3, 7.0)[::-1], ValueError, "C-contiguous"),
    (lambda: np.full(4, 7.0), ValueError, r"out must have the shape \(3,\)"),
    (lambda: np.full((3, 1), 7.0), ValueError, r"out must have the shape \(3,\)"),
    (lambda: np.full((), 7.0), ValueError, r"out must have the shape \(3,\)"),
    (lambda: np.full(3, 7.0, np.float32), TypeError, "out must be a float64 array"),
    (lambda: np.full(3, 7, np.int64), TypeError, "out must be a float64 array"),
    (lambda: np.full(3, 7.0, ">f8"), TypeError, "out must be a float64 array"),
    (lambda: np.full(3, 7.0, object), (TypeError, ValueError), "out must be"),
    (lambda: array.array("i", [7, 7, 7]), TypeError, "out must be a float64 array"),
    (lambda: bytearray(b"\7" * 24), TypeError, "out must be a float64 array"),
    (lambda: [7.0, 7.0, 7.0], TypeError, "out must be a float64 array, got <class 'list'>"),
    (lambda: "out", TypeError, "out must be a float64 array"),
]


@pytest.mark.parametrize(("make", "error", "message"), BAD_OUT)
def test_bad_out(make, error, message):
    out = make()
    before = bytes(memoryview(out)) if isinstance(out, np.ndarray) and out.dtype != object else str(out)
    with pytest.raises(error, match=message):
        LOGISTIC.iterate(5, x=[0.1, 0.2, 0.3], out=out)
    message = message.replace("out must", r"out\[0\] must")
    with pytest.raises(error, match=message):
        LOGISTIC.lyapunov(5, x=[0.1, 0.2, 0.3], out=(out, None, None))
    after = bytes(memoryview(out)) if isinstance(out, np.ndarray) and out.dtype != object else str(out)
    assert after == before


def test_bad_out_of_lyapunov_and_sweep():
    for out in (np.zeros(3), (np.zeros(3),), (None, None, np.zeros(3))):
        with pytest.raises(TypeError, match="out"):
            LOGISTIC.lyapunov(5, x=[0.1, 0.2, 0.3], out=out)
    good = np.full(3, 7.0)
    for out, error in [
        ({"lyapunov": good, "lyapunow": good}, ValueError),
        ({"lyapunov": good, "status": np.zeros(3)}, TypeError),
        ({"lyapunov": good, "lyapunov_stderr": np.zeros(4)}, ValueError),
        ([good], TypeError),
    ]:
        with pytest.raises(error, match="out"):
            LOGISTIC.sweep(r=(3.5, 4, 3), out=out)
    assert (good == 7.0).all()


@pytest.mark.parametrize(
    ("keywords", "error", "message"),
    [
        ({"r": (3, 4)}, ValueError, r"r must be an axis \(start, stop, count\)"),
        ({"r": (3, 4, 5, 6)}, ValueError, "r must be an axis"),
        ({"r": (3, 4, 5.0)}, TypeError, "integer count"),
        ({"r": (3, 4, 0)}, ValueError, "r: the count of an axis must be at least 1"),
        ({"r": (3, 4, -2)}, ValueError, "r: the count of an axis must be at least 1"),
        ({"r": (3, 4, 2**70)}, ValueError, "r: the count of an axis"),
        ({"r": (3, 4, 2**62)}, MemoryError, "address space"),
        ({"r": (3, 4, 2**31), "x": (0, 1, 2**31), "measure": "orbit"}, MemoryError, "."),
        ({"r": (3, NAN, 5)}, ValueError, r"\br\b"),
        ({"r": ("3", 4, "x")}, TypeError, "integer count"),
        ({"r": [[3.0, 4.0]]}, ValueError, "r must be a number or a list"),
        ({"r": []}, ValueError, "r must be a number or a list"),
        ({"r": "3.9"}, TypeError, "r must be real numbers"),
        ({"r": NAN}, ValueError, "r must be finite"),
        ({"q": 3}, TypeError, "no parameter or state 'q'"),
        ({"measur": "period"}, TypeError, "did you mean 'measure'"),
        ({"r": 3.9, "at": {"r": 3}}, TypeError, "r is given twice"),
        ({"r": 3.9, "measure": "entropy"}, ValueError, "entropy"),
        ({"r": 3.9, "measure": ["period", "period"]}, ValueError, "once"),
        ({"r": 3.9, "measure": []}, ValueError, "measure must name"),
        ({"r": 3.9, "measure": [3]}, TypeError, "measure must be a name"),
        ({"r": 3.9, "measure": ["density", {"period": {"max": 8}}]}, TypeError, "{name: {}, name: {option: value}}, got \\['density', {"),
        ({"r": 3.9, "measure": ("period", {"max": 8})}, TypeError, "{name: {}, name: {option: value}}, got"),
        ({"r": 3.9, "measure": {"density": 50}}, TypeError, "measure must be a name"),
        ({"r": 3.9, "measure": {"density": {"bin": 5}}}, ValueError, "bin"),
        ({"r": 3.9, "measure": {"density": {"bins": 0}}}, ValueError, "bins"),
        ({"r": 3.9, "measure": {"density": {"bins": 2.5}}}, TypeError, "bins must be an integer, got 2.5"),
        ({"r": 3.9, "measure": {"density": {"bins": 2**62}}}, (MemoryError, ValueError), "."),
        ({"r": 3.9, "measure": {"density": {"of": "y"}}}, ValueError, "of"),
        ({"r": 3.9, "measure": {"density": {"range": (1, 0)}}}, ValueError, "range"),
        ({"r": 3.9, "measure": {"density": {"range": None}}}, TypeError, "range must be a real number, got None"),
        ({"r": 3.9, "measure": {"orbit": {"steps": True}}}, TypeError, "steps must be an integer, got True"),
        ({"r": 3.9, "measure": {"orbit": {"steps": -1}}}, ValueError, "steps"),
        ({"r": 3.9, "measure": "rotation"}, ValueError, "angle"),
        ({"r": 3.9, "start": "follow"}, ValueError, "along must be an axis of a parameter, of which there is none, got None"),
        ({"r": 3.9, "along": "r"}, ValueError, "along"),
        ({"r": 3.9, "seed": 1}, ValueError, "seed"),
        ({"r": 3.9, "steps": 0}, ValueError, "steps"),
        ({"r": 3.9, "steps": 1.0}, TypeError, "steps must be an integer"),
        ({"r": 3.9, "transient": -1}, ValueError, "transient must be at least 0"),
        ({"r": 3.9, "threads": 0}, ValueError, "threads must be at least 1"),
        ({"r": 3.9, "state": [[0.1], [0.2]]}, TypeError, "not arrays"),
    ],
)
def test_sweep(keywords, error, message):
    with pytest.raises(error, match=message):
        LOGISTIC.sweep(**keywords)


@pytest.mark.parametrize(
    ("keywords", "error", "message"),
    [
        ({"at": [1]}, TypeError, "at must be a dict"),
        ({"at": {3: 1}}, TypeError, "at must be a dict of values by name"),
        ({"r": ("a", 4, 10)}, TypeError, "r: an axis .* real numbers"),
        ({"r": (None, 4, 10)}, TypeError, "r: an axis .* real numbers"),
        ({"r": (3, 4, True)}, TypeError, "r: an axis .* integer count"),
        ({"r": 10**400}, OverflowError, "r is too large"),
        ({"r": 1j}, TypeError, "r must be real numbers"),
        ({"bound": "2"}, TypeError, "bound must be a real number, got '2'"),
        ({"bound": 10**400}, OverflowError, "bound is too large"),
        ({"measure": 3}, TypeError, "measure must be a name"),
        ({"measure": {"lyapunov": {"steps": True}}}, TypeError, "steps must be an integer, got True"),
        ({"measure": {"lyapunov": {"steps": None}}}, TypeError, "steps must be an integer, got None"),
        ({"measure": {"lyapunov": {3: 4}}}, TypeError, "lyapunov must have options by name, got 3"),
        ({"measure": {"density": {"bins": [3, 4]}}}, ValueError, "bins"),
        ({"measure": {"density": {"range": [0, 1, 0, 1]}}}, ValueError, "range"),
        ({"state": [[0.1]]}, TypeError, "one state, not arrays"),
    ],
)
def test_what_is_wrong_is_named(keywords, error, message):
    with pytest.raises(error, match=message):
        LOGISTIC.sweep(**{"r": 3.9, **keywords})


def test_numbers_of_any_type():
    from decimal import Decimal
    from fractions import Fraction

    expected = LOGISTIC.sweep(r=3.9, measure="final").final
    for number in (Decimal("3.9"), Fraction(39, 10), np.float64(3.9), np.array(3.9)):
        assert LOGISTIC.sweep(r=number, measure="final").final == expected
        assert LOGISTIC.iterate(2000, r=number) == expected


def test_results_must_not_lie_in_each_other():
    whole = np.zeros(15)
    with pytest.raises(ValueError, match="overlap"):
        LOGISTIC.lyapunov(5, r=[3.6, 3.7, 3.8], out=(whole[:3], whole[2:5], None))
    with pytest.raises(ValueError, match="overlap"):
        LOGISTIC.sweep(r=[3.6, 3.7, 3.8], out={"lyapunov": whole[:3], "lyapunov_stderr": whole[:3]})
    assert not whole.any()
    LOGISTIC.lyapunov(5, r=[3.6, 3.7, 3.8], out=(whole[:3], whole[3:6], None))
    assert whole[:6].all()


def test_sweep_has_at_most_four_axes():
    with pytest.raises(ValueError, match="at most 4 axes"):
        RING.sweep(r=[3, 4], eps=[0.1, 0.2], x0=[0.1, 0.2], x1=[0.1, 0.2], x2=[0.1, 0.2])


def test_state_names_its_dimension():
    with pytest.raises(ValueError, match="the 2 states of henon"):
        HENON.iterate(5, state=[1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="the 2 states of henon"):
        HENON.iterate(5, state=np.zeros((2, 0)))


@pytest.mark.parametrize(
    "call",
    [
        lambda long: chaos.Map("x' = x" + "+x" * 3000, zz=3),
        lambda long: chaos.Map("x' = x" + "+x" * 3000).iterate(3, **{long: 1}),
        lambda long: chaos.Map(long),
        lambda long: chaos.maps[long],
        lambda long: LOGISTIC.sweep(r=(1, 2, 3), measure=long),
        lambda long: LOGISTIC.iterate(3, **{long: 1}),
        lambda long: LOGISTIC.sweep(r=(1, 2, 3)).save(long),
        lambda long: LOGISTIC.sweep(r=(1, 2, 3))[long],
        lambda long: chaos.load(long),
    ],
)
def test_messages_quote_no_novels(call):
    with pytest.raises((TypeError, ValueError, KeyError, OSError)) as raised:
        call("9" * 5000)
    assert len(str(raised.value)) < 400


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
@pytest.mark.parametrize(
    "call",
    [
        lambda text: chaos.Map(text),
        lambda text: chaos.Map("x' = r*x" + text),
        lambda text: chaos.Map("x' = r*x", wrap={text: 1}),
        lambda text: LOGISTIC.iterate(3, at={text: 1}),
        lambda text: LOGISTIC.sweep(r=3.9, measure=text),
        lambda text: LOGISTIC.sweep(r=3.9, measure={"density": {text: 1}}),
        lambda text: LOGISTIC.sweep(r=3.9, measure={"density": {"of": text}}),
        lambda text: LOGISTIC.sweep(r=(3, 4, 5), start="follow", along=text),
        lambda text: LOGISTIC.survival("x < 2", r=4.5, box={text: (0, 1)}),
        lambda text: HENON.basins(x=(-2, 2, 4), y=0, into={text: "x > 1"}),
        lambda text: HENON.basins(x=(-2, 2, 4), y=0, into={"a": text}),
        lambda text: chaos.isa_select(text),
    ],
)
def test_text_that_the_library_can_not_take(call, text):
    with pytest.raises((ValueError, TypeError), match=re.escape(repr(text)[1:-1])) as raised:
        call(text)
    assert type(raised.value) in (ValueError, TypeError)


def test_words_that_were_probably_meant():
    with pytest.raises(ValueError, match=r"^there is no measure 'densty' \(did you mean 'density'\?\)$"):
        LOGISTIC.sweep(r=(3, 4, 5), measure="densty")
    with pytest.raises(TypeError, match="^r must be real numbers, got 'x'$"):
        LOGISTIC.iterate(3, r="x")
