'use strict';
// What Node.js functions do, as broadly as its own modules allow: each line is here for the calls it makes.

const { Worker } = require('worker_threads');
const { once } = require('events');
const { pipeline } = require('stream/promises');
const child = require('child_process');
const crypto = require('crypto');
const dgram = require('dgram');
const dns = require('dns');
const fs = require('fs');
const http = require('http');
const http2 = require('http2');
const net = require('net');
const os = require('os');
const zlib = require('zlib');

async function files() {
  const folder = fs.mkdtempSync('/tmp/work-');
  const file = `${folder}/file`;
  fs.writeFileSync(file, 'text');
  fs.appendFileSync(file, 'more');
  fs.copyFileSync(file, `${folder}/copy`);
  fs.cpSync(folder, `${folder}.tree`, { recursive: true });
  fs.renameSync(`${folder}.tree`, `${folder}/tree`);
  fs.symlinkSync(file, `${folder}/link`);
  fs.linkSync(file, `${folder}/hard`);
  fs.readlinkSync(`${folder}/link`); fs.realpathSync(`${folder}/link`); fs.lstatSync(file); fs.accessSync(file);
  fs.chmodSync(file, 0o600); fs.chownSync(file, process.getuid(), process.getgid()); fs.truncateSync(file, 2);
  fs.utimesSync(file, 0, 0); fs.lutimesSync(file, 0, 0); fs.statfsSync(folder); fs.readdirSync(folder);
  const handle = await fs.promises.open(file, 'r+');
  await handle.sync(); await handle.datasync(); await handle.truncate(10); await handle.stat();
  await handle.chmod(0o644); await handle.chown(process.getuid(), process.getgid()); await handle.utimes(1, 1);
  await handle.write('x', 0); await handle.read(Buffer.alloc(1), 0, 1, 0);
  await handle.writev([Buffer.from('a'), Buffer.from('b')], 0); await handle.readv([Buffer.alloc(1), Buffer.alloc(1)], 0);
  await handle.close();
  await pipeline(fs.createReadStream(file), zlib.createGzip(), fs.createWriteStream(`${file}.gz`));
  const watcher = fs.watch(folder);
  fs.writeFileSync(`${folder}/watched`, '');
  await once(watcher, 'change');
  watcher.close();
  fs.watchFile(file, () => {}); fs.unwatchFile(file);
  fs.rmSync(folder, { recursive: true });
  process.chdir('/tmp'); process.cwd(); process.umask();
}

async function processes() {
  child.execSync('echo hi | cat');
  child.spawnSync('true', { cwd: '/tmp', uid: process.getuid(), gid: process.getgid() });
  const sleeper = child.spawn('sleep', ['10'], { detached: true });
  sleeper.kill();
  await once(sleeper, 'exit');
  fs.writeFileSync('/tmp/child.js', 'process.send(process.pid); process.on("message", () => process.exit())');
  const forked = child.fork('/tmp/child.js');
  await once(forked, 'message');
  forked.send('end');
  await once(forked, 'exit');
  const worker = new Worker('require("worker_threads").parentPort.postMessage(1)', { eval: true });
  await once(worker, 'message');
  os.cpus(); os.freemem(); os.loadavg(); os.uptime(); os.networkInterfaces(); os.userInfo(); os.getPriority();
  os.setPriority(5); process.resourceUsage(); process.memoryUsage(); process.cpuUsage(); process.hrtime.bigint();
  process.kill(process.pid, 0);
  process.once('SIGUSR2', () => {});
  process.kill(process.pid, 'SIGUSR2');
}

async function network() {
  const server = http.createServer((request, response) => response.end('hey')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  await (await fetch(`http://localhost:${server.address().port}`)).text();
  server.close();
  const second = http2.createServer().listen(0, '::');
  await once(second, 'listening');
  second.close();
  const local = net.createServer(socket => socket.end('bye')).listen('/tmp/local.sock');
  await once(local, 'listening');
  await once(net.connect('/tmp/local.sock').resume(), 'close');
  local.close();
  const receiver = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await once(receiver, 'listening');
  const sender = dgram.createSocket('udp4');
  sender.send('x', receiver.address().port, '127.0.0.1');
  await once(receiver, 'message');
  receiver.close(); sender.close();
  await new Promise(done => dns.lookup('name.invalid', done));
  await new Promise(done => { const resolver = new dns.Resolver({ timeout: 50, tries: 1 }); resolver.resolve4('name.invalid', done); });
}

async function computing() {
  crypto.scryptSync('a', 'b', 32);
  await new Promise(done => crypto.pbkdf2('a', 'b', 1000, 32, 'sha256', done));
  crypto.generateKeyPairSync('ed25519'); crypto.randomUUID();
  const everything = [];
  for (let i = 0; i < 50; i++) {
    everything.push(new Array(20_000).fill(i));
  }
  new WebAssembly.Memory({ initial: 10 }).grow(10);
  await new Promise(done => setTimeout(done, 5));
  await new Promise(done => setImmediate(done));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
}

exports.handler = async () => {
  for (const work of [files, processes, network, computing]) {
    console.log(work.name);
    await work();
  }
  console.error('done');
  return 'done';
};
