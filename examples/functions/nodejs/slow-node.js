// Takes its time ({"seconds": 3}) and says so: for --follow, cancel and timeouts.
const { setTimeout: sleep } = require('node:timers/promises');

exports.handler = async (event, context) => {
  const seconds = event?.seconds ?? 3;
  const deadline = performance.now() + seconds * 1000;
  let step = 0;
  for (let left; (left = deadline - performance.now()) > 0;) {
    step += 1;
    console.log(`step ${step}, ${(left / 1000).toFixed(1)} s to go`);
    await sleep(Math.min(500, Math.ceil(left)));
  }
  return { slept: seconds, steps: step };
};
