"""The check-up of a loss: what is wrong with it, or right, each line with its evidence.

It looks at losses as training does: from outside, by what they cost and how steep they are. Of a written loss it also
follows the steps, so that it can tell the line. What it says of all predictions it has tried on some: how many is told.
"""

from lossviz.analysis.check_up.findings import KINDS, LEVELS, CheckUp, Finding, Level, Picture
from lossviz.analysis.check_up.looking import check_up

__all__ = ["KINDS", "LEVELS", "CheckUp", "Finding", "Level", "Picture", "check_up"]
