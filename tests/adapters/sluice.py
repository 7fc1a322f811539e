"""Runs the tests of wasi-testsuite with Sluice: run-tests -r tests/adapters/sluice.py

SLUICE is the command to run, with options if need be; "sluice" by default.
"""

import atexit
import os
import shlex
import shutil
import subprocess
import tempfile
from typing import Dict, List, Optional, Tuple

SLUICE = shlex.split(os.environ.get("SLUICE", "sluice"), posix=os.name != "nt")

# What a test's proposal asks the host for.
PROPOSAL_KEYS = {"http": "http", "sockets": "inherit-network"}


def get_name() -> str:
    return "sluice"


def get_version() -> str:
    output = subprocess.run(SLUICE + ["--version"], encoding="utf-8", capture_output=True, check=True).stdout
    return output.split()[1].partition("+")[0]


def get_wasi_versions() -> List[str]:
    return ["wasm32-wasip1", "wasm32-wasip3"]


def get_wasi_worlds() -> List[str]:
    return ["wasi:cli/command", "wasi:http/service"]


# .NET takes a while to start when the runner keeps all cores busy.
def get_timeout_seconds() -> float:
    return 30.0


def fresh_copy(root: str) -> str:
    """The suite's clean-up keeps the symbolic links that tests make, which other tests then stumble over: each gets its own copy."""
    folder = tempfile.mkdtemp(prefix="sluice-wasi-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    copy = os.path.join(folder, os.path.basename(os.path.normpath(root)))
    shutil.copytree(root, copy, symlinks=True, ignore=shutil.ignore_patterns("*.cleanup"))
    return copy


def compute_argv(
    test_path: str,
    args_env_root: Tuple[List[str], Dict[str, str], Optional[str]],
    proposals: List[str],
    wasi_world: str,
    wasi_version: str,
) -> List[str]:
    args, env, root = args_env_root
    serves = wasi_world == "wasi:http/service"
    argv = SLUICE + (["serve", "--addr", "127.0.0.1:0"] if serves else ["run"])
    for name, value in env.items():
        argv += ["--env", f"{name}={value}"]
    if root:
        argv += ["--dir", f"{fresh_copy(root)}::/"]
    keys = [PROPOSAL_KEYS[proposal] for proposal in proposals]
    if keys:
        argv += ["-S", ",".join(keys)]
    return argv + [str(test_path)] + list(args)
