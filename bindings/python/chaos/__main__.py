# SPDX-License-Identifier: MIT
from ._programs import module

module()
