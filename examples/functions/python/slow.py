"""Takes its time ({"seconds": 3}) and says so: for --follow, cancel and timeouts."""

import time


def handler(event, context):
    seconds = (event or {}).get("seconds", 3)
    deadline = time.monotonic() + seconds
    step = 0
    while (left := deadline - time.monotonic()) > 0:
        step += 1
        print(f"step {step}, {left:.1f} s to go", flush=True)
        time.sleep(min(0.5, left))
    return {"slept": seconds, "steps": step}
