// Tries what the keyboard does: which stops show that it is there, and whether it comes away from each.
(() => {
  "use strict";
  const own = globalThis.auditor && globalThis.auditor.own;
  if (!own || own.keys) return;
  const { all, closest, nameOf } = globalThis.auditor.read;
  const FOCUS = ["focus", "blur", "focusin", "focusout"];

  // While styles are compared, the page is not told: nothing of it opens, moves or loads.
  let quiet = false;
  for (const type of FOCUS) addEventListener(type, (event) => quiet && event.stopImmediatePropagation(), true);
  let listens = false;
  addEventListener("auditor-keys", () => { listens = true; }, true);

  const STOPS = "a[href],area[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex],[contenteditable=''],[contenteditable=true],iframe,audio[controls],video[controls]";
  const TYPED = "input:not([type=button],[type=submit],[type=reset],[type=image],[type=checkbox],[type=radio]),textarea,select,iframe,audio,video,[contenteditable],embed,object";
  const HEARS = "[onkeydown],[onkeypress],[onkeyup],[onblur],[onfocus],[onfocusin],[onfocusout]";
  const MOST_LOOKS = 12;
  const SHEET = "*,*::before,*::after{transition:none !important;animation:none !important;caret-color:transparent !important}";
  const PARTS = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "backgroundColor", "backgroundImage", "color", "opacity",
    "borderTopColor", "borderTopWidth", "borderTopStyle", "borderBottomColor", "borderBottomWidth", "borderBottomStyle",
    "borderLeftColor", "borderLeftWidth", "borderRightColor", "textDecorationLine", "textDecorationColor", "textDecorationStyle",
    "fontWeight", "fontSize", "transform", "filter", "left", "top", "visibility", "clip", "clipPath", "content", "width", "height", "textShadow", "fill", "stroke"];

  const stops = () => [...all(document, STOPS)].filter((each) => each.tabIndex >= 0 && !each.disabled && !closest(each, "[inert]")
    && each.checkVisibility({ visibilityProperty: true }) && each.getClientRects().length);
  const looks = (element) => {
    const said = [];
    const add = (node, pseudo) => {
      const style = getComputedStyle(node, pseudo);
      said.push(PARTS.map((part) => style[part]).join("|"));
    };
    for (let at = element, steps = 0; at instanceof Element && steps < 3; at = at.parentElement, steps++)
      for (const pseudo of steps < 2 ? [null, "::before", "::after"] : [null]) add(at, pseudo);
    for (const child of [...all(element, "*")].slice(0, 3)) add(child, null);
    return said.join("\n");
  };
  const kindOf = (element) => [element, element.parentElement].map((each) => each && `${nameOf(each)}.${each.className}`).join(">")
    + (element.style.cssText || "");

  let suspects = [];
  let order = [];
  let sheet = null;
  const freeze = () => {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(SHEET);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  };
  const thaw = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
  };
  const leave = () => {
    const at = document.activeElement;
    if (at && at !== document.body && at.blur) at.blur();
  };

  // A link may be drawn by what it holds alone, and then has no room of its own.
  const extent = (element) => {
    const boxes = [element, ...[...all(element, "*")].slice(0, 20)].map((each) => each.getBoundingClientRect());
    const drawn = boxes.filter((box) => box.width && box.height);
    const [edge, far] = [Math.min, Math.max].map((pick) => (side) => pick(...(drawn.length ? drawn : boxes).map((box) => box[side])));
    return { left: edge("left"), top: edge("top"), right: far("right"), bottom: far("bottom") };
  };

  own.keys = own.guarded({
    // How many stops there are, which of them look the same with and without the keyboard, and whether keys are heard.
    begin: (most) => {
      order = stops();
      const kinds = new Map();
      for (const each of order) if (!each.matches(TYPED) && !kinds.has(kindOf(each)) && kinds.size < MOST_LOOKS) kinds.set(kindOf(each), each);
      const had = document.activeElement;
      quiet = true;
      freeze();
      try {
        leave();
        const plain = new Map([...kinds.values()].map((each) => [each, looks(each)]));
        suspects = [];
        for (const [each, was] of plain) {
          each.focus({ focusVisible: true, preventScroll: true });
          if (document.activeElement === each && looks(each) === was) suspects.push(each);
          leave();
          if (suspects.length >= most) break;
        }
      } finally {
        thaw();
        if (had instanceof HTMLElement && had !== document.body) had.focus({ preventScroll: true });
        else leave();
        quiet = false;
      }
      return { stops: order.length, suspects: suspects.length, listens: listens || all(document, HEARS).length > 0 };
    },
    // Put the keyboard before a suspect, so that one press brings it there; the box in which it would show.
    before: (index) => {
      const element = suspects[index];
      const at = order.indexOf(element);
      element.scrollIntoView({ block: "center", behavior: "instant" });
      freeze();
      // The way to the first stop leads from the last one round the end of the page.
      const last = at === 0 && order.length > 1 ? order.slice(-1) : [];
      const previous = [...last, ...order.slice(0, at).reverse()].find((each) => !each.matches("iframe,audio,video"));
      if (previous) previous.focus({ preventScroll: true });
      else leave();
      element.scrollIntoView({ block: "center", behavior: "instant" });
      const box = extent(element);
      const [left, top] = [Math.max(0, box.left - 16), Math.max(0, box.top - 16)];
      const near = previous && previous.getBoundingClientRect();
      // The stop before must not show in the picture, or its own mark would be taken for this one's.
      const clear = !near || near.right < left || near.left > box.right + 16 || near.bottom < top || near.top > box.bottom + 16;
      return {
        clear,
        x: left + scrollX,
        y: top + scrollY,
        width: Math.min(box.right - box.left + 32, 900),
        height: Math.min(box.bottom - box.top + 32, 500),
      };
    },
    arrived: (index) => document.activeElement === suspects[index],
    unfocus: () => { quiet = true; leave(); quiet = false; },
    after: () => { thaw(); leave(); },
    tell: (indices) => own.describe(indices.map((index) => ({ rule: "focus-unseen", element: suspects[index], data: {} }))),
    // Where the keyboard is: the number of the stop, -1 outside all of them.
    start: () => { leave(); return order.length; },
    at: () => {
      const element = document.activeElement;
      if (!element || element === document.body || element === document.documentElement) return { stop: -1, holds: false };
      if (!order.includes(element)) order.push(element);
      return {
        stop: order.indexOf(element),
        holds: element.matches("iframe,audio,video,embed,object,frame"),
        dialog: Boolean(closest(element, "dialog,[role=dialog],[role=alertdialog],[aria-modal=true]")),
      };
    },
    tellTrap: (stop) => own.describe([{ rule: "keyboard-trap", element: order[stop], data: {} }]),
    end: () => { leave(); scrollTo({ top: 0, left: 0, behavior: "instant" }); },
  });
})();
