// Counts, in each passage, the small words of the language it is said to be in and of others.
(() => {
  "use strict";
  const own = globalThis.auditor && globalThis.auditor.own;
  if (!own || own.language) return;
  own.language = true;

  const NOT_PROSE = "script,style,noscript,code,pre,kbd,samp,var,svg,math,textarea,select,[translate=no],.notranslate";
  const SCRIPTS = { latin: /\p{Script=Latin}/gu, other: /[\p{Script=Cyrillic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Greek}\p{Script=Devanagari}\p{Script=Thai}]/gu };
  const MOST = 400; // words that are counted of one language's text

  let lexicon = null;
  const lexicons = () => {
    if (lexicon) return lexicon;
    lexicon = new Map();
    for (const [name, words] of Object.entries(own.lists))
      if (name.startsWith("language-"))
        for (const word of words) lexicon.set(word, [...(lexicon.get(word) || []), name.slice(9)]);
    return lexicon;
  };

  const count = (words) => {
    const hits = {};
    const kinds = {};
    for (const word of words)
      for (const language of lexicons().get(word) || []) {
        hits[language] = (hits[language] || 0) + 1;
        (kinds[language] ||= new Set()).add(word);
      }
    return { hits, kinds };
  };

  // What is plain about a passage; `null` where the language it is said to be in is the likeliest.
  const facts = (lang, words, letters) => {
    const declared = lang.toLowerCase().split("-")[0];
    const { hits, kinds } = count(words);
    const [seen] = Object.keys(hits).filter((each) => each !== declared).sort((a, b) =>
      hits[b] - hits[a] || kinds[b].size - kinds[a].size);
    const latin = (letters.match(SCRIPTS.latin) || []).length;
    const other = (letters.match(SCRIPTS.other) || []).length;
    const known = [...new Set([...lexicons().values()].flat())].includes(declared);
    if (known && other >= 20 && other > latin * 3)
      return { lang, seen: "other-script", words: words.length, letters: other };
    if (!seen || hits[seen] < 3 || hits[seen] <= (hits[declared] || 0)) return null;
    return {
      lang,
      seen,
      known: known ? "yes" : "no",
      words: words.length,
      hits: hits[seen],
      kinds: kinds[seen].size,
      declared: hits[declared] || 0,
    };
  };

  own.probes.push(["language", (kit) => {
    const found = [];
    const holderOf = (node) => {
      for (let at = node; at; at = kit.parentOf(at)) if (own.attribute(at, "lang")) return at;
      return null;
    };
    const parts = new Map(); // the words of each holder of a language, and of each block in it
    const page = document.documentElement;
    const add = (map, key, words) => {
      const had = map.get(key) || { words: [], letters: "" };
      if (had.words.length < MOST) {
        had.words.push(...own.tokens(words));
        had.letters += words;
        map.set(key, had);
      }
    };
    const blocks = new Map();
    const said = (node, words) => {
      if (!node || own.closest(node, NOT_PROSE)) return;
      const holder = holderOf(node);
      if (!holder || !own.attribute(page, "lang")) return;
      add(parts, holder, words);
      const block = kit.block(node);
      // A block is one passage only where all of it is said to be in one language.
      if (block && holderOf(block) === holder) add(blocks, block, words);
    };
    for (const each of kit.allTexts) if (each.parent && (kit.seen(each.parent) || kit.heard(each.parent))) said(each.parent, each.words);
    for (const picture of kit.of("img[alt]")) if (kit.heard(picture)) said(picture, ` ${own.attribute(picture, "alt")} `);
    const wrong = new Set();
    for (const [holder, { words, letters }] of parts) {
      const told = facts(own.attribute(holder, "lang"), words, letters);
      if (!told) continue;
      wrong.add(holder);
      found.push({ rule: holder === page ? "page-language" : "part-language", element: holder, data: told });
    }
    for (const [block, { words, letters }] of blocks) {
      const holder = holderOf(block);
      if (words.length < 6 || wrong.has(holder) || !kit.seen(block)) continue;
      const told = facts(own.attribute(holder, "lang"), words, letters);
      if (told) found.push({ rule: "passage-language", element: block, data: told });
    }
    return found;
  }]);
})();
