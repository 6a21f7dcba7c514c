/**
 * Splits text into words for the search index. Chinese and Japanese write no spaces, so their words are found by the
 * engine. VitePress hands the function's source to the page: it must not refer to anything outside itself.
 */
export const tokenize = (text: string): string[] => {
  const pieces = text.split(/[\n\r\p{Z}\p{P}\p{S}]+/u).filter((piece) => piece !== '');
  return pieces.flatMap((piece) => {
    if (!/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(piece)) return piece;
    if (typeof Intl.Segmenter !== 'function') return [...piece];
    const words = new Intl.Segmenter('zh', { granularity: 'word' }).segment(piece);
    return [...words].filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment);
  });
};
