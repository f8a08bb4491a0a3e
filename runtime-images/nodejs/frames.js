'use strict';
// Frames of docs/protocol.md. Reading is asynchronous; writing is not, so that logs and answers leave in the order
// in which they came to be, even from an exit handler.

const fs = require('fs');
const net = require('net');

const Type = {
  HELLO: 1, WELCOME: 2, INIT: 4, INVOKE: 5, RESULT: 6, ERROR: 7, LOG: 8, PING: 12, PONG: 13, GOODBYE: 14,
  CHECKPOINT: 15, RECALL: 16, KEPT: 17, PROGRESS: 18,
};
const HEADER = 16;
const MAX_BODY = 8 << 20;
// Leaves room for the largest meta beside the payload.
const MAX_PAYLOAD = MAX_BODY - (64 << 10);
const BUFFER = 64 << 10;
const NOTHING = Buffer.alloc(0);
const bell = new Int32Array(new SharedArrayBuffer(4));

class Connection {
  #descriptor;
  #onFrame;
  // A frame of which only a part has come, with room for the rest.
  #frame = Buffer.allocUnsafeSlow(BUFFER);
  #filled = 0;
  #scratch = Buffer.allocUnsafeSlow(BUFFER);

  constructor(path, onOpen, onFrame) {
    this.#onFrame = onFrame;
    const read = (count, buffer) => { this.#read(buffer.subarray(0, count)); return true; };
    const socket = net.connect({ path, onread: { buffer: Buffer.allocUnsafeSlow(BUFFER), callback: read } });
    socket.on('connect', () => { this.#descriptor = socket._handle.fd; onOpen(); });
    socket.on('error', () => process.reallyExit(1));
    socket.on('end', () => process.reallyExit(0));
  }

  #read(chunk) {
    while (this.#filled > 0 && chunk.length > 0) {
      chunk = this.#complete(chunk);
    }
    while (chunk.length >= HEADER) {
      const size = sizeOf(chunk);
      if (chunk.length < size) {
        break;
      }
      this.#deliver(chunk.subarray(0, size));
      chunk = chunk.subarray(size);
    }
    if (chunk.length > 0) {
      this.#filled = chunk.copy(this.#frame);
    }
  }

  #complete(chunk) {
    const size = this.#filled < HEADER ? HEADER : sizeOf(this.#frame);
    if (size > this.#frame.length) {
      const larger = Buffer.allocUnsafeSlow(size);
      this.#frame.copy(larger, 0, 0, this.#filled);
      this.#frame = larger;
    }
    const taken = chunk.copy(this.#frame, this.#filled, 0, size - this.#filled);
    this.#filled += taken;
    if (this.#filled >= HEADER && this.#filled === sizeOf(this.#frame)) {
      const whole = this.#frame.subarray(0, this.#filled);
      this.#frame = Buffer.allocUnsafeSlow(BUFFER);
      this.#filled = 0;
      this.#deliver(whole);
    }
    return chunk.subarray(taken);
  }

  #deliver(frame) {
    const metaEnd = HEADER + frame.readUInt16LE(6);
    const meta = metaEnd > HEADER ? JSON.parse(frame.utf8Slice(HEADER, metaEnd)) : {};
    this.#onFrame(frame[4], frame.readBigUInt64LE(8), meta, Buffer.from(frame.subarray(metaEnd)));
  }

  send(type, stream, meta = '', payload = NOTHING) {
    const metaLength = Buffer.byteLength(meta);
    const size = HEADER + metaLength + payload.length;
    const frame = size <= BUFFER ? this.#scratch : Buffer.allocUnsafeSlow(size);
    frame.writeUInt32LE(metaLength + payload.length, 0);
    frame[4] = type;
    frame[5] = 0;
    frame.writeUInt16LE(metaLength, 6);
    frame.writeBigUInt64LE(stream, 8);
    frame.utf8Write(meta, HEADER, metaLength);
    frame.set(payload, HEADER + metaLength);
    this.#write(frame, size);
  }

  #write(frame, size) {
    for (let sent = 0; sent < size;) {
      try {
        sent += fs.writeSync(this.#descriptor, frame, sent, size - sent);
      } catch (error) {
        if (error.code !== 'EAGAIN') {
          process.reallyExit(0);
        }
        Atomics.wait(bell, 0, 0, 1);
      }
    }
  }
}

function sizeOf(frame) {
  const length = frame.readUInt32LE(0);
  if (length > MAX_BODY || frame.readUInt16LE(6) > length || frame[5] !== 0) {
    process.reallyExit(1);
  }
  return HEADER + length;
}

module.exports = { Type, Connection, MAX_PAYLOAD };
