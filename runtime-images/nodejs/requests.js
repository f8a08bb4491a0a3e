'use strict';
// What a function asks of the platform while it runs: checkpoints and progress.

const { Type } = require('./frames');

const NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/;
const CONTENT_LIMIT = 1 << 20;
const MESSAGE_LIMIT = 1 << 10;
const BYTES = 'application/octet-stream';
const TEXT = 'text/plain; charset=utf-8';
const JSON_TYPE = 'application/json';

class CheckpointError extends Error {
  name = 'CheckpointError';
}

class Requests {
  isKept = false;
  #output;
  // The first of them has been asked and is waited for: the worker takes one at a time.
  #asked = [];

  constructor(output) {
    this.#output = output;
  }

  get stream() {
    return this.#output.stream;
  }

  async save(stream, data, name) {
    check(name);
    const [type, content] = encode(data);
    if (content.length > CONTENT_LIMIT) {
      throw new RangeError(`a checkpoint holds at most ${CONTENT_LIMIT} bytes, and this one has ${content.length}`);
    }
    if (!this.isKept) {
      throw new CheckpointError('this version of the platform keeps no checkpoints');
    }
    await this.#ask(stream, Type.CHECKPOINT, { name, content_type: type }, content);
  }

  async read(stream, name) {
    check(name);
    if (!this.isKept) {
      return null;
    }
    const [meta, content] = await this.#ask(stream, Type.RECALL, { name });
    return meta.found ? decode(meta.content_type, content) : null;
  }

  show(stream, fraction, message) {
    if (typeof fraction !== 'number' || Number.isNaN(fraction)) {
      throw new TypeError('a progress is a number from 0 to 1');
    }
    if (this.isKept && stream === this.stream) {
      this.#output.say(Type.PROGRESS, JSON.stringify({
        fraction: Math.min(Math.max(fraction, 0), 1), message: message == null ? undefined : cut(String(message)),
      }));
    }
  }

  answered(stream, meta, content) {
    if (this.#asked[0]?.stream !== stream) {
      return;
    }
    const { resolve, reject } = this.#asked.shift();
    this.#next();
    if (meta.problem) {
      reject(new CheckpointError(meta.problem));
    } else {
      resolve([meta, content]);
    }
  }

  // The call has been answered: what nobody waited for is not asked any more.
  forget() {
    if (this.#asked.length > 0) {
      this.#asked = [];
    }
  }

  #ask(stream, type, meta, content) {
    if (stream !== this.stream) {
      throw new CheckpointError('the invocation has been answered already');
    }
    return new Promise((resolve, reject) => {
      this.#asked.push({ stream, type, meta: JSON.stringify(meta), content, resolve, reject });
      if (this.#asked.length === 1) {
        this.#next();
      }
    });
  }

  #next() {
    if (this.#asked.length > 0) {
      const { type, meta, content } = this.#asked[0];
      this.#output.say(type, meta, content);
    }
  }
}

function check(name) {
  if (typeof name !== 'string' || !NAME.test(name)) {
    throw new RangeError(
      "the name of a checkpoint is 1 to 128 letters, digits, '.', '_' and '-', not beginning with '.'");
  }
}

function cut(text) {
  const message = text.toWellFormed();
  const bytes = Buffer.from(message);
  if (bytes.length <= MESSAGE_LIMIT) {
    return message;
  }
  let end = MESSAGE_LIMIT;
  while ((bytes[end] & 0xc0) === 0x80) {
    end -= 1;
  }
  return bytes.utf8Slice(0, end);
}

function encode(data) {
  if (ArrayBuffer.isView(data)) {
    return [BYTES, Buffer.from(data.buffer, data.byteOffset, data.byteLength)];
  }
  if (data instanceof ArrayBuffer) {
    return [BYTES, Buffer.from(data)];
  }
  if (typeof data === 'string') {
    return [TEXT, Buffer.from(data)];
  }
  const json = JSON.stringify(data);
  if (json === undefined) {
    throw new TypeError('a checkpoint is bytes, a string or anything JSON can hold');
  }
  return [JSON_TYPE, Buffer.from(json)];
}

function decode(contentType, content) {
  if (contentType === JSON_TYPE) {
    return JSON.parse(content.utf8Slice());
  }
  return contentType === TEXT ? content.utf8Slice() : content;
}

module.exports = { Requests };
