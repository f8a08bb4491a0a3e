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

// The first writes of a call go out one by one, so that whatever ends the process they are with the worker. Who writes
// more than that in a row is sent in batches, of which such an end takes the last two milliseconds.
const SINGLE_WRITES = 100;
const BATCH_MS = 2;

class Output {
  #connection;
  #stream = null;
  #early = [];
  #position = 0;
  #chunk = Buffer.allocUnsafeSlow(CHUNK);
  #timer = null;
  #singles = 0;
  #batch = [];
  #batchBytes = 0;
  #batchedAt = 0;

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

  get stream() {
    return this.#stream;
  }

  open(stream) {
    this.#stream = stream;
    this.#singles = SINGLE_WRITES;
    for (const chunk of this.#early.splice(0)) {
      this.#send(chunk);
    }
    this.#timer ??= setInterval(() => this.#drain(), LOOK_MS).unref();
    this.#timer.refresh();
  }

  answer(type, meta, payload) {
    this.#drain();
    this.#flush();
    const stream = this.#stream;
    this.#stream = null;
    this.#connection.send(type, stream, meta, payload);
  }

  // Speaks for the function, after what it has written before.
  say(type, meta, payload) {
    this.#drain();
    this.#flush();
    this.#connection.send(type, this.#stream, meta, payload);
  }

  write(chunk) {
    this.#drain();
    if (this.#singles > 0 || this.#stream === null) {
      this.#singles -= 1;
      this.#send(chunk);
    } else {
      this.#gather(chunk);
    }
  }

  #gather(chunk) {
    if (this.#batchBytes === 0) {
      this.#batchedAt = performance.now();
      setImmediate(() => this.#flush()).unref();
    }
    this.#batch.push(chunk);
    this.#batchBytes += chunk.length;
    if (this.#batchBytes >= CHUNK || performance.now() - this.#batchedAt > BATCH_MS) {
      this.#flush();
    }
  }

  #flush() {
    if (this.#batchBytes > 0) {
      const batch = Buffer.concat(this.#batch.splice(0), this.#batchBytes);
      this.#batchBytes = 0;
      this.#send(batch);
    }
  }

  #drain() {
    let count;
    do {
      count = fs.readSync(FILE, this.#chunk, 0, CHUNK, this.#position);
      this.#position += count;
      if (count > 0) {
        this.#flush();
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
