// A program: the payload on stdin, the result on stdout, logs on stderr. It runs outside of the platform too.
const text = require('node:fs').readFileSync(0, 'utf8');
console.error(`counting ${text.length} characters`);
console.log(`${text.split('\n').length - 1} lines, ${text.split(/\s+/).filter(Boolean).length} words`);
