// Measures contrast for axe where the colours are beyond doubt, and leaves every other text to axe.
//
// Half of axe's time went into sorting all that lies at a text's place before it looks at a colour. A text needs
// none of that where only its own ancestors lie at its place, the nearest background among them is one opaque
// colour, and nothing on the way fades, blends, clips or paints. Then the answer is axe's own, by its figures;
// in doubt axe is asked.
(() => {
  "use strict";
  const auditor = globalThis.auditor;
  const engine = globalThis.axe;
  if (!auditor || !engine || auditor.contrast) return;
  const { all, firstChild, nextSibling, nodeType, textOf, nameOf, shadowOf } = auditor.read;
  const reader = (proto, name) => {
    const get = Object.getOwnPropertyDescriptor(proto, name).get;
    return (node) => get.call(node);
  };
  const parentOf = reader(Node.prototype, "parentElement");
  const [scrollWidth, scrollHeight, clientWidth, clientHeight] = ["scrollWidth", "scrollHeight", "clientWidth",
    "clientHeight"].map((name) => reader(Element.prototype, name));
  const rectsOf = (element) => Element.prototype.getClientRects.call(element);

  const isShown = (element) => Element.prototype.checkVisibility.call(element);

  const STRIP = 100; // pixels: boxes are filed by the strips of the page that they reach into
  const FIELDS = new Set(["input", "select", "textarea", "option"]);
  const GRAPHIC = new Set(["img", "canvas", "object", "iframe", "video", "svg"]);
  const LETTER = /[A-Za-z0-9\u00c0-\u024f]/;
  const PLAIN = /^rgb\((\d+), (\d+), (\d+)\)$/;
  const CLEAR = "rgba(0, 0, 0, 0)";

  let page = null;

  const { Color, getContrast } = engine.commons.color;
  const ratios = new Map();
  const ratioOf = (ground, text) => {
    const key = `${ground} ${text}`;
    if (!ratios.has(key)) {
      const [below, above] = [ground, text].map((colour) => PLAIN.exec(colour));
      const [bgColor, fgColor] = [below, above].map((parts) => parts && new Color(...parts.slice(1).map(Number), 1));
      ratios.set(key, below && above ? { bgColor, fgColor, ratio: getContrast(bgColor, fgColor) } : null);
    }
    return ratios.get(key);
  };

  // Every box of every element, whether seen or not: one that lies at a text's place makes it doubtful.
  const survey = () => {
    const elements = all(document, "*");
    const index = new Map();
    const owner = [];
    const edges = [];
    const strips = new Map();
    for (let at = 0; at < elements.length; at++) {
      index.set(elements[at], at);
      // Measuring what is folded away would lay it out, and axe would then see it.
      if (!isShown(elements[at])) continue;
      for (const rect of rectsOf(elements[at])) {
        if (!(rect.width > 0 && rect.height > 0)) continue;
        const box = owner.push(at) - 1;
        edges.push(rect.left, rect.top, rect.right, rect.bottom);
        const last = Math.min(Math.floor((rect.bottom + 1) / STRIP), 5000);
        for (let strip = Math.max(0, Math.floor((rect.top - 1) / STRIP)); strip <= last; strip++) {
          if (strips.has(strip)) strips.get(strip).push(box);
          else strips.set(strip, [box]);
        }
      }
    }
    const deep = [...elements].some(shadowOf);
    return { elements, index, owner, edges, strips, deep, known: new Map(), told: new Map() };
  };

  const paintsBeside = (element) => {
    for (const pseudo of ["::before", "::after"]) {
      const style = getComputedStyle(element, pseudo);
      if (style.getPropertyValue("content") === "none") continue;
      if (style.getPropertyValue("position") !== "absolute") continue;
      if (style.getPropertyValue("background-color") !== CLEAR || style.getPropertyValue("background-image") !== "none")
        return true;
    }
    return false;
  };

  const overflows = (element) => element !== document.documentElement
    && (scrollWidth(element) > clientWidth(element) || scrollHeight(element) > clientHeight(element));

  // What one element adds to the texts within it; `null` where that is more than a plain background.
  const traits = (element) => {
    if (page.known.has(element)) return page.known.get(element);
    const style = getComputedStyle(element);
    const value = (name) => style.getPropertyValue(name);
    const overflow = value("overflow");
    const simple = element instanceof HTMLElement && nameOf(element) !== "details"
      && value("content-visibility") === "visible" && !GRAPHIC.has(nameOf(element))
      && value("opacity") === "1" && value("visibility") === "visible" && value("position") !== "fixed"
      && value("mix-blend-mode") === "normal" && value("clip-path") === "none" && value("clip") === "auto"
      && /^(auto|\d+)$/.test(value("z-index")) && (!overflow.includes("clip") || FIELDS.has(nameOf(element)))
      && !(/auto|scroll/.test(overflow) && overflows(element)) && !paintsBeside(element);
    const told = simple
      ? {
          style,
          clips: overflow.includes("hidden"),
          colour: value("background-color"),
          image: value("background-image"),
          inline: value("display") === "inline",
          rects: [...rectsOf(element)].filter((rect) => rect.width > 0),
          box: Element.prototype.getBoundingClientRect.call(element),
        }
      : null;
    page.known.set(element, told);
    return told;
  };

  const around = (box, rect) =>
    rect.top >= box.top && rect.bottom <= box.bottom && rect.left >= box.left && rect.right <= box.right;
  // Whole pixels, as axe compares them.
  const holds = (rects, x, y) =>
    rects.some((rect) => x < Math.floor(rect.left + rect.width) && x >= Math.floor(rect.left)
      && y < Math.floor(rect.top + rect.height) && y >= Math.floor(rect.top));

  const stranger = (x, y, family) => {
    const { owner, edges, strips } = page;
    for (const box of strips.get(Math.floor(y / STRIP)) || []) {
      const at = box * 4;
      if (x >= edges[at] - 1 && x <= edges[at + 2] + 1 && y >= edges[at + 1] - 1 && y <= edges[at + 3] + 1
        && !family.has(owner[box])) return true;
    }
    return false;
  };

  // The boxes of an element's own words; `null` where axe would measure something else.
  const wordBoxes = (texts, own) => {
    const boxes = [];
    const range = document.createRange();
    for (const text of texts) {
      range.selectNodeContents(text);
      for (const rect of range.getClientRects()) {
        const [x, y] = [rect.left + rect.width / 2, rect.top + rect.height / 2];
        if (!(y >= own.top && y <= own.bottom && x >= own.left && x <= own.right)) return null;
        if (rect.width >= 1 && rect.height >= 1) boxes.push(rect);
      }
    }
    return boxes.length ? boxes : null;
  };

  // The colours of what is written in an element's boxes, their contrast and their font, or the picture below;
  // `null` where anything is in doubt.
  const measured = (element, boxesIn) => {
    if (page.deep || !page.index.has(element)) return null;
    const chain = [];
    const family = new Set();
    for (let each = element; each; each = parentOf(each)) {
      const told = traits(each);
      if (!told) return null;
      chain.push(told);
      family.add(page.index.get(each));
    }
    const [own] = chain;
    const boxes = boxesIn(own);
    if (!boxes) return null;
    const widest = Math.max(scrollWidth(document.documentElement), innerWidth);
    let below = null;
    for (const box of boxes) {
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      if (x < 0 || y < 0 || x > widest || stranger(x, y, family)) return null;
      const stack = chain.filter((told) => holds(told.rects, Math.floor(x), Math.floor(y)));
      if (stack[0] !== own) return null;
      if (below && (below.length !== stack.length || below.some((told, at) => told !== stack[at]))) return null;
      below = stack;
      if (chain.some((told) => told.clips && !around(told.box, box))) return null;
    }
    const value = (name) => own.style.getPropertyValue(name);
    if (value("text-shadow") !== "none" || value("-webkit-text-stroke-width") !== "0px") return null;
    const font = { size: parseFloat(value("font-size")), weight: value("font-weight") };
    if (!(font.size > 0)) return null;
    const last = chain.slice(-2); // body and html: their colours show where they do not reach, too
    let ground = "rgb(255, 255, 255)";
    for (const told of [...below, ...last.filter((told) => !below.includes(told))]) {
      if (told.image !== "none") {
        const picture = /gradient/.test(told.image) ? "bgGradient" : "bgImage";
        return below.includes(told) ? { ...font, picture } : null;
      }
      if (told.colour === CLEAR) continue;
      if (!below.includes(told) || (!told.inline && !boxes.every((box) => around(told.box, box)))) return null;
      ground = told.colour;
      break;
    }
    const colours = ratioOf(ground, value("-webkit-text-fill-color"));
    return colours && { ...font, ...colours };
  };

  const rule = engine._audit?.rules?.find((each) => each.id === "color-contrast");
  const check = engine._audit?.checks?.["color-contrast"];
  const [asked, judged] = [rule?.matches, check?.evaluate];
  auditor.contrast = { begin: () => { page = null; } };
  if (typeof asked !== "function" || typeof judged !== "function") return;

  // Axe's limits: those that its check was given.
  const limits = ({ size, weight }, { boldValue, boldTextPt, largeTextPt, contrastRatio }) => {
    const bold = parseFloat(weight) >= boldValue;
    const small = Math.ceil(size * 72) / 96 < (bold ? boldTextPt : largeTextPt);
    return { bold, ...contrastRatio[small ? "normal" : "large"] };
  };
  // "good", "pale", or "picture" below the words, which nobody but a person can judge; "" for axe to say.
  const verdict = (told, options) => {
    const { expected, minThreshold, maxThreshold } = limits(told, options);
    if (minThreshold || maxThreshold) return "";
    if (told.picture) return "picture";
    return told.ratio > expected ? "good" : told.ratio > 1.02 ? "pale" : "";
  };

  // What a field holds is written in its whole box, as axe takes it.
  const fieldBox = ({ style, box }) =>
    style.getPropertyValue("text-indent") === "0px" && box.width >= 1 && box.height >= 1 ? [box] : null;

  const look = (element) => {
    const texts = [];
    for (let node = firstChild(element); node; node = nextSibling(node))
      if (nodeType(node) === 3 && /\S/.test(textOf(node))) texts.push(node);
    page ??= survey();
    if (FIELDS.has(nameOf(element))) {
      const told = texts.length ? null : measured(element, fieldBox);
      return told && verdict(told, check.options) === "good" ? "good" : ""; // else its words count, too
    }
    if (!texts.length) return page.deep ? "" : "good"; // axe judges an element's own words only
    const said = texts.map(textOf).join(" ").trim();
    if (said.length < 2 || !LETTER.test(said)) return "";
    const told = measured(element, ({ box }) => wordBoxes(texts, box));
    if (told) page.told.set(element, told);
    return told ? verdict(told, check.options) : "";
  };
  const matches = (element, ...others) => {
    try {
      if (look(element) === "good") return false;
    } catch {
      // A page that makes measuring fail here may still be one for axe.
    }
    return asked.call(rule, element, ...others);
  };
  const evaluate = function (element, options, node, context) {
    const told = page?.told.get(element);
    const said = told && verdict(told, options);
    if ((said !== "pale" && said !== "picture") || !engine.commons.dom.isVisibleOnScreen(node))
      return judged.call(this, element, options, node, context);
    const { bold, expected } = limits(told, options);
    this.data({
      fgColor: told.fgColor?.toHexString(),
      bgColor: told.bgColor?.toHexString(),
      contrastRatio: Math.floor((told.ratio || 0) * 100) / 100,
      fontSize: `${((told.size * 72) / 96).toFixed(1)}pt (${told.size}px)`,
      fontWeight: bold ? "bold" : "normal",
      messageKey: told.picture,
      expectedContrastRatio: `${expected}:1`,
    });
    return told.picture ? undefined : false;
  };
  engine.configure({
    rules: [{ id: "color-contrast", matches }],
    checks: [{ id: "color-contrast", evaluate }],
  });

  // A link among words is well if its style or its colours set it off: where the style does, no colour is measured.
  const links = engine._audit.rules.find((each) => each.id === "link-in-text-block");
  const either = (links?.any ?? []).map((each) => each.id ?? each);
  const [apart, styled] = ["link-in-text-block", "link-in-text-block-style"].map((id) =>
    either.includes(id) ? engine._audit.checks[id] : null);
  const coloured = apart?.evaluate;
  const silent = { data() {}, relatedNodes() {} };
  if (typeof coloured !== "function" || typeof styled?.evaluate !== "function") return;
  const distinct = function (element, options, ...others) {
    if (styled.evaluate.call(silent, element, styled.options, ...others) === true) return true;
    return coloured.call(this, element, options, ...others);
  };
  engine.configure({ checks: [{ id: "link-in-text-block", evaluate: distinct }] });
})();
