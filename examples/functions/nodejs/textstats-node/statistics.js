exports.statistics = (text) => {
  const words = (text.match(/\p{L}+(?:['’-]\p{L}+)*/gu) ?? []).map((word) => word.toLowerCase());
  const counts = new Map();
  for (const word of words) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const byCountThenName = ([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1);
  return {
    characters: [...text].length,
    lines: text.replace(/\n$/, '').split('\n').length,
    words: words.length,
    sentences: (text.match(/[.!?]+(?=\s|[”"')]|$)/gu) ?? []).length,
    longest_word: words.reduce((longest, word) => (word.length > longest.length ? word : longest), ''),
    top_words: [...counts].sort(byCountThenName).slice(0, 5),
  };
};
