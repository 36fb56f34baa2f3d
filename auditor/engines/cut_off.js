// Writes down for Alfa what holds the size of boxes that cut words off when the page is enlarged; judges nothing.
//
// Alfa's rule asks whether the author fixed a box's height or width, or whether it grows with the letters. The
// browser knows sizes as they come out, so each is asked for twice: as it is, and with letters of twice the size.
(() => {
  "use strict";
  const auditor = globalThis.auditor;
  if (!auditor || !auditor.alfa || !auditor.own?.zoom || auditor.cutOff) return;
  const { parentOf, write } = auditor.alfa;
  const SIZES = ["width", "height", "min-width", "min-height"];
  const TOLD = [
    "display", "visibility", "opacity", "position", "left", "top", "float", "clip-path", "text-indent", "overflow-x",
    "overflow-y", "text-overflow", "text-wrap-mode", "white-space-collapse", "flex-wrap", "word-break", "line-break",
    "overflow-wrap", "hyphens",
  ];
  const GROWS = /(?:width|height)[^()]*(?:\d(?:em|rem|ex|ch|lh|rlh|ic)\b|calc\()/;
  const MARK = "auditor-size";
  let noted = [];
  // Elements whose style attribute a script changed, when the page was made or when the window became narrow.
  const scripted = new WeakSet();
  new MutationObserver((records) => { for (const { target } of records) scripted.add(target); })
    .observe(document, { subtree: true, attributes: true, attributeFilter: ["style"] });

  // The elements whose words are cut off, with all that stands above them.
  const above = (boxes) => {
    const found = new Set();
    for (const { texts } of boxes)
      for (const text of texts) for (let at = text; at && at !== document; at = parentOf(at) ?? at.host) if (at instanceof HTMLElement) found.add(at);
    return [...found];
  };

  const lettersOf = (element) => parseFloat(getComputedStyle(element).fontSize);
  const sizesOf = (element) => {
    const map = element.computedStyleMap();
    return SIZES.map((name) => map.get(name));
  };
  // Nobody sees the larger letters: nothing is drawn in between, and the page's own attributes stay as they are.
  const enlarged = (elements, look) => {
    const sizes = elements.map((element) => `${lettersOf(element) * 2}px`); // all, before any is larger
    const acts = elements.map((element, at) =>
      element.animate([{ fontSize: sizes[at] }, { fontSize: sizes[at] }], { duration: 1e6, fill: "both" }));
    try {
      return look();
    } finally {
      for (const act of acts) act.cancel();
    }
  };
  // By element what its author wrote, as far as it can be told: what cannot be told is told as growing.
  const written = (elements) => {
    const plain = new Map(elements.map((element) => [element, [lettersOf(element), sizesOf(element)]]));
    const large = enlarged(elements, () => new Map(elements.map((element) => [element, [lettersOf(element), sizesOf(element)]])));
    const told = new Map();
    for (const element of elements) {
      const [[letters, sizes], [after, grown]] = [plain.get(element), large.get(element)];
      const grew = Math.abs(after - 2 * letters) < 0.1;
      told.set(element, SIZES.flatMap((name, at) => {
        const size = sizes[at];
        if (!(size instanceof CSSUnitValue)) return [];
        if (size.unit === "percent") return [[name, `${size.value}%`]];
        if (size.unit !== "px") return [];
        const fixed = grew && grown[at] instanceof CSSUnitValue && Math.abs(grown[at].value - size.value) < 0.01;
        return [[name, fixed || !size.value ? `${size.value}px` : `${size.value / (letters || 1)}em`]];
      }));
    }
    return told;
  };

  // Rules that hold where the window is so many letters wide or high, with that condition.
  const conditions = () => {
    const found = [];
    const walk = (rules, condition) => {
      for (const rule of rules) {
        const media = rule instanceof CSSMediaRule ? rule.conditionText : "";
        if (media && !matchMedia(media).matches) continue;
        if (rule.selectorText && condition) found.push([rule.selectorText, condition]);
        if (rule.cssRules) walk(rule.cssRules, GROWS.test(media) ? media : condition);
      }
    };
    for (const sheet of document.styleSheets)
      try {
        walk(sheet.cssRules, "");
      } catch {
        continue; // a sheet of another site
      }
    return found;
  };
  const matched = (element, selector) => {
    try {
      return element.matches(selector);
    } catch {
      return false; // a selector within another one
    }
  };

  const place = ({ x, y, width, height }) => ({ type: "rectangle", x: x + scrollX, y: y + scrollY, width, height });
  const boxOf = (element) => place(element.getBoundingClientRect());

  auditor.cutOff = {
    // Returns the document for Alfa, or "" where nothing is cut off or it has too many elements.
    //
    // Of sizes in a style attribute Alfa holds that a script keeps them right. Where none has touched the attribute
    // they are the author's, and told as if they stood in a style sheet.
    take: (most) => {
      noted = auditor.own.zoom.noted() ?? [];
      const chain = above(noted);
      if (!chain.length) return "";
      const sizes = written(chain);
      const narrow = conditions();
      const [marks, rules] = [new Map(), []];
      const told = (element) => sizes.get(element).map(([name, size]) => `${name}:${size}`).join(";");
      const kept = (element) => scripted.has(element) && SIZES.some((name) => element.style.getPropertyValue(name));
      for (const element of chain) {
        if (kept(element) || !sizes.get(element).length) continue;
        marks.set(element, String(marks.size));
        const rule = { type: "style", selector: `[${MARK}="${marks.get(element)}"]`, style: told(element) };
        const [, condition] = narrow.find(([selector]) => matched(element, selector)) ?? [];
        rules.push(condition ? { type: "media", condition, rules: [rule] } : rule);
      }
      const range = document.createRange();
      const page = write(noted.map(({ element }) => element), most, {
        sheets: [{ rules, disabled: false, condition: null }],
        box: (element) => (sizes.has(element) ? boxOf(element) : null),
        words: (text) => {
          range.selectNodeContents(text);
          const box = range.getBoundingClientRect();
          // White space that is not shown has no place of its own, and must not stretch the line to the page's corner.
          if (box.width || box.height) return place(box);
          return { ...boxOf(text.parentElement ?? text.parentNode.host), width: 0, height: 0 };
        },
        attributes: (element) => (marks.has(element) ? [{ type: "attribute", namespace: null, prefix: null, name: MARK, value: marks.get(element) }] : []),
        style: (element) => {
          if (!sizes.has(element)) return null;
          const style = getComputedStyle(element);
          const looks = TOLD.map((name) => [name, style.getPropertyValue(name)]).filter(([, value]) => value).map(([name, value]) => `${name}:${value}`);
          return [...looks, ...(marks.has(element) ? [] : [told(element)])].join(";");
        },
      });
      return page ? JSON.stringify(page) : "";
    },
    // Says of which boxes Alfa says the same: that this box cuts these words off, on this side. `told` are lists
    // of marks: of the words' element, of what cuts off across, of what cuts off down.
    agreed: (told) => {
      const nodes = (marks) => marks.map((mark) => auditor.alfa.nodes[mark]);
      const same = told.map((marks) => marks.map(nodes));
      const both = noted.filter(({ element, side, texts }) =>
        same.some(([[words], across, down]) => texts.has(words) && (side === "below" ? down : across).includes(element)));
      return auditor.own.describe(both.map(({ element }) => ({ rule: "", element, data: {} })));
    },
  };
})();
