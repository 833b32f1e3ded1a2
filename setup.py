# SPDX-License-Identifier: MIT
"""pip install . : the package is what configure and make install make, with the library, chaos-sweep and
its siblings inside it. pyproject.toml has the rest.

CHAOS_CONFIGURE=... gives configure more arguments: --without-gsl, --with-isas=avx2; CC and CFLAGS are heard, too.
"""

import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.sdist import sdist

HERE = pathlib.Path(__file__).resolve().parent
VERSION = re.search(r"^AC_INIT\(\[libchaos\], \[([^]]*)", (HERE / "configure.ac").read_text(), re.M)[1]

# One module for all versions; a free-threaded Python has no limited API, and gets its own.
LIMITED = not sysconfig.get_config_var("Py_GIL_DISABLED")


def run(*command, cwd):
    try:
        subprocess.run([str(word) for word in command], cwd=cwd, check=True)
    except FileNotFoundError:
        sys.exit(f"{command[0]} is not there (Debian: build-essential autoconf automake libtool pkg-config libsleef-dev libgsl-dev)")
    except subprocess.CalledProcessError as error:
        sys.exit(f"{' '.join(error.cmd)}: failed, as said above")


def has_cairo():
    return shutil.which("pkg-config") and subprocess.run(["pkg-config", "--exists", "cairo"]).returncode == 0


def configured(folder):
    """The folder, with a Makefile in it. A prefix that the loader knows: no path of this machine goes into the library."""
    if not (HERE / "configure").exists():
        run("autoreconf", "-i", cwd=HERE)
    arguments = ["--prefix=/usr", "--disable-static", f"PYTHON={sys.executable}"]
    if not has_cairo():
        arguments.append("--without-cairo")
    arguments += shlex.split(os.environ.get("CHAOS_CONFIGURE", ""))
    folder = pathlib.Path(folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    recipe = folder / "arguments"
    if not recipe.exists() or recipe.read_text() != " ".join(arguments):
        run(HERE / "configure", "--quiet", *arguments, cwd=folder)
        recipe.write_text(" ".join(arguments))
    return folder


class Build(build_ext):
    def run(self):
        folder = configured(self.build_temp)
        stage = folder / "stage"
        shutil.rmtree(stage, ignore_errors=True)
        run("make", "-s", f"-j{len(os.sched_getaffinity(0))}", cwd=folder)
        run("make", "-s", "install-strip", f"DESTDIR={stage}", cwd=folder)
        self.outputs = []
        module = next(stage.rglob("_chaos.*.so"))
        for name in (module.name, "_colours.py", "_tables.pyi"):
            self.put(module.with_name(name), name)
        self.put(next(stage.rglob("libchaos.so.?")).resolve(), "lib/" + next(stage.rglob("libchaos.so.?")).name)
        for program in (stage / "usr/bin").iterdir():
            self.put(program, f"bin/{program.name}")

    def put(self, file, name):
        package = HERE / "bindings/python" if self.editable_mode or self.inplace else pathlib.Path(self.build_lib)
        target = package / "chaos" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)  # a program may be running
        shutil.copy2(file, target)
        self.outputs.append(str(target))

    def get_outputs(self):
        return self.outputs

    def get_output_mapping(self):
        return {}


class Source(sdist):
    def make_release_tree(self, base_dir, files):
        """What make dist packs, configure among it."""
        folder = configured(HERE / "build-pip/dist")
        run("make", "-s", "distdir", f"distdir={pathlib.Path(base_dir).resolve()}", cwd=folder)
        self.distribution.metadata.write_pkg_info(base_dir)


setup(
    version=VERSION,
    ext_modules=[Extension("chaos._chaos", [], py_limited_api=LIMITED)],
    cmdclass={"build_ext": Build, "sdist": Source},
    options={"build": {"build_base": "build-pip"}, "bdist_wheel": {"py_limited_api": "cp311" if LIMITED else False}},
)
