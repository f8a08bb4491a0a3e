// Statistics of a text, which is the payload itself (text/plain) or {"text": "..."}. A folder with two modules.
const { statistics } = require('./statistics');

exports.handler = async (event, context) => statistics(typeof event === 'string' ? event : event.text);
