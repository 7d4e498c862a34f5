"""The demo organization of a first start, and a live incident to watch: `python -m chalicelib.local.demo --live`."""

import argparse
import json
import os
import secrets
import sys
import time
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path
from typing import Any

SLUG = "demo-org"
EMAIL = "admin@demo.example"
PASSWORD_FILE = "demo-password"  # noqa: S105 - where it is, not what it is
