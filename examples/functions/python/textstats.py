"""Statistics of a text, which is the payload itself (text/plain) or {"text": "..."}."""

import re
from collections import Counter


def handler(event, context):
    text = event if isinstance(event, str) else event["text"]
    words = [word.lower() for word in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text)]
    return {
        "characters": len(text),
        "lines": len(text.splitlines()),
        "words": len(words),
        "sentences": len(re.findall(r"[.!?]+(?=\s|[”\"')]|$)", text)),
        "longest_word": max(words, key=len, default=""),
        "top_words": sorted(Counter(words).items(), key=lambda pair: (-pair[1], pair[0]))[:5],
    }
