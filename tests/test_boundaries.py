"""What a process that serves pages must never load."""

from __future__ import annotations

import importlib
import json
import pkgutil
import subprocess
import sys

import lossviz

MODULES = sorted(module.name for module in pkgutil.walk_packages(lossviz.__path__, "lossviz."))
MODULES.remove("lossviz.keras_losses")  # is for processes that use Keras anyway, and imported by no other module

SCRIPT = """
import importlib, json, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_importing_lossviz_loads_neither_tensorflow_nor_keras_nor_streamlit():
    assert {"lossviz.engine.engine", "lossviz.analysis.evaluation", "lossviz.losses.regression"} <= set(MODULES)
    # A process of its own: here other tests have loaded everything already.
    command = [sys.executable, "-c", SCRIPT, *MODULES]
    loaded = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    assert "numpy" in loaded
    assert {"tensorflow", "keras", "streamlit"}.isdisjoint(loaded)


def test_everything_that_make_runs_beside_the_tests_can_be_imported():
    for name in ("tests.benchmarks.__main__", "docs.generate", "docs.screenshot"):
        importlib.import_module(name)
