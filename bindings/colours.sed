# colours.sed - colours.inc as a module of Python's: names with tuples of "#RRGGBB".
#
# SPDX-License-Identifier: MIT
1i\
# Made from bindings/colours.inc.
/^\/\*.*\*\/$/d
/^\/\*/,/\*\/$/d
s/^COLOUR(\([A-Z]*\), *\(.*\))$/\1 = \2/
s/^PALETTE(\([A-Z]*\),/\1 = (/
s/0x\([0-9A-F]\{6\}\)/"#\1"/g
