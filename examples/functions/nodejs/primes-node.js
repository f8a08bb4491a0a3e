// Counts primes below {"limit": 2000000}, saves what it has after each block, and goes on from there after a failure.
const BLOCK = 50_000;

exports.handler = async (event, context) => {
  const { limit = 2_000_000, dies_at: diesAt } = event ?? {};
  const last = await context.lastCheckpoint ?? { below: 0, primes: 0, started_at: [] };
  let { below, primes } = last;
  const startedAt = [...last.started_at, below];
  console.log(`attempt ${context.attempt} begins at ${below}`);

  const small = smallPrimes(Math.floor(Math.sqrt(limit)));
  while (below < limit) {
    const end = Math.min(below + BLOCK, limit);
    primes += count(below, end, small);
    below = end;
    await context.checkpoint({ below, primes, started_at: startedAt });
    context.progress(below / limit, `${primes} primes below ${below}`);
    if (diesAt && below >= diesAt && startedAt.length === 1) {
      process.abort();
    }
  }
  return { primes, below: limit, started_at: startedAt };
};

function smallPrimes(limit) {
  const primes = [];
  for (let n = 2; n <= limit; n += 1) {
    if (primes.every(prime => n % prime !== 0)) {
      primes.push(n);
    }
  }
  return primes;
}

// The sieve of Eratosthenes over one block.
function count(start, end, small) {
  const sieve = new Uint8Array(end - start).fill(1);
  sieve.fill(0, 0, Math.max(0, Math.min(2, end) - start));
  for (const prime of small) {
    for (let n = Math.max(prime * prime, Math.ceil(start / prime) * prime); n < end; n += prime) {
      sieve[n - start] = 0;
    }
  }
  return sieve.reduce((sum, isPrime) => sum + isPrime, 0);
}
