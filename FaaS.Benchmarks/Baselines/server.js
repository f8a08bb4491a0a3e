// Baseline B2: the work of the hello function in a bare Node HTTP server.
require('node:http').createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const { name } = JSON.parse(Buffer.concat(chunks));
    const body = JSON.stringify({ message: `hello ${name}` });
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
    response.end(body);
  });
}).listen(Number(process.argv[2]), '127.0.0.1');
