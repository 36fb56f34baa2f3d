// Writes the rendered document out as HTML, and says in words where an element stands.
(() => {
  "use strict";
  const auditor = globalThis.auditor;
  if (!auditor || auditor.serialise) return;

  // A form's fields can shadow its properties, so everything is read through the prototypes.
  const reader = (proto, name) => {
    const get = Object.getOwnPropertyDescriptor(proto, name).get;
    return (node) => get.call(node);
  };
  const firstChild = reader(Node.prototype, "firstChild");
  const nextSibling = reader(Node.prototype, "nextSibling");
  const parentNode = reader(Node.prototype, "parentNode");
  const nodeType = reader(Node.prototype, "nodeType");
  const textOf = reader(Node.prototype, "textContent");
  const attributesOf = reader(Element.prototype, "attributes");
  const shadowOf = reader(Element.prototype, "shadowRoot");
  const nameOf = reader(Element.prototype, "localName");
  const all = (root, selector) => {
    const kind = root instanceof Document ? Document : root instanceof Element ? Element : DocumentFragment;
    return kind.prototype.querySelectorAll.call(root, selector);
  };
  const closest = (element, selector) => Element.prototype.closest.call(element, selector);
  const attribute = (element, name) => Element.prototype.getAttribute.call(element, name) || "";
  const rootOf = (node) => Node.prototype.getRootNode.call(node);
  auditor.read = { firstChild, nextSibling, nodeType, textOf, shadowOf, nameOf, all, closest, attribute, rootOf };

  const VOID = new Set(
    "area base br col embed hr img input link meta param source track wbr basefont bgsound keygen".split(" "),
  );
  const RAW = new Set("script style xmp noembed noframes plaintext noscript".split(" "));
  const FRAMES = new Set("iframe frame object embed fencedframe".split(" "));
  const TEXT = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\u00a0": "&nbsp;" };
  const VALUE = { "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;", "\u00a0": "&nbsp;" };
  const escapeText = (text) => text.replace(/[&<>\u00a0]/g, (sign) => TEXT[sign]);
  const escapeValue = (text) => text.replace(/[&"<>\u00a0]/g, (sign) => VALUE[sign]);
  const NAME = /^[^\s"'<>\/=\0]+$/;

  const startTag = (element, most = Infinity) => {
    let tag = "<" + nameOf(element);
    for (const { name, value } of attributesOf(element)) {
      if (!NAME.test(name)) continue;
      tag += ` ${name}="${escapeValue(value)}"`;
      if (tag.length > most) return tag.slice(0, most) + "…";
    }
    return tag + ">";
  };

  // `limit` counts characters; a document beyond it is cut and says so. A frame's element stands between marks.
  auditor.serialise = (mark, limit) => {
    const parts = [];
    const frames = (auditor.frameElements = []);
    let length = 0;
    const emit = (text) => {
      parts.push(text);
      length += text.length;
    };
    const stack = [{ node: firstChild(document), close: "" }];
    while (stack.length && length < limit) {
      const top = stack[stack.length - 1];
      const node = top.node;
      if (!node) {
        emit(top.close);
        stack.pop();
        continue;
      }
      top.node = nextSibling(node);
      const type = nodeType(node);
      if (type === 3 || type === 4) emit(escapeText(textOf(node)));
      else if (type === 8) emit("<!--" + textOf(node).replaceAll("--", "- -") + "-->");
      else if (type === 10) emit("<!DOCTYPE html>");
      if (type !== 1) continue;
      const name = nameOf(node);
      if (FRAMES.has(name) && name !== "object") {
        const end = VOID.has(name) ? "" : `</${name}>`;
        emit(`<!--${mark}${frames.push(node) - 1}-->${startTag(node)}${end}<!--${mark}end-->`);
        continue;
      }
      emit(startTag(node));
      if (VOID.has(name)) continue;
      else if (name === "style") emit("</style>");
      else if (RAW.has(name)) emit(textOf(node).replace(/<\/(?=[a-z])/gi, "<\\/") + `</${name}>`);
      else {
        const after = name === "object" ? `</object><!--${mark}${frames.push(node) - 1}--><!--${mark}end-->` : `</${name}>`;
        const within = node instanceof HTMLTemplateElement ? node.content : node;
        stack.push({ node: firstChild(within), close: after });
        const shadow = shadowOf(node);
        if (shadow) {
          emit('<template shadowrootmode="open">');
          stack.push({ node: firstChild(shadow), close: "</template>" });
        }
      }
    }
    return { html: parts.join("").slice(0, limit), cut: stack.length > 0, frames: frames.length };
  };

  auditor.frameList = () =>
    auditor.frameElements.map((element) => ({
      id: auditor.owners.get(element) || "",
      src: element.src || element.data || "",
      title: attribute(element, "title"),
      picture: /^image\//.test(attribute(element, "type")) || (element.tagName === "EMBED" && !element.src),
    }));

  auditor.blank = () => {
    const body = document.body;
    return !body || (!textOf(body).trim() && !all(body, "img,svg,canvas,video,audio,iframe,frame,object,embed").length
      && ![...all(body, "*")].some(shadowOf));
  };

  // --- where an element stands ---

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
      html: startTag(element, 500),
    };
  };
  auditor.describeAll = (selectors) => {
    known = new Map();
    return selectors.map(auditor.describe);
  };
})();
