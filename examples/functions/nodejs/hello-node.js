// The smallest useful function: JSON in, JSON out.
exports.handler = async (event, context) => {
  const name = event?.name ?? 'FaaS';
  console.log(`greeting ${name}`);
  return { message: `Hello, ${name}!` };
};
