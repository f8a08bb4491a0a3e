'use strict';
// Everything that the function and its child processes write becomes log frames, in the order of writing.
//
// Node cannot replace its descriptors 1 and 2, so the image starts it with both appending to a file. Nothing that
// writes to a file ever waits for us, not even a child that Node itself waits for; a pipe would deadlock there.

const fs = require('fs');
const { Writable } = require('stream');
const { Type } = require('./frames');

const FILE = 3;
const CHUNK = 64 << 10;
const FILE_LIMIT = 256 << 10;
const LOOK_MS = 100;

class Output {
  #connection;
  #stream = null;
  #early = [];
  #position = 0;
  #chunk = Buffer.allocUnsafeSlow(CHUNK);
  #timer = null;

  constructor(connection) {
    this.#connection = connection;
    this.#replace('stdout', 1);
    this.#replace('stderr', 2);
  }

  #replace(name, fd) {
    const write = (chunk, _, done) => { this.write(chunk); done(); };
    const stream = Object.assign(new Writable({ write, decodeStrings: true }), { fd, isTTY: false });
    Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => stream });
  }

  open(stream) {
    this.#stream = stream;
    for (const chunk of this.#early.splice(0)) {
      this.#send(chunk);
    }
    this.#timer ??= setInterval(() => this.#drain(), LOOK_MS).unref();
    this.#timer.refresh();
  }

  answer(type, meta, payload) {
    this.#drain();
    const stream = this.#stream;
    this.#stream = null;
    this.#connection.send(type, stream, meta, payload);
  }

  write(chunk) {
    this.#drain();
    this.#send(chunk);
  }

  #drain() {
    let count;
    do {
      count = fs.readSync(FILE, this.#chunk, 0, CHUNK, this.#position);
      this.#position += count;
      if (count > 0) {
        this.#send(this.#chunk.subarray(0, count));
      }
    } while (count === CHUNK);
    if (this.#position > FILE_LIMIT) {
      fs.ftruncateSync(1, 0);
      this.#position = 0;
    }
  }

  // What is written between two invocations belongs to the next one's logs.
  #send(chunk) {
    if (this.#stream === null) {
      if (this.#early.length < 64) {
        this.#early.push(Buffer.from(chunk.subarray(0, CHUNK >> 4)));
      }
      return;
    }
    for (let start = 0; start < chunk.length; start += CHUNK) {
      this.#connection.send(Type.LOG, this.#stream, '', chunk.subarray(start, start + CHUNK));
    }
  }
}

module.exports = { Output };
