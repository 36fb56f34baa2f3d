// Notes what speaks by color or size alone, and pages whose scripts set a time limit.
(() => {
  "use strict";
  const own = globalThis.auditor && globalThis.auditor.own;
  if (!own || own.marks) return;
  own.marks = true;
  const { fold, plain, tokens, attribute, closest, nameOf } = own;

  // The hues of the names, in degrees; what is nearly gray or nearly black has none.
  const HUES = { red: [340, 15], orange: [15, 45], yellow: [45, 70], green: [75, 170], blue: [180, 260], purple: [260, 300], pink: [300, 345] };
  const hueOf = (colour) => {
    const match = /rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)/.exec(colour);
    if (!match || match[4] === "0") return "";
    const [r, g, b] = match.slice(1, 4).map((each) => Number(each) / 255);
    const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)];
    if (most - least < 0.25) return "";
    const turn = most === r ? ((g - b) / (most - least)) % 6 : most === g ? (b - r) / (most - least) + 2 : (r - g) / (most - least) + 4;
    const degrees = (turn * 60 + 360) % 360;
    const [name] = Object.entries(HUES).find(([, [from, to]]) => (from < to ? degrees >= from && degrees < to : degrees >= from || degrees < to)) || [""];
    return name;
  };

  // "Dates in red are holidays", where words in red do stand on the page and look like all others but for that.
  own.probes.push(["colours", (kit) => {
    const [thing, marked, says] = ["color-thing", "color-marked", "color-says"].map((name) => own.oneOf(name));
    const hues = Object.keys(HUES).map((hue) => [hue, own.oneOf(`color-${hue}`)]).filter(([, words]) => words);
    if (!thing || !hues.length) return [];
    const any = hues.map(([, words]) => words).join("|");
    const pattern = new RegExp(
      `(?<![\\p{L}])(?:${thing})\\s+(?:${marked})\\s+(${any})\\s+(?:${says})(?![\\p{L}])`
        + `|(?<![\\p{L}])(${any})\\s+(?:${thing})\\s+(?:${says})(?![\\p{L}])`
        + `|(?<![\\p{L}])(?:${thing})\\s+(${any})s?\\s+(?:${says})(?![\\p{L}])`, "iu");
    const found = [];
    const done = new Set();
    let hued = null;
    for (const each of kit.texts()) {
      const block = kit.block(each.parent) || each.parent;
      if (done.has(block)) continue;
      done.add(block);
      const words = kit.words(block).slice(0, 2000);
      const match = pattern.exec(words);
      if (!match) continue;
      const said = (match[1] || match[2] || match[3]).toLowerCase();
      const [hue] = hues.find(([name]) => (own.lists[`color-${name}`] || []).includes(said)) || [];
      hued ??= kit.texts().map(({ parent, words: text }) => ({ parent, text, hue: hueOf(kit.style(parent).color), ground: hueOf(kit.style(parent).backgroundColor) }));
      const shown = hued.filter((other) => !block.contains(other.parent) && (other.hue === hue || other.ground === hue));
      const bare = shown.filter(({ parent, text }) => parseInt(kit.style(parent).fontWeight, 10) < 600
        && kit.style(parent).fontStyle === "normal" && kit.style(parent).textDecorationLine === "none" && !/[*†‡!✓]/u.test(text));
      if (bare.length && !closest(block, "nav,button,label")) found.push({ rule: "color-alone", element: block, data: { words: match[0], hue, count: bare.length } });
    }
    return found;
  }]);

  // Lines of their own that are larger or bolder than what they stand over; an engine looks at paragraphs.
  own.probes.push(["headings-drawn", (kit) => {
    const ASIDE = "h1,h2,h3,h4,h5,h6,[role=heading],a,button,label,legend,th,td,li,dt,dd,caption,figcaption,figure,nav,header,footer,aside,form,summary,blockquote,p,pre,code,table,address,[role=button],[role=navigation],[role=banner],[role=contentinfo],[role=tab],[aria-hidden=true]";
    const sized = (node) => parseFloat(kit.style(node).fontSize);
    const bold = (node) => parseInt(kit.style(node).fontWeight, 10) >= 600;
    const blocks = new Map(); // blocks in the order of the page, with their own words
    for (const each of kit.texts()) {
      const block = kit.block(each.parent);
      if (!block) continue;
      const told = blocks.get(block) || { words: "", size: sized(each.parent), bold: true };
      told.words += ` ${each.words}`;
      told.size = Math.max(told.size, sized(each.parent));
      told.bold = told.bold && bold(each.parent);
      blocks.set(block, told);
    }
    const order = [...blocks];
    const drawn = [];
    order.forEach(([block, told], at) => {
      const words = fold(told.words);
      const count = tokens(words).length;
      if (!count || count > 9 || words.length > 70 || /[.,;!?:|]$/.test(words) || /^[\d\s\p{P}]+$/u.test(words)) return;
      if (closest(block, ASIDE) || block === document.body || block.querySelector("a,button,input,img,br")) return;
      const next = order[at + 1] && order[at + 1][1];
      if (!next || tokens(next.words).length < 15 || next.bold && told.bold && next.size >= told.size) return;
      const larger = told.size >= next.size * 1.3;
      if (larger && told.size >= 18 || told.bold && !next.bold && told.size >= next.size * 1.1) drawn.push({ block, words });
    });
    if (!drawn.length) return [];
    return [{ rule: "heading-drawn", element: drawn[0].block, data: { words: drawn[0].words, count: drawn.length } }];
  }]);

  // A script of the page's own that, without being asked, goes to another page or loads this one anew.
  const LIMIT = /set(?:Timeout|Interval)\s*\(\s*(?:(?:async\s+)?function\s*\w*\s*\(\s*\)\s*\{|\(\s*\)\s*=>\s*\{?|["'])\s*(?:window\.|self\.|top\.|document\.)?(?:location\.(?:reload|replace|assign)\s*\(|location(?:\.href)?\s*=(?!=)|history\.go\s*\()[^;{}]{0,200};?\s*(?:\}|["'])?\s*,\s*(\d[\d*\s]{2,14})\)/;
  own.probes.push(["time-limits", (kit) => {
    for (const script of document.querySelectorAll("script:not([src])")) {
      const text = (script.textContent || "").slice(0, 60000);
      const match = LIMIT.exec(text);
      if (!match) continue;
      const time = match[1].split("*").map((each) => Number(each.trim())).reduce((all, each) => all * each, 1);
      // Within a function or a handler it may wait for a visitor's act: only what stands by itself runs at once.
      const before = text.slice(0, match.index);
      const depth = (before.match(/\{/g) || []).length - (before.match(/\}/g) || []).length;
      if (depth > 0 || !(time >= 1000) || time > 72000000) continue;
      return [{ rule: "time-limit", element: document.documentElement, data: { seconds: Math.round(time / 1000) } }];
    }
    return [];
  }]);
})();
