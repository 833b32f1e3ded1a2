# SPDX-License-Identifier: MIT
"""Names of files, and what is said of a file that is damaged."""

from __future__ import annotations

import contextlib
import errno
import os

from ._support import short


def is_path(value):
    return isinstance(value, (str, bytes, os.PathLike))


def path_name(path, what="path", is_="the name of a file"):
    """It as a str, if a file can have that name."""
    if not is_path(path):
        raise TypeError(f"{what} must be {is_}, a str or a path, got {short(repr(path))}")
    name = os.fsdecode(path)
    with contextlib.suppress(UnicodeEncodeError):
        if name and b"\0" not in os.fsencode(name):
            return name
    raise ValueError(f"{what} must be {is_}, got {short(repr(name))}")


def _refuse(path, error):
    """Raises the error that names the file."""
    if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):  # that one is a place outside of the file
        raise OSError(error.errno, error.strerror, path) from None
    if isinstance(error, MemoryError):
        raise MemoryError(f"{path}: {error}") from error
    raise ValueError(f"{path} is cut off, damaged or something else: {error}") from error


@contextlib.contextmanager
def reading(path):
    """Whatever goes wrong while bytes become numbers is the file's fault."""
    try:
        yield
    except Exception as error:
        _refuse(path, error)


@contextlib.contextmanager
def understanding(path):
    """Numbers and words of a file are taken as what they should be."""
    try:
        yield
    except (AttributeError, KeyError, IndexError, TypeError) as error:
        raise ValueError(f"{path} does not have what its recipe says: {error}") from error
    except (UnicodeDecodeError, OSError, MemoryError, RecursionError) as error:
        _refuse(path, error)
    except (ValueError, ArithmeticError) as error:
        if str(error).startswith(path):
            raise
        raise ValueError(f"{path}: {error}") from error
