'use strict';
// The Node.js agent: turns an empty container into one function and calls it (hop 2 of docs/protocol.md).

const { Type, Connection, MAX_PAYLOAD } = require('./frames');
const { Output } = require('./output');
const { describe, retryAfterMs } = require('./failure');
const { load, encode } = require('./handler');
const { Requests } = require('./requests');

const RESULT_META = type => `{"content_type":"${type}"}`;

let output;
let requests;
let loaded = null;
let busy = false;
const waiting = [];

const connection = new Connection(process.env.FAAS_SOCKET || '/run/faas/agent.sock', hello, receive);

function hello() {
  output = new Output(connection);
  requests = new Requests(output);
  connection.send(Type.HELLO, 0n, JSON.stringify({
    protocol: 1, agent: process.env.FAAS_AGENT, runtime: 'nodejs', runtime_version: process.versions.node,
  }));
}

function receive(type, stream, meta, payload) {
  if (type === Type.KEPT) {
    requests.answered(stream, meta, payload);
  } else if (busy) {
    waiting.push([type, stream, meta, payload]);
  } else if (type === Type.INVOKE && loaded) {
    begin(stream);
    invoke(meta, payload);
  } else if (type === Type.INIT) {
    begin(stream);
    initialise(meta);
  } else if (type === Type.PING) {
    connection.send(Type.PONG, stream);
  } else if (type === Type.WELCOME) {
    requests.isKept = meta.checkpoints === true;
  } else {
    process.reallyExit(type === Type.GOODBYE ? 0 : 1);
  }
}

function begin(stream) {
  busy = true;
  output.open(stream);
}

function answer(type, meta, payload) {
  if (!busy) {
    return;
  }
  busy = false;
  requests.forget();
  output.answer(type, meta, payload);
  while (!busy && waiting.length > 0) {
    receive(...waiting.shift());
  }
}

async function initialise(init) {
  Object.assign(process.env, init.environment, { FAAS_FUNCTION: init.function, FAAS_VERSION: init.version });
  try {
    loaded = init.program ? require('./program').load(init, output) : await load(init, requests);
    loaded.encode = init.program ? result => result : encode;
    answer(Type.RESULT);
  } catch (error) {
    fail('init_error', error);
  }
}

function invoke(meta, payload) {
  try {
    const result = loaded.invoke(meta, payload);
    if (typeof result?.then === 'function') {
      result.then(succeed, error => fail('function_error', error));
    } else {
      succeed(result);
    }
  } catch (error) {
    fail('function_error', error);
  }
}

function succeed(result) {
  try {
    const [type, bytes] = loaded.encode(result);
    // A longer result is cut at what a frame holds, which is still more than any worker takes.
    answer(Type.RESULT, RESULT_META(type), bytes.subarray(0, MAX_PAYLOAD));
  } catch (error) {
    fail('function_error', error);
  }
}

function fail(kind, error, closing = false) {
  const { kind: actual, type, message, stack } = describe(kind, error);
  const retry_after_ms = retryAfterMs(error);
  answer(Type.ERROR, JSON.stringify({ kind: actual, type, message, closing, retry_after_ms }), Buffer.from(stack));
}

// The state of the process is unknown afterwards, so this sandbox serves nobody again.
function crash(name, error) {
  if (process.listenerCount(name) > 1) {
    return;
  }
  fail(loaded ? 'function_error' : 'init_error', error, true);
  process.reallyExit(1);
}

process.on('uncaughtException', error => crash('uncaughtException', error));
process.on('unhandledRejection', error => crash('unhandledRejection', error));
process.on('exit', code => {
  const meta = { kind: 'exited', type: 'process.exit', message: `exit status ${code}`, closing: true };
  answer(Type.ERROR, JSON.stringify(meta));
});
