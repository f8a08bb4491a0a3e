"""Counts primes below {"limit": 2000000}, saves what it has after each block, and goes on from there after a failure."""

import os

BLOCK = 50_000


def handler(event, context):
    event = event or {}
    limit, dies_at = event.get("limit", 2_000_000), event.get("dies_at")
    last = context.last_checkpoint or {"below": 0, "primes": 0, "started_at": []}
    below, primes = last["below"], last["primes"]
    started_at = last["started_at"] + [below]
    print(f"attempt {context.attempt} begins at {below}")

    small = [n for n in range(2, int(limit**0.5) + 1) if all(n % d for d in range(2, int(n**0.5) + 1))]
    while below < limit:
        end = min(below + BLOCK, limit)
        primes += count(below, end, small)
        below = end
        context.checkpoint({"below": below, "primes": primes, "started_at": started_at})
        context.progress(below / limit, f"{primes} primes below {below}")
        if dies_at and below >= dies_at and len(started_at) == 1:
            os.abort()
    return {"primes": primes, "below": limit, "started_at": started_at}


def count(start, end, small):
    """The sieve of Eratosthenes over one block."""
    sieve = bytearray([1]) * (end - start)
    for n in range(start, min(2, end)):
        sieve[n - start] = 0
    for prime in small:
        first = max(prime * prime, -(-start // prime) * prime)
        for multiple in range(first, end, prime):
            sieve[multiple - start] = 0
    return sum(sieve)
