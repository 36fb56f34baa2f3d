// Finds the words whose contrast an engine could not tell, and hides words so that what is behind can be seen.
(() => {
  "use strict";
  const auditor = globalThis.auditor;
  const own = auditor && auditor.own;
  if (!own || own.pixels) return;
  const TALLEST = 6000; // pixels from the top of the page, below which nothing is measured
  const WINDOW = 900; // pixels of the page that are drawn: a screenful costs what an engine costs
  const SHEET = "*,*::before,*::after{transition:none !important;animation:none !important}";
  const fill = (colour) => `*,*::before,*::after{-webkit-text-fill-color:${colour} !important}`;
  const sheets = [];
  const adopt = (text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    sheets.push(sheet);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  };
  const opaque = (element) => {
    for (let at = element; at; at = at.parentElement) if (getComputedStyle(at).opacity !== "1") return false;
    return true;
  };
  // A picture that did not come leaves a ground that no visitor sees: then nothing is measured.
  const PATIENCE = 800;
  const pending = new Map();
  const came = (url) => {
    if (!pending.has(url))
      pending.set(url, new Promise((done) => {
        const picture = new Image();
        setTimeout(() => done(false), PATIENCE);
        picture.onload = () => done(picture.naturalWidth > 0);
        picture.onerror = () => done(false);
        picture.src = url;
      }));
    return pending.get(url);
  };
  const grounds = (element) => {
    const urls = [];
    for (let at = element; at; at = at.parentElement)
      for (const pseudo of [null, "::before", "::after"])
        for (const [, url] of getComputedStyle(at, pseudo).backgroundImage.matchAll(/url\("([^"]*)"\)/g)) urls.push(url);
    return urls;
  };
  // What a text stands on: a gradient with nothing else that is drawn, or something whose shades nobody named.
  const standsOn = (element, drawn) => {
    if (drawn) return "picture";
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (/gradient\(/.test(style.backgroundImage)) return style.backgroundClip.includes("text") ? "other" : "gradient";
      if (/^rgb\(/.test(style.backgroundColor)) break;
    }
    return "other";
  };
  const meets = (box, line) => box.left < line[2] - scrollX && line[0] - scrollX < box.right
    && box.top < line[3] - scrollY && line[1] - scrollY < box.bottom;
  const OTHERS = "video,canvas,iframe,object,embed";
  let wanted = [];

  own.pixels = own.guarded({
    // The lines of each text in doubt, in pixels from the page's corner, and the colour of its words.
    begin: async (most) => {
      const targets = (auditor.unsettled || []).slice(0, most);
      if (!targets.length) return [];
      adopt(SHEET);
      const range = document.createRange();
      wanted = [];
      let [highest, lowest] = [Infinity, 0];
      for (const target of targets) {
        const element = auditor.find(target);
        if (!element || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
        if (element.closest("video,canvas,svg") || /^(input|select|textarea|option)$/i.test(element.tagName)) continue;
        const lines = [];
        for (const node of element.childNodes) {
          if (node.nodeType !== 3 || !/\S/.test(node.data)) continue;
          range.selectNodeContents(node);
          for (const line of range.getClientRects())
            if (line.width >= 2 && line.height >= 4)
              lines.push([line.left + scrollX, line.top + scrollY, line.right + scrollX, line.bottom + scrollY]);
        }
        if (!lines.length || lines.some((line) => line[0] < 0 || line[1] < 0 || line[3] > TALLEST || line[2] > 1280)) continue;
        const inWay = [...document.querySelectorAll(`img,${OTHERS}`)].filter((each) => lines.some((line) => meets(each.getBoundingClientRect(), line)));
        if (inWay.some((each) => each.matches(OTHERS) || !(each.complete && each.naturalWidth))) continue;
        const behind = grounds(element);
        const loaded = await Promise.all(behind.map(came));
        if (loaded.includes(false)) continue;
        const style = getComputedStyle(element);
        const low = Math.max(...lines.map((line) => line[3]));
        const high = Math.min(...lines.map((line) => line[1]));
        if (Math.max(lowest, low) - Math.min(highest, high) > WINDOW) continue;
        [highest, lowest] = [Math.min(highest, high), Math.max(lowest, low)];
        wanted.push({
          element,
          lines: lines.slice(0, 12),
          size: parseFloat(style.fontSize),
          bold: parseFloat(style.fontWeight) >= 700,
          colour: opaque(element) ? style.webkitTextFillColor : "",
          facts: {
            ground: standsOn(element, inWay.length || behind.length),
            word: /\p{L}.*\p{L}|\p{Lo}/su.test(element.textContent) ? "yes" : "no",
          },
        });
      }
      return wanted.map(({ element, facts, ...told }) => told);
    },
    paint: (colour) => adopt(fill(colour)),
    end: () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => !sheets.includes(each));
      sheets.length = 0;
    },
    tell: (noted) => own.describe(noted.map(([index, data]) => ({ rule: "contrast-measured", element: wanted[index].element, data: { ...data, ...wanted[index].facts } }))),
  });
})();
