'use strict';
// A handler function: loaded once at init, called once per invocation.

const fs = require('fs');
const path = require('path');
const { Context } = require('./context');
const { Failure } = require('./failure');

const CODE = process.env.FAAS_CODE || '/code';

async function load(init, requests) {
  const { file, function: name } = init.handler;
  const full = path.join(CODE, file);
  if (!fs.existsSync(full)) {
    const files = fs.readdirSync(CODE).filter(entry => /\.[cm]?js$/.test(entry)).sort().join(', ') || 'none';
    throw new Failure('init_error', 'HandlerNotFound', `${file} is not in the code; its JavaScript files are: ${files}`);
  }
  const exported = await importFile(full);
  const handler = [exported, exported?.default].map(owner => owner?.[name]).find(found => typeof found === 'function');
  if (!handler) {
    const names = Object.keys({ ...exported?.default, ...exported })
      .filter(key => typeof (exported[key] ?? exported.default[key]) === 'function').join(', ') || 'none';
    throw new Failure('init_error', 'HandlerNotFound', `${file} exports no function '${name}'; it exports: ${names}`);
  }
  return {
    invoke: (meta, payload) => call(
      handler, decode(meta.content_type, payload), new Context(init, meta, requests)),
  };
}

async function importFile(full) {
  if (!full.endsWith('.mjs')) {
    try {
      return require(full);
    } catch (error) {
      if (error.code !== 'ERR_REQUIRE_ASYNC_MODULE' && error.code !== 'ERR_REQUIRE_ESM') {
        throw error instanceof SyntaxError && !error.stack.startsWith('/') ? located(error, full) : error;
      }
    }
  }
  try {
    return await import(require('url').pathToFileURL(full));
  } catch (error) {
    throw error instanceof SyntaxError ? located(error, full) : error;
  }
}

// Node keeps the line of a syntax error in a module to itself until it dies of one.
function located(error, full) {
  const check = require('child_process').spawnSync(process.execPath, ['--check', full], { encoding: 'utf8' });
  if (check.status !== 0) {
    error.stack = check.stderr.trim();
  }
  return error;
}

function call(handler, event, context) {
  if (handler.length < 3) {
    return handler(event, context);
  }
  return new Promise((resolve, reject) => {
    const returned = handler(event, context, (error, result) => error ? reject(error) : resolve(result));
    if (typeof returned?.then === 'function') {
      returned.then(resolve, reject);
    }
  });
}

function decode(contentType, payload) {
  if (payload.length === 0) {
    return null;
  }
  const media = (contentType ?? '').split(';', 1)[0].trim().toLowerCase();
  if (media === 'application/json' || media.endsWith('+json')) {
    try {
      return JSON.parse(utf8(payload));
    } catch (error) {
      throw new Failure('bad_payload', error.name, `the payload is not ${media}: ${error.message}`);
    }
  }
  if (media.startsWith('text/')) {
    try {
      return utf8(payload);
    } catch (error) {
      throw new Failure('bad_payload', error.name, `the payload is not ${media}: ${error.message}`);
    }
  }
  return media === '' || media === 'application/x-www-form-urlencoded' ? guess(payload) : payload;
}

function guess(payload) {
  let string;
  try {
    string = utf8(payload);
    return JSON.parse(string);
  } catch {
    return string ?? payload;
  }
}

function utf8(payload) {
  const string = payload.utf8Slice();
  if (string.includes('\ufffd') && !require('buffer').isUtf8(payload)) {
    throw new TypeError('it is not valid UTF-8');
  }
  return string;
}

function encode(result) {
  if (ArrayBuffer.isView(result)) {
    return ['application/octet-stream', Buffer.from(result.buffer, result.byteOffset, result.byteLength)];
  }
  if (result instanceof ArrayBuffer) {
    return ['application/octet-stream', Buffer.from(result)];
  }
  try {
    return ['application/json', Buffer.from(JSON.stringify(result) ?? 'null')];
  } catch (error) {
    throw new Failure('function_error', error.name, `the result is not JSON: ${error.message}`);
  }
}

module.exports = { load, encode };
