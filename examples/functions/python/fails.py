"""Throws, two calls deep: the caller gets this stack trace."""


def price_of(order):
    return order["quantity"] * unit_price(order["item"])


def unit_price(item):
    prices = {"tea": 3}
    if item not in prices:
        raise LookupError(f"no price for '{item}'")
    return prices[item]


def handler(event, context):
    return price_of(event or {"item": "coffee", "quantity": 2})
