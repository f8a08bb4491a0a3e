'use strict';
// A program: started once per invocation, payload on stdin, result on stdout, logs on stderr.

const fs = require('fs');
const path = require('path');
const vm = require('vm');
const { isUtf8 } = require('buffer');
const { spawn } = require('child_process');
const { Failure } = require('./failure');
const { MAX_PAYLOAD } = require('./frames');

const CODE = process.env.FAAS_CODE || '/code';
const TAIL = 8 << 10;

function load(init, output) {
  checkSyntax(init.program);
  return { invoke: (meta, payload) => run(init.program, meta, payload, output) };
}

function checkSyntax([command, script]) {
  if (command !== 'node' || !script) {
    return;
  }
  if (!fs.existsSync(script)) {
    throw new Failure('init_error', 'ProgramNotFound', `${path.relative(CODE, script)} is not in the code`);
  }
  try {
    new vm.Script(require('module').wrap(fs.readFileSync(script, 'utf8')), { filename: script });
  } catch (error) {
    // An ES module can only be checked by running it.
    if (!script.endsWith('.mjs') && !/import|export|await/.test(error.message)) {
      throw error;
    }
  }
}

function run(argv, meta, payload, output) {
  return new Promise((resolve, reject) => {
    const child = spawn(argv[0], argv.slice(1), { cwd: CODE, env: environmentOf(meta) });
    const result = [];
    let size = 0;
    let tail = Buffer.alloc(0);
    child.on('error', error => reject(new Failure('exited', 'ProgramNotStarted', error.message)));
    child.stdin.on('error', () => {});
    child.stdin.end(payload);
    child.stdout.on('data', chunk => {
      result.push(chunk);
      size += chunk.length;
      if (size >= MAX_PAYLOAD) {
        child.kill('SIGKILL');
      }
    });
    child.stderr.on('data', chunk => {
      output.write(chunk);
      tail = Buffer.concat([tail, chunk]).subarray(-TAIL);
    });
    child.on('exit', endEverything);
    child.on('close', (code, signal) => {
      const bytes = Buffer.concat(result);
      if (code === 0 || size >= MAX_PAYLOAD) {
        resolve([contentTypeOf(bytes), bytes]);
      } else {
        const failure = new Failure('exited', 'ProgramFailed', signal ? `killed by ${signal}` : `exit status ${code}`);
        reject(Object.assign(failure, { stack: tail.toString() }));
      }
    });
  });
}

function environmentOf(meta) {
  return {
    ...process.env,
    FAAS_INVOCATION_ID: meta.invocation_id ?? '',
    FAAS_ATTEMPT: String(meta.attempt ?? 1),
    FAAS_TIMEOUT_MS: String(meta.timeout_ms ?? ''),
    FAAS_CONTENT_TYPE: meta.content_type ?? '',
    TRACEPARENT: meta.traceparent ?? '',
  };
}

// Nothing that an invocation started may outlive it: all processes but the first one and this one.
function endEverything() {
  try {
    process.kill(-1, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') {
      throw error;
    }
  }
}

function contentTypeOf(bytes) {
  if (/^\s*[[{]/.test(bytes.subarray(0, 64).latin1Slice())) {
    try {
      JSON.parse(bytes.utf8Slice());
      return 'application/json';
    } catch {
      // Not JSON after all.
    }
  }
  return isUtf8(bytes) ? 'text/plain; charset=utf-8' : 'application/octet-stream';
}

module.exports = { load };
