// Says in words where an element stands.
(() => {
  "use strict";
  const auditor = globalThis.auditor;
  if (!auditor || auditor.describe) return;
  const { parentNode, shadowOf, nameOf, all, closest, attribute, rootOf } = auditor.read;

  const fold = (text, most) => {
    const words = text.replace(/\s+/g, " ").trim();
    return words.length > most ? words.slice(0, most).replace(/\s+\S*$/, "") + "…" : words;
  };
  // Bounded: a container's whole text would make many reports on one long page quadratic.
  const textIn = (element) => {
    const walker = Document.prototype.createTreeWalker.call(document, element, NodeFilter.SHOW_TEXT);
    let said = "";
    for (let steps = 0; steps < 200 && said.length < 400 && walker.nextNode(); steps++)
      said += walker.currentNode.data.slice(0, 400);
    return said;
  };
  const ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split(" ");
  const ordinal = (index) => {
    if (index < 10) return ORDINALS[index];
    const n = index + 1;
    const tail = n % 100 > 10 && n % 100 < 14 ? "th" : ["th", "st", "nd", "rd"][n % 10] || "th";
    return n + tail;
  };
  let known = new Map();
  const positions = (root, selector) => {
    if (!known.has(root)) known.set(root, new Map());
    const kinds = known.get(root);
    if (!kinds.has(selector)) kinds.set(selector, new Map([...all(root, selector)].map((e, i) => [e, i])));
    return kinds.get(selector);
  };
  const nth = (element, selector) => ordinal(positions(rootOf(element), selector).get(element) ?? 0);

  const HEADINGS = "h1,h2,h3,h4,h5,h6,[role=heading]";
  const headingAbove = (element) => {
    for (let node = element; node; ) {
      const root = rootOf(node);
      const list = [...positions(root, HEADINGS).keys()];
      let low = 0;
      let high = list.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        const before = list[middle] !== node && list[middle].compareDocumentPosition(node) & 4;
        if (before) low = middle + 1;
        else high = middle;
      }
      for (let i = low - 1; i >= 0 && i > low - 4; i--) {
        const words = fold(textIn(list[i]), 120);
        if (words) return words;
      }
      node = root instanceof ShadowRoot ? root.host : null;
    }
    return "";
  };

  const AREAS = [
    ["nav,[role=navigation]", "in the menu"],
    ["dialog,[role=dialog]", "in the dialog box"],
    ["header,[role=banner]", "in the page header"],
    ["footer,[role=contentinfo]", "in the page footer"],
    ["aside,[role=complementary]", "in the side column"],
    ["form,[role=form],[role=search]", "in the form"],
  ];
  const areaOf = (element) => {
    for (let node = element; node; node = rootOf(node) instanceof ShadowRoot ? rootOf(node).host : null)
      for (const [selector, words] of AREAS) {
        const area = closest(node, selector);
        if (area && area !== element) return " " + words;
      }
    return "";
  };
  const quoted = (kind, element, words) => {
    const said = fold(words, 60);
    return said ? `${kind} '${said}'` : "";
  };
  const labelOf = (field) => {
    const label = field.labels && field.labels[0];
    return (label && textIn(label)) || attribute(field, "aria-label") || attribute(field, "placeholder")
      || attribute(field, "name");
  };

  const PICTURES = "img,svg,[role=img],input[type=image],area";
  const placeOf = (element) => {
    const name = nameOf(element);
    const role = attribute(element, "role");
    if (["html", "body", "head", "title", "meta", "link"].includes(name)) return "the page as a whole";
    if (element.matches(PICTURES)) return `${nth(element, PICTURES)} picture`;
    if (name === "a" || role === "link") {
      const words = quoted("link", element, textIn(element) || attribute(element, "aria-label"));
      return words || `${nth(element, "a,[role=link]")} link without words`;
    }
    if (name === "button" || role === "button" || (name === "input" && /^(button|submit|reset)$/.test(element.type))) {
      const own = "button,[role=button],input[type=button],input[type=submit],input[type=reset]";
      const words = textIn(element) || attribute(element, "value") || attribute(element, "aria-label");
      return quoted("button", element, words) || `${nth(element, own)} button without words`;
    }
    if (["input", "select", "textarea"].includes(name))
      return quoted("field", element, labelOf(element)) || `${nth(element, "input,select,textarea")} field`;
    if (["td", "th"].includes(name)) {
      const row = parentNode(element);
      const table = closest(element, "table");
      if (table && row && Number.isInteger(row.rowIndex))
        return `row ${row.rowIndex + 1}, column ${element.cellIndex + 1} of the ${nth(table, "table")} table`;
    }
    if (name === "table") return `${nth(element, "table")} table`;
    if (["iframe", "frame", "object", "embed"].includes(name)) {
      const own = "iframe,frame,object,embed";
      return `${nth(element, own)} frame` + (attribute(element, "title") ? ` '${fold(attribute(element, "title"), 60)}'` : "");
    }
    if (["video", "audio"].includes(name)) return `${nth(element, name)} ${name === "audio" ? "recording" : "video"}`;
    if (["ul", "ol", "dl"].includes(name)) return `${nth(element, "ul,ol,dl")} list`;
    if (/^h[1-6]$/.test(name) || role === "heading")
      return quoted("heading", element, textIn(element)) || `${nth(element, HEADINGS)} heading without words`;
    return quoted(name === "li" ? "list item" : "text", element, textIn(element)) || "a part without words";
  };

  auditor.find = (selector) => {
    let root = document;
    let element = null;
    for (const part of Array.isArray(selector) ? selector : [selector]) {
      try {
        element = root ? all(root, part)[0] : null;
      } catch {
        return null;
      }
      if (!element) return null;
      root = shadowOf(element);
    }
    return element;
  };

  auditor.describe = (selector) => {
    const element = auditor.find(selector);
    if (!element) return { heading: "", place: "", html: "" };
    return {
      heading: headingAbove(element),
      place: placeOf(element) + areaOf(element),
      html: auditor.startTag(element, 500),
    };
  };
  auditor.describeAll = (selectors) => {
    known = new Map();
    return selectors.map(auditor.describe);
  };
})();
