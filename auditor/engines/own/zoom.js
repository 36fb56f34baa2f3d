// Measures which words are cut off by a box of fixed size; asked once as the page is and once enlarged twice.
(() => {
  "use strict";
  const own = globalThis.auditor && globalThis.auditor.own;
  if (!own || own.zoom) return;
  const { all } = globalThis.auditor.read;

  const HIDES = /hidden|clip/;
  const SLIDES = "[class*=slide i],[class*=swiper i],[class*=slick i],[class*=carousel i],[class*=marquee i],[class*=ticker i],[class*=accordion i],[class*=collaps i],[class*=dropdown i],[class*=sr-only i],[class*=visually-hidden i],[class*=screen-reader i],[aria-hidden=true],[aria-expanded=false],nav,[role=navigation],select,textarea,[contenteditable]";
  const MOST = 4000;
  const SETTLES = 300; // milliseconds
  const SCROLLS = /auto|scroll/;
  const CONTROL = "a,button,summary,label,[role=button],[onclick]";
  let before = null;
  let cut = [];
  let parts = new Map();

  const boxes = () => {
    const found = [];
    for (const element of [...all(document, "body *")].slice(0, MOST)) {
      const style = getComputedStyle(element);
      if (!HIDES.test(style.overflowX) && !HIDES.test(style.overflowY)) continue;
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const moves = /height|all/.test(style.transitionProperty) && parseFloat(style.transitionDuration) > 0;
      if (moves || element.clientWidth < 12 || element.clientHeight < 8 || element.closest(SLIDES)) continue;
      if (style.webkitLineClamp && style.webkitLineClamp !== "none") continue;
      found.push([element, style]);
    }
    return found;
  };

  // Nothing moves the words, and nothing tells them in another way.
  const still = (element) => !element.getAnimations({ subtree: true }).length && !element.scrollLeft
    && !(/width|all/.test(getComputedStyle(element).transitionProperty) && parseFloat(getComputedStyle(element).transitionDuration) > 0)
    && !told(element) && !unfolds(element);

  // Whether a style sheet lets the box grow once someone points at it, gets into it or ticks something.
  const STATES = /:(?:hover|focus(?:-within|-visible)?|active|checked|target)/g;
  const grows = (rules, element) => [...rules].some((rule) => {
    if (rule.cssRules && rule.cssRules.length && grows(rule.cssRules, element)) return true;
    if (!rule.selectorText || !/:(?:hover|focus|active|checked|target)/.test(rule.selectorText)) return false;
    if (![...rule.style].some((name) => /^(?:min-|max-)?(?:height|width|block-size|inline-size)$|^overflow|^display|^white-space/.test(name))) return false;
    try {
      return element.matches(rule.selectorText.replace(STATES, ""));
    } catch {
      return false;
    }
  });
  const unfolds = (element) => [...document.styleSheets].some((sheet) => {
    try {
      return grows(sheet.cssRules, element);
    } catch {
      return false; // a sheet of another site
    }
  });

  // Something that lets the rest be read: what moves the words, what unfolds the box, a link or button
  // round the box or after it, or its own title.
  const told = (element) => Boolean(element.closest("[title],[aria-label],[onclick],[onscroll],a[href],button,summary"));
  const goesOn = (element) => {
    const next = element.nextElementSibling || element.parentElement.nextElementSibling;
    return told(element) || element.getAnimations({ subtree: true }).length > 0 || unfolds(element) || Boolean(next && (next.matches(CONTROL) || (next.textContent.trim().length < 60 && next.querySelector(CONTROL))))
      || (Boolean(element.id) && Boolean(document.querySelector(`[aria-controls~="${CSS.escape(element.id)}"]`)));
  };

  // How a part of the page treats what is too large for it: "scrolls", "hides" or nothing.
  const way = (element) => {
    if (!parts.has(element)) {
      const style = getComputedStyle(element);
      const over = `${style.overflowX} ${style.overflowY}`;
      const moves = element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1;
      parts.set(element, SCROLLS.test(over) && moves ? "scrolls" : HIDES.test(over) ? "hides" : "");
    }
    return parts.get(element);
  };
  // What a part inside the box lets scroll can be read; what such a part itself cuts off is not the box's matter.
  const within = (node, box) => {
    const found = [];
    for (let each = node.parentElement; each && each !== box; each = each.parentElement) {
      if (way(each) === "scrolls") return null;
      if (way(each) === "hides") found.push(each.getBoundingClientRect());
    }
    return found;
  };

  const lost = (element, style) => {
    const box = element.getBoundingClientRect();
    const right = box.left + element.clientLeft + element.clientWidth;
    const bottom = box.top + element.clientTop + element.clientHeight;
    const [downs, sides] = [HIDES.test(style.overflowY), HIDES.test(style.overflowX) && style.textOverflow === "clip"];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    let [shown, below, beside, most] = [0, 0, 0, false];
    const texts = new Set();
    for (let steps = 0; steps < 300 && walker.nextNode(); steps++) {
      const node = walker.currentNode;
      if (!/\S/.test(node.data) || !node.parentElement.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const place = getComputedStyle(node.parentElement);
      if (/absolute|fixed/.test(place.position) || parseFloat(place.textIndent) < -99) continue;
      range.selectNodeContents(node);
      const inner = within(node, element);
      for (const line of range.getClientRects()) {
        if (line.width < 2 || line.height < 4 || line.right <= box.left) continue;
        if (!inner) {
          shown += 1;
          continue;
        }
        if (inner.some((part) => line.top >= part.bottom - 1 || line.left >= part.right - 1)) continue;
        const hidden = Math.max(0, Math.min(line.bottom, line.bottom - bottom)) / line.height;
        if (line.left >= right) continue;
        if (downs && line.bottom > bottom && Math.min(1, hidden) > 0.4) {
          below += 1;
          texts.add(node.parentElement);
        } else if (sides && line.right > right + 6 && line.left + 8 < right) {
          beside += 1;
          texts.add(node.parentElement);
          // The box's own words on one line, of which more is lost than shown: nothing can bring them back.
          most ||= node.parentElement === element && place.whiteSpace === "nowrap" && line.right - right > Math.max(60, line.width / 2);
        } else shown += 1;
      }
    }
    return { shown, below, beside, texts, most: most && still(element) };
  };

  const measure = () => {
    const found = new Map();
    parts = new Map();
    for (const [element, style] of boxes()) {
      const { shown, below, beside, texts, most } = lost(element, style);
      // Where nothing at all is shown, something is folded away, and there is a way to unfold it.
      if ((below && (shown || beside)) || beside) found.set(element, { side: below ? "below" : "beside", texts, most: most ? "yes" : "no" });
    }
    return found;
  };

  // Whether anything on the page could cut words off, now or on a narrow screen.
  const mayCut = () => {
    if (boxes().length) return true;
    const inner = (rules) => [...rules].some((rule) => rule.media ? [...rule.cssRules].some((each) => /overflow/.test(each.cssText)) : false);
    return [...document.styleSheets].some((sheet) => {
      try {
        return inner(sheet.cssRules);
      } catch {
        return false;
      }
    });
  };

  own.zoom = own.guarded({
    begin: () => {
      before = null;
      cut = [];
      if (!mayCut()) return false;
      before = measure();
      return true;
    },
    look: async () => {
      const first = measure();
      if (!first.size) return 0;
      // Scripts that fit boxes to their words do so when the window has its new size, and some take a moment.
      await new Promise((done) => setTimeout(done, SETTLES));
      cut = [...measure()].filter(([element]) => first.has(element)).slice(0, 20).map(([element, how]) => ({ element, ...how, before: before.has(element) ? "yes" : "no", more: goesOn(element) ? "yes" : "no" }));
      return cut.length;
    },
    // The boxes that cut words off, for who looks at them by other means, and the elements whose words are cut off.
    noted: () => cut.map(({ element, side, texts }) => ({ element, side, texts })),
    tell: () => own.describe(cut.map(({ element, side, most, more, before: was }) => ({ rule: "text-cut-off", element, data: { side, most, more, before: was } }))),
  });
})();
