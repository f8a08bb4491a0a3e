'use strict';
// The second argument of a handler.

class Context {
  #requests;
  #stream;

  constructor(init, meta, requests) {
    const deadline = Date.now() + meta.timeout_ms;
    this.invocationId = meta.invocation_id;
    this.functionName = init.function;
    this.functionVersion = init.version;
    this.memoryLimitMb = init.memory_mb;
    this.attempt = meta.attempt;
    this.headers = meta.headers ?? {};
    this.traceparent = meta.traceparent;
    this.deadline = new Date(deadline);
    this.getRemainingTimeInMillis = () => Math.max(0, deadline - Date.now());
    this.#requests = requests;
    this.#stream = requests.stream;
  }

  // Bytes, a string or anything JSON can hold, for the next attempt; durable when the promise is resolved.
  checkpoint(data, name = 'default') {
    return this.#requests.save(this.#stream, data, name);
  }

  // A promise of what was saved last, by this attempt or one before it; null when nothing was.
  get lastCheckpoint() {
    return this.readCheckpoint();
  }

  readCheckpoint(name = 'default') {
    return this.#requests.read(this.#stream, name);
  }

  // How far this invocation is, from 0 to 1.
  progress(fraction, message) {
    this.#requests.show(this.#stream, fraction, message);
  }

  // The names that other languages use.
  get last_checkpoint() {
    return this.lastCheckpoint;
  }

  read_checkpoint(name) {
    return this.readCheckpoint(name);
  }
}

module.exports = { Context };
