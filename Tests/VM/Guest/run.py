"""Runs the cases of one group, one line each; 0 when all held.

    run.py GROUP          the functions of GROUP_cases.py, in their order
    run.py GROUP.CASE     one of them
    run.py PROGRAM        main() of PROGRAM.py, which has no cases and judges by itself
"""

import importlib
import inspect
import pathlib
import subprocess
import sys
import time
import traceback

from stage import Stage

LOG_LINES = 30


def run(name, case):
    stage = Stage()
    began = time.monotonic()
    try:
        case(stage)
        stage.finish()
        passed = time.monotonic() - began
        print(f"ok      {name} ({passed:.1f} s: {', '.join(stage.notes)})", flush=True)
        return True
    except Exception as error:  # the next case is worth running all the same
        print(f"FAILED  {name}: {error}", flush=True)
        if not isinstance(error, AssertionError):
            traceback.print_exc()
        if stage.notes:
            print(f"        before that: {', '.join(stage.notes)}")
        if stage.box and stage.box.process:
            lines = stage.box.log().splitlines()[-LOG_LINES:]
            print("\n".join(f"        {line}" for line in lines), flush=True)
        return False
    finally:
        stage.clear()


def main():
    group, _, only = sys.argv[1].partition(".")
    if not (pathlib.Path(__file__).parent / f"{group}_cases.py").exists():
        sys.exit(importlib.import_module(group).main())
    module = importlib.import_module(f"{group}_cases")
    cases = [(name, case) for name, case in vars(module).items()
             if inspect.isfunction(case) and case.__module__ == module.__name__
             and not name.startswith("_") and only in ("", name)]
    results = [run(name, case) for name, case in cases]
    kernel = subprocess.run(["dmesg", "--level=emerg,alert,crit"], capture_output=True, text=True)
    if kernel.stdout.strip():
        print(f"the kernel complains:\n{kernel.stdout}")
    print(f"{sum(results)} of {len(results)} held", flush=True)
    sys.exit(0 if results and all(results) else 1)


if __name__ == "__main__":
    main()
