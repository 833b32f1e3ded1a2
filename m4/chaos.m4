dnl CHAOS_CHECK_CFLAGS(VARIABLE, FLAGS, [required])
dnl Puts those of FLAGS that the compiler takes without a complaint into VARIABLE.
AC_DEFUN([CHAOS_CHECK_CFLAGS], [
  $1=
  for flag in $2; do
    AC_MSG_CHECKING([whether $CC takes $flag])
    chaos_save_CFLAGS=$CFLAGS
    CFLAGS="-Werror $flag"
    AC_COMPILE_IFELSE([AC_LANG_PROGRAM([], [])],
      [AC_MSG_RESULT([yes]); $1="$$1 $flag"],
      [AC_MSG_RESULT([no])
       m4_if([$3], [required], [AC_MSG_ERROR([this compiler can't do $flag])])])
    CFLAGS=$chaos_save_CFLAGS
  done
  AC_SUBST([$1])
])

dnl CHAOS_ISA(NAME, FLAGS): the flags that kernels for it take, if $isas has some.
AC_DEFUN([CHAOS_ISA], [
  AS_CASE([" $isas "], [*" m4_tolower([$1]) "*], [CHAOS_CHECK_CFLAGS([$1_CFLAGS], [$2], [required])])
  AC_SUBST([$1_CFLAGS])
  AC_DEFINE([CHAOS_$1_FLAGS], ["$2"], [what the compiler is told for $1])
])

dnl CHAOS_LIB_M: sets LIBM.
AC_DEFUN([CHAOS_LIB_M], [
  LIBM=
  chaos_save_LIBS=$LIBS
  AC_CHECK_LIB([m], [fesetenv], [LIBM=-lm])
  LIBS=$chaos_save_LIBS
  AC_SUBST([LIBM])
])

dnl CHAOS_PYTHON_EMBED: headers of $PYTHON, and where its modules are installed.
dnl The directory variable has "exec" in its name so that automake installs
dnl the module with the libraries, after libchaos itself.
AC_DEFUN([CHAOS_PYTHON_EMBED], [
  AC_MSG_CHECKING([for CPython's headers])
  PYTHON_CPPFLAGS="-I`$PYTHON -c 'import sysconfig; print(sysconfig.get_path("include"))'`"
  chaos_save_CPPFLAGS=$CPPFLAGS
  CPPFLAGS="$CPPFLAGS $PYTHON_CPPFLAGS"
  AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[#include <Python.h>]], [])],
    [AC_MSG_RESULT([$PYTHON_CPPFLAGS])],
    [AC_MSG_RESULT([no])
     AC_MSG_ERROR([CPython's headers are not there (Debian: python3-dev); say --without-python to build without them])])
  CPPFLAGS=$chaos_save_CPPFLAGS
  AC_SUBST([PYTHON_CPPFLAGS])
  # One module for all versions, or of a free-threaded interpreter its own, as module.h has it.
  chaos_module=_chaos`$PYTHON -c 'from sysconfig import get_config_var as of
print(of("EXT_SUFFIX") if of("Py_GIL_DISABLED") else ".abi3.so")'`
  AC_SUBST([chaos_module])
  # Where this interpreter looks, if that is under our prefix; Debian's looks
  # in dist-packages, which only it knows. Else the conventional place.
  AS_VAR_IF([prefix], [NONE], [chaos_prefix=$ac_default_prefix], [chaos_prefix=$prefix])
  chaos_platlib=`$PYTHON -c 'import sys, sysconfig
schemes = sysconfig.get_default_scheme(), "deb_system"
paths = [[sysconfig.get_path("platlib", s) for s in schemes if s in sysconfig.get_scheme_names()]]
print(next(("${prefix}" + p[[len(sys.argv[1]):]] for p in paths if p.startswith(sys.argv[[1]] + "/lib")), ""))' "$chaos_prefix"`
  AS_IF([test -n "$chaos_platlib"],
    [chaosexecdir=$chaos_platlib/chaos chaos_pythonpath=],
    [chaosexecdir="\${libdir}/python$PYTHON_VERSION/site-packages/chaos"
     chaos_pythonpath=", needs PYTHONPATH"])
  AC_SUBST([chaosexecdir])
])
