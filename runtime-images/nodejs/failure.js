'use strict';
// What the user is told when code fails: type, message, and the frames of their own code.

const TYPE_LIMIT = 256;
const MESSAGE_LIMIT = 8 << 10;
const STACK_LIMIT = 64 << 10;
const RETRY_AFTER_LIMIT = 24 * 3600;

class Failure extends Error {
  constructor(kind, type, message) {
    super(message.slice(0, MESSAGE_LIMIT));
    Object.assign(this, { kind, type, stack: '' });
  }
}

function describe(kind, error) {
  if (error instanceof Failure) {
    return error;
  }
  if (!(error instanceof Error)) {
    return { kind, type: typeof error, message: text(error).slice(0, MESSAGE_LIMIT), stack: '' };
  }
  const stack = stackOf(error);
  const message = messageOf(error, stack).slice(0, MESSAGE_LIMIT);
  return { kind, type: text(error.name).slice(0, TYPE_LIMIT), message, stack };
}

// What an error asks for with a property retryAfter, in seconds.
function retryAfterMs(error) {
  try {
    const seconds = error.retryAfter;
    return typeof seconds === 'number' && !Number.isNaN(seconds)
      ? Math.round(Math.min(Math.max(seconds, 0), RETRY_AFTER_LIMIT) * 1000)
      : undefined;
  } catch {
    return undefined;
  }
}

function text(value) {
  try {
    return typeof value === 'object' && value !== null ? JSON.stringify(value) ?? '' : String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

function messageOf(error, stack) {
  const message = error.code === 'MODULE_NOT_FOUND' ? text(error.message).split('\n', 1)[0] : text(error.message);
  const place = error instanceof SyntaxError && /^(?:file:\/\/)?\/.*?([^/]*):(\d+)\n/.exec(stack);
  return place ? `${message} (${place[1]}, line ${place[2]})` : message;
}

function stackOf(error) {
  return text(error.stack).split('\n')
    .filter(line => !/^(?:\s+at|-) .*(?:node:|\/opt\/faas\/)/.test(line))
    .join('\n').slice(0, STACK_LIMIT);
}

module.exports = { Failure, describe, retryAfterMs };
