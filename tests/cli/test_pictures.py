"""Pictures: what is where, and in which colour."""
import re
import struct
from xml.etree import ElementTree

import numpy
import pytest

from readers import png, png_rows

pytestmark = pytest.mark.usefixtures("cairo")

ESCAPED = (204, 204, 204)
LEFT, TOP = 170, 100  # of the first panel
WIDTH, HEIGHT = 1720, 800


def maps(sweep):
    return [line.split()[0] for line in sweep("--list").splitlines()]


def is_colour(pixels, colour):
    return (pixels == numpy.array(colour, numpy.uint8)).all(axis=-1)


def colours(image):
    """How many."""
    red, green, blue = image.astype(int).reshape(-1, 3).T
    return numpy.count_nonzero(numpy.bincount(red << 16 | green << 8 | blue))


def test_own_picture_of_every_map(sweep, tmp_path):
    for name in maps(sweep):
        sweep(name, "-o", f"{name}.png", "--steps=50", "--transient=50")
        image = png(tmp_path / f"{name}.png")
        assert image.shape[0] > 600 and image.shape[1] > 1000
        assert is_colour(image[:5], (255, 255, 255)).all(), "a white margin"
        assert colours(image) > 50


def test_bifurcation_diagram(sweep, tmp_path):
    """Two panels on one axis; the last fifth of it escapes."""
    sweep("logistic", "r=3:4.25:125", "-o", "a.png", "--steps=3000")
    image = png(tmp_path / "a.png")
    assert image.shape == (1440, 1940, 3)
    density = image[TOP:TOP + HEIGHT, LEFT:LEFT + WIDTH]
    exponents = image[TOP + HEIGHT + 30:-130, LEFT:LEFT + WIDTH]
    edge = WIDTH * 100 // 125  # of the first escaped point's cell
    for panel in (density, exponents):
        assert is_colour(panel[:, edge + 1:], ESCAPED).mean() > 0.99  # all but the line of zero
        assert not is_colour(panel[5:-5, :edge - 1], ESCAPED).any()
    # One fixed point, 1 - 1/r, until r = 3: one dark bin in the first column.
    dark = numpy.flatnonzero(density[:, 3, :].sum(axis=1) < 600)
    assert abs((HEIGHT - dark.mean()) / HEIGHT - 2 / 3) < 0.02
    # At r = 4 the density reaches from 0 to 1.
    last = density[:, edge - 3].astype(int).sum(axis=1)
    assert (last < 765).mean() > 0.9
    # Exponents: red above zero on the right, blue below on the left.
    red = (exponents[..., 0].astype(int) - exponents[..., 2]) > 60
    blue = (exponents[..., 2].astype(int) - exponents[..., 0]) > 60
    assert red[:, edge // 2:].sum() > 20 * red[:, :edge // 3].sum()
    assert blue[:, :edge // 3].sum() > 200
    rows = numpy.arange(exponents.shape[0])[:, None]
    assert (red * rows).sum() / red.sum() < (blue * rows).sum() / blue.sum()


def test_equal_densities_have_one_shade(sweep, tmp_path):
    """Two bins with half of the orbit each, in 300 columns that share pixels."""
    sweep("logistic", "r=3.3:3.4:300", "--measure=density:bins=5", "-o", "a.png")
    density = png(tmp_path / "a.png")[TOP:TOP + HEIGHT, LEFT:LEFT + WIDTH]
    for x in (0.5, 0.9):
        assert colours(density[int((1 - x) * HEIGHT), 2:-2]) == 1


def test_a_cycle_is_seen(sweep, tmp_path):
    """Seven bins of 1200 x 1200 are dark spots."""
    sweep("henon", "a=1.25", "--measure=density:of=x,y:steps=7000", "-o", "a.png")
    panel = png(tmp_path / "a.png")[TOP:TOP + 1200, LEFT:LEFT + 1200].astype(int).sum(axis=2)
    assert (panel < 400).sum() == (panel < 765).sum() == 7 * 49


def test_field(sweep, tmp_path):
    """The exponent over two axes: first across, second up; 4 x 3 cells of 300 x 400 pixels."""
    sweep("henon", "a=0.1,0.9,1.4,3", "b=0.1,0.2,0.3", "-o", "a.png", "--steps=2000", "--measure=lyapunov")
    image = png(tmp_path / "a.png").astype(int)

    def cell(column, row):
        # Cells end halfway between values: the middle of a value's own is its own.
        xs = numpy.array([0.1, 0.9, 1.4, 3])
        edges = numpy.concatenate([[-0.3], (xs[1:] + xs[:-1]) / 2, [3.8]])
        x = (edges[column] + edges[column + 1]) / 2
        part = (x - edges[0]) / (edges[-1] - edges[0])
        return image[TOP + 1200 - 400 * row - 200, LEFT + int(1200 * part)]

    for row in range(3):
        assert tuple(cell(3, row)) == ESCAPED
        red, _, blue = cell(0, row)
        assert blue > red + 20, "regular is cool"
    red, _, blue = cell(2, 2)
    assert red > blue + 20, "the textbook's attractor is warm"


def test_zero_is_not_the_colour_of_escape(sweep, tmp_path):
    """Regular orbits have exponent 0, up to ln(steps)/steps; white it is."""
    sweep("standard", "k=0,0.001", "theta=1:2:2", "-o", "a.png", "--steps=100000", "--measure=lyapunov")
    image = png(tmp_path / "a.png")
    middle = image[TOP + 300, LEFT + 300]
    assert not is_colour(middle, ESCAPED) and middle.min() > 225


def test_periods_are_categories(sweep, tmp_path):
    sweep("logistic", "r=2.8,3.2", "x=0.3,0.4", "--measure=period", "-o", "a.png")
    image = png(tmp_path / "a.png")
    one, two = image[TOP + 600, LEFT + 300], image[TOP + 600, LEFT + 900]
    assert tuple(one) == (0, 0x72, 0xB2) and tuple(two) == (0xE6, 0x9F, 0)


def test_periods_of_forced_maps_have_colours_of_their_own(sweep, tmp_path):
    """4, 8, 12 and 16: not by their number, of which 4 and 16 have one colour."""
    for file in ("a.png", "a.npz"):
        sweep("x' = (n mod 4 < 2 ? a : b)*x*(1-x)", "a=3.2:4:60", "b=3.2:4:60", "--measure=period:forcing_period=4", "-o", file)
    panel, found = png(tmp_path / "a.png")[TOP:TOP + 1200, LEFT:LEFT + 1200], numpy.load(tmp_path / "a.npz")["period"]
    cells = panel[::-1][10::20, 10::20].swapaxes(0, 1)
    shades = [{tuple(rgb) for rgb in cells[found == period]} for period in (4, 8, 12, 16)]
    assert [len(shade) for shade in shades] == [1, 1, 1, 1] and len(set.union(*shades)) == 4
    assert shades[0] == {(0, 0x72, 0xB2)}


def test_a_panel_shows_its_own_status(sweep, tmp_path):
    """In the chaotic sea the standard map has no rotation number, which is said of that alone."""
    sweep("standard", "k=0.2,7", "--measure=final:of=theta,rotation:of=theta", "-o", "a.png")
    image = png(tmp_path / "a.png")
    final, exponent = (image[top:top + 380, LEFT:LEFT + WIDTH] for top in (TOP, TOP + 410))
    hatched = [is_colour(panel[:, WIDTH // 2 + 5:-5], (64, 64, 64)).sum() for panel in (final, exponent)]
    assert hatched[0] == 0 and hatched[1] > 1000


def test_what_random_starts_do_not_tell_is_hatched(sweep, tmp_path):
    """One point of 51 has a rate, and no neighbour that a line would come from: it is a dot."""
    sweep("x' = (abs(a) < 0.01 ? 2*x : x) mod 1", "a=-1:1:51", "--measure=survival:region=x<0.5:steps=100", "--starts=5000",
          "--box=x=0:1", "-o", "a.png")
    panel = png(tmp_path / "a.png")[TOP:TOP + 380, LEFT:LEFT + WIDTH]
    hatched, cell = is_colour(panel, (64, 64, 64)).any(axis=0), WIDTH // 51
    assert hatched[:25 * cell - 2].all() and not hatched[25 * cell + 25:26 * cell].any()
    assert is_colour(panel, (0, 0x72, 0xB2)).sum() > 40 and not is_colour(panel, ESCAPED).any()


def test_no_point_is_dropped(sweep, tmp_path):
    """One escaped point of 17,000, ten to a pixel, still leaves its trace."""
    values = [f"{2 + i * 1e-4:.4f}" for i in range(17200)]
    values[8605] = "2.86055"
    sweep("logistic", "r=" + ",".join(values[:8605]) + ",1e6," + "1000001,1000002", "-o", "a.png", "--steps=10",
          "--measure=lyapunov")
    image = png(tmp_path / "a.png")
    assert is_colour(image[TOP + 100, LEFT:LEFT + WIDTH], ESCAPED).any()


def ticks(row):
    """Where a line of a few dark pixels stands."""
    dark = numpy.flatnonzero(row.max(axis=1) < 100)
    return dark[numpy.diff(dark, prepend=-9) > 1]


def test_ensembles_at_chosen_times(sweep, tmp_path):
    """Halved with each iterate: a density is in the lower half of the one before, and so are the moments."""
    start = ["x' = x/2", "--starts=2000", "--box=x=0:1", "--transient=0"]
    sweep(*start, "--measure=density:times=0,1,2:range=0,1", "-o", "a.png")
    plane = png(tmp_path / "a.png")[TOP : TOP + HEIGHT, LEFT : LEFT + WIDTH].astype(int)
    dark = [(plane[:, int((k + 0.5) * WIDTH / 3)].sum(axis=-1) < 600).nonzero()[0] for k in range(3)]
    for k, rows in enumerate(dark):
        assert rows.max() > HEIGHT - 5 and abs(HEIGHT - rows.min() - HEIGHT / 2**k) < 5
    sweep(*start, "--measure=moments:times=0,1,2", "-o", "b.svg")
    sweep("henon", "--starts=500", "--box=x=0:0.1,y=0:0.1", "--measure=density:times=0,10,20,40,100:of=x,y", "--transient=0", "-o", "c.png")
    assert colours(png(tmp_path / "c.png")) > 20
    with pytest.raises(AssertionError, match="can't be drawn at chosen times over an axis"):
        sweep("logistic", "r=3:4:9", "--starts=9", "--measure=density:times=1,2", "-o", "d.png")


def test_one_value_is_no_interval(sweep, tmp_path):
    sweep("logistic", "r=3.9:3.9:1", "-o", "a.png", "--steps=100")
    image = png(tmp_path / "a.png")
    for bottom in (TOP + HEIGHT, image.shape[0] - 130):
        [tick] = ticks(image[bottom + 8, LEFT - 20:])
        assert abs(tick + LEFT - 20 - (LEFT + WIDTH / 2)) < 3


@pytest.mark.parametrize("arguments", [
    ["logistic", "r=3.9:3.9000000001:200", "--measure=density,lyapunov"],
    ["henon", "a=1.4:1.4000000002:9", "b=0:1e-9:9", "--measure=final"],
    ["x' = x + 1e-12*r", "r=0:1:30", "x=123.5", "--measure=final"],
    ["henon", "a=1:1.2:9", "--measure=final,moments"],
], ids=" ".join)
def test_numbers_and_names_are_not_cut_off(sweep, tmp_path, arguments):
    sweep(*arguments, "--steps=1000", "-o", "a.png")
    image = png(tmp_path / "a.png")
    for margin in (image[:, :3], image[:, -3:], image[-3:]):
        assert (margin == 255).all()


def test_long_labels_keep_to_their_panels(sweep, tmp_path):
    """Between panels nothing is written, nor at the left edge, however long the numbers are."""
    sweep("logistic", "r=2.9:4:100", "--measure=wba,fli,megno", "-o", "a.png")
    image = png(tmp_path / "a.png")
    for k in (1, 2):
        gap = image[TOP + 410 * k - 17:TOP + 410 * k - 2, :LEFT - 60]
        assert (gap == 255).all()
    assert (image[:, :3] == 255).all()


@pytest.mark.parametrize("names", [4, 14])
def test_titles_keep_to_the_panel(sweep, tmp_path, names):
    """And not to its colour bar's label or the page's end."""
    given = [f"p{i}" for i in range(names)]
    sweep(f"x' = a*x + b + 0*({'+'.join(given)})", "a=0:1:4", "b=0:1:4", *(f"{name}=0.123456" for name in given), "--measure=final",
          "-o", "a.png")
    image = png(tmp_path / "a.png")
    assert is_colour(image[:50, LEFT + 1200:], (255, 255, 255)).all()


def test_an_axis_of_one_start(sweep, tmp_path):
    """Its one number is 0, as it stands."""
    sweep("logistic", "r=3:4:30", "--starts=1", "--measure=lyapunov", "-o", "a.svg", "--steps=100")
    sweep("logistic", "r=3:4:30", "--starts=1", "--measure=lyapunov", "-o", "a.png", "--steps=100")
    image = png(tmp_path / "a.png")
    assert (image[:, :3] == 255).all()
    numbers = image[TOP + 300:-400, LEFT - 12 - 10 - 80:LEFT - 13]
    width = numpy.flatnonzero((numbers < 128).all(axis=2).any(axis=0))
    assert 10 < numpy.ptp(width) < 30


def test_small_numbers_on_a_logarithmic_scale(sweep, tmp_path):
    """Distances from 1e-15 to 1: on tori few, in the sea many."""
    said = ["standard", "p=-3.14:3.14:60", "k=0.97", "--measure=reversibility_error:steps=300"]
    sweep(*said, "-o", "a.png")
    panel = png(tmp_path / "a.png")[TOP + 5:TOP + 375, LEFT + 5:LEFT + WIDTH - 5]
    rows = numpy.flatnonzero((panel.max(axis=2) - panel.min(axis=2).astype(int) > 60).any(axis=1))
    assert rows[0] < 40 and rows[-1] > 330, "the line fills its panel"
    sweep(*said, "theta=0:6:40", "-o", "b.png")
    field = png(tmp_path / "b.png")[TOP + 5:TOP + 1000, LEFT + 5:LEFT + 1000]
    assert colours(field) > 30
    sweep("cat", "x=0,0.25,0.5", "y=0", "--measure=reversibility_error", "-o", "c.png")  # of zeros alone


OPEN_TENT = "--measure=survival:region=abs(x-0.5)<=0.5"


@pytest.mark.parametrize("arguments", [
    ["tent", "mu=2.5", "--starts=5000", f"{OPEN_TENT}:steps=30"],
    ["x' = x + v; v' = v", "x=0", "--starts=5000", "--box=v=0:1", "--measure=survival:region=x<1"],
    ["henon", "--measure=correlation_dimension:steps=5000:kept=300"],
    ["henon", "--measure=box_dimension:steps=20000"],
], ids=" ".join)
def test_curves_have_the_law_that_was_found(sweep, tmp_path, arguments):
    """A red line of dashes, from left to right, and its numbers."""
    sweep(*arguments, "-o", "a.png")
    panel = png(tmp_path / "a.png")[TOP + 5:TOP + 560, LEFT + 5:LEFT + WIDTH - 5]
    red = (abs(panel.astype(int) - (0xC0, 0x22, 0x1B)).max(axis=-1) < 60).any(axis=0)
    assert red.sum() > 150 and numpy.ptp(numpy.flatnonzero(red)) > 400


def test_curves_without_a_law_have_no_line(sweep, tmp_path):
    sweep("tent", "mu=1.5", "--starts=100", f"{OPEN_TENT}:steps=30", "-o", "a.png")
    assert not (abs(png(tmp_path / "a.png").astype(int) - (0xC0, 0x22, 0x1B)).max(axis=-1) < 60).any()


def test_return_times_are_no_chosen_times(run):
    result = run("logistic", "r=3.9", "--measure=recurrence:region=x<0.5:times=9", "-o", "a.png")
    assert result.returncode == 2 and "recurrence can't be drawn at one point" in result.stderr


def test_an_empty_panel_says_why(sweep, tmp_path):
    sweep("logistic", "r=3:4:9", "--measure=escape", "-o", "a.png", "--steps=100")
    middle = png(tmp_path / "a.png")[TOP + 5:TOP + 375, LEFT + 5:LEFT + WIDTH - 5]
    assert (middle.max(axis=2) < 100).sum() > 300


@pytest.mark.parametrize("arguments", [
    ["logistic", "r=3.9", "--measure=orbit:steps=50"],
    ["logistic", "r=3.9", "--measure=density:steps=5000"],
    ["henon", "--measure=density:of=x,y:steps=50000,orbit:steps=40"],
    ["henon", "--measure=orbit:steps=3000"],
    ["logistic_ring", "N=30", "--measure=orbit:steps=60"],
    ["logistic", "r=3:4:40", "--measure=orbit:steps=100"],
    ["logistic", "r=4:3:40", "--steps=50"],
    ["logistic", "r=3.7:3.7:1", "--steps=50"],
    ["logistic", "r=5:6:9", "--steps=50", "--measure=density,lyapunov,period,final,moments,escape"],
    ["henon", "a=1:1.4:30", "--measure=final,moments,period,lyapunov:count=2", "--steps=100"],
    ["circle", "omega=0:1:30", "--measure=rotation", "--steps=100"],
    ["circle", "omega=0:1:20", "k=0:2:30", "--measure=rotation,final,moments,period,escape", "--steps=100"],
    ["logistic", "r=3.9:6:20", "x=0:1:20", "--measure=escape", "--steps=100"],
    ["henon", "a=5:6:4", "b=1:2:3", "--measure=lyapunov,period,escape,final", "--steps=100"],
    ["logistic", "--steps=20", "x=0.3"],
    ["circle", "k=0.9", "--steps=100"],
], ids=" ".join)
@pytest.mark.parametrize("ending", ["png", "svg"])
def test_every_kind_of_panel(sweep, tmp_path, arguments, ending):
    sweep(*arguments, "-o", f"a.{ending}")
    if ending == "png":
        rows = png_rows(tmp_path / "a.png")
        assert numpy.count_nonzero(numpy.bincount(rows.ravel())) > 10
    else:
        text = (tmp_path / "a.svg").read_text()
        assert text.startswith("<?xml") and ElementTree.fromstring(text.encode()).tag.endswith("svg")
        assert not re.search(r'="-?(nan|inf)', text), "a coordinate that is no number"


def test_pdf(sweep, tmp_path):
    sweep("logistic", "r=3:4:20", "-o", "a.pdf", "--steps=100")
    data = (tmp_path / "a.pdf").read_bytes()
    assert data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF")


@pytest.mark.parametrize("r", ["3:3:2", "3:3.0000000000000004:3", "3,3.5,3.5"])
def test_axes_whose_values_do_not_follow_each_other(run, r):
    result = run("logistic", f"r={r}", "-o", "a.png")
    assert result.returncode == 2
    assert result.stderr == "chaos-sweep: -o a.png: the values of r must rise or fall from one to the next\n"


CUBIC = ["x' = p + r*x - x^3", "r=1.8", "p=-0.4:0.4:81"]
UP, DOWN, HYSTERESIS = (0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00), (0xFD, 0xF5, 0xD3)


def about(image, colour):
    """How many pixels are of that colour, or nearly."""
    return (abs(image.astype(int) - colour).max(axis=-1) < 40).sum()


@pytest.mark.parametrize("measure", ["density", "orbit", "final", "lyapunov"])
def test_both_directions_over_an_axis(sweep, tmp_path, measure):
    """Where there is one direction alone it shows in its colour, beside the legend's; hysteresis is between the folds."""
    sweep(*CUBIC, f"--measure={measure}", "--start=both", "-o", "a.png")
    image = png(tmp_path / "a.png")
    assert min(about(image, UP), about(image, DOWN)) > 1300
    tinted = (image == numpy.array(HYSTERESIS, numpy.uint8)).all(axis=-1)
    first, last = numpy.flatnonzero(tinted[:300].any(axis=0))[[0, -1]]
    assert abs(first - (LEFT + WIDTH * (-0.275 + 0.4) / 0.8)) < 15 and abs(last - (LEFT + WIDTH * (0.275 + 0.4) / 0.8)) < 15


def test_both_directions_over_two_axes(sweep, tmp_path):
    """Two panels."""
    said = [CUBIC[0], "p=-0.4:0.4:9", "r=1.2:1.8:9", "--along=p", "--measure=final"]
    sweep(*said, "--start=both", "-o", "a.png")
    sweep(*said, "--start=follow", "-o", "b.png")
    both, alone = (struct.unpack(">II", (tmp_path / name).read_bytes()[16:24]) for name in ("a.png", "b.png"))  # width, height
    assert both[1] > 1.9 * alone[1] and both[0] == alone[0]
