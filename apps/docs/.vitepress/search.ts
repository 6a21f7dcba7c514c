/**
 * Splits text into words for the search index. Chinese and Japanese write no spaces, so their words are found by the
 * engine. VitePress hands the function's source to the page: it must not refer to anything outside itself.
 */
export const tokenize = (text: string): string[] => {
  const words: string[] = [];
  for (const piece of text.split(/[\n\r\p{Z}\p{P}\p{S}]+/u)) {
    if (!/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(piece)) {
      if (piece !== '') words.push(piece);
    } else if (typeof Intl.Segmenter === 'function') {
      for (const { segment } of new Intl.Segmenter('zh', { granularity: 'word' }).segment(piece)) {
        words.push(segment);
      }
    } else {
      words.push(...piece);
    }
  }
  return words;
};
