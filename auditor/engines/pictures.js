// Finds the boxes that may be photographed, blanks what could show a person, and reads the words in each box.
(() => {
  "use strict";
  const auditor = globalThis.auditor;
  if (!auditor || auditor.boxes) return;
  const { all, textOf, shadowOf, nameOf, attribute } = auditor.read;

  const MEDIA = "img,picture,video,canvas,iframe,frame,object,embed,fencedframe,image,input[type=image]";
  const CONTROLS = "input,select,textarea,button,[role]";
  const ANY = "*:not(#_1):not(#_2):not(#_3)";
  const SHEET = `
    ${MEDIA.split(",").map((tag) => `${tag}:not(#_1):not(#_2):not(#_3)`).join(",")} { opacity: 0 !important; }
    ${ANY}, ${ANY}::before, ${ANY}::after, ${ANY}::marker {
      background-image: none !important; border-image-source: none !important; mask-image: none !important;
      list-style-image: none !important; transition: none !important; animation: none !important; }`;

  const roots = () => {
    const found = [document];
    for (let i = 0; i < found.length; i++)
      for (const element of all(found[i], "*")) {
        const shadow = shadowOf(element);
        if (shadow) found.push(shadow);
      }
    return found;
  };
  const meets = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const solid = (rect) => rect.width > 0 && rect.height > 0;

  const PAINTED = /url\(|image-set\(|image\(|element\(|paint\(|cross-fade\(/;
  const paints = (element) => {
    if (element.matches(MEDIA) && getComputedStyle(element).opacity !== "0") return true;
    for (const pseudo of [null, "::before", "::after"]) {
      const style = getComputedStyle(element, pseudo);
      const images = [style.backgroundImage, style.borderImageSource, style.listStyleImage, style.maskImage];
      if (images.some((image) => PAINTED.test(image)) || PAINTED.test(style.content)) return true;
    }
    // A component that hides its inside could show anything.
    return nameOf(element).includes("-") && element.matches(":defined") && !shadowOf(element);
  };
  const wordsOf = (element) => {
    const said = [];
    for (const name of ["alt", "title", "aria-label", "placeholder"]) said.push(attribute(element, name));
    if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) said.push(element.value);
    if (element instanceof HTMLSelectElement)
      for (const option of element.options) said.push(option.label, textOf(option));
    for (const pseudo of ["::before", "::after"]) {
      const { content } = getComputedStyle(element, pseudo);
      if (content.startsWith('"')) said.push(content.slice(1, -1));
    }
    return said.filter(Boolean);
  };

  // Boxes are in CSS pixels from the document's corner; `null` where no harmless picture can be had.
  auditor.boxes = (selectors, { width, height, margin }) => {
    const trees = roots();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(SHEET);
    for (const tree of trees) tree.adoptedStyleSheets = [...tree.adoptedStyleSheets, sheet];
    const page = document.documentElement;
    const whole = { width: Math.max(page.scrollWidth, innerWidth), height: Math.max(page.scrollHeight, innerHeight) };
    const boxes = selectors.map((selector) => {
      const element = auditor.find(selector);
      const rect = element && !element.matches(MEDIA) && element.getBoundingClientRect();
      if (!rect || !solid(rect)) return null;
      const left = Math.max(-scrollX, Math.floor(rect.left - margin));
      const top = Math.max(-scrollY, Math.floor(rect.top - margin));
      const right = Math.min(rect.right + margin, left + width, whole.width - scrollX);
      const bottom = Math.min(rect.bottom + margin, top + height, whole.height - scrollY);
      if (right - left < 4 || bottom - top < 4) return null;
      return { left, top, right, bottom, words: [], clean: true, control: element.matches(CONTROLS) };
    });
    const wanted = boxes.filter(Boolean);
    if (!wanted.length) return boxes.map(() => null);
    const range = document.createRange();
    for (const tree of trees) {
      for (const element of all(tree, "*")) {
        const rect = element.getBoundingClientRect();
        if (!solid(rect)) continue;
        const hit = wanted.filter((box) => meets(rect, box));
        if (!hit.length) continue;
        const words = wordsOf(element);
        const dirty = paints(element);
        for (const box of hit) {
          box.words.push(...words);
          if (dirty) box.clean = false;
        }
      }
      const walker = Document.prototype.createTreeWalker.call(document, tree, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        if (!walker.currentNode.data.trim()) continue;
        range.selectNodeContents(walker.currentNode);
        const rect = range.getBoundingClientRect();
        if (solid(rect))
          for (const box of wanted) if (meets(rect, box)) box.words.push(walker.currentNode.data);
      }
    }
    return boxes.map((box) =>
      box && box.clean && (box.words.length || box.control)
        ? {
            x: box.left + scrollX,
            y: box.top + scrollY,
            width: Math.ceil(box.right - box.left),
            height: Math.ceil(box.bottom - box.top),
            covers: box.words.join("\n").replace(/[^\S\n]+/g, " ").slice(0, 20000),
          }
        : null,
    );
  };
})();
