"""Runs the emulator so that its Lambda workers are bare interpreters: a function sees its own zips and nothing else."""

import os
import runpy
import sys
from pathlib import Path

bare = Path(os.environ["BARE_PYTHON"])
bare.write_text(f'#!/bin/sh\nexec {getattr(sys, "_base_executable", sys.executable)} -I -S "$@"\n')
bare.chmod(0o755)
sys.executable = str(bare)

runpy.run_module("ministack", run_name="__main__")
