// Throws, two calls deep: the caller gets this stack trace.
const unitPrice = (item) => {
  const prices = { tea: 3 };
  if (!(item in prices)) {
    throw new RangeError(`no price for '${item}'`);
  }
  return prices[item];
};

const priceOf = (order) => order.quantity * unitPrice(order.item);

exports.handler = async (event, context) => priceOf(event ?? { item: 'coffee', quantity: 2 });
