"""The smallest useful function: JSON in, JSON out."""


def handler(event, context):
    name = event.get("name", "FaaS") if isinstance(event, dict) else "FaaS"
    print(f"greeting {name}")
    return {"message": f"Hello, {name}!"}
