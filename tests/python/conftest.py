import signal

import pytest

import chaos

# A job in the background ignores Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def logistic():
    return chaos.maps["logistic"]


@pytest.fixture
def henon():
    return chaos.maps["henon"]


@pytest.fixture(params=list(chaos.maps))
def any_map(request):
    return chaos.maps[request.param]


def pytest_report_header():
    return f"chaos {chaos.__version__}, {chaos.isa_name()} of {' '.join(chaos.isa_names())}, {chaos.__file__}"
