// Notes how pictures are shown: how large, under which words, in which link; what is in them is read elsewhere.
(() => {
  "use strict";
  const own = globalThis.auditor && globalThis.auditor.own;
  if (!own || own.shown) return;
  own.shown = true;
  const { fold, tokens, attribute, closest, nameOf } = own;

  const MOST = 24; // the largest of a page
  const LEAST = { width: 60, height: 16, area: 1500 }; // below these nobody reads words
  const SHAPES = "path,polygon,polyline,circle,ellipse,line,image,use,rect";

  const behind = (style) => {
    const match = /^url\("((?:[^"\\]|\\.)*)"\)/.exec(style.backgroundImage);
    return match ? match[1].replace(/\\(.)/g, "$1") : "";
  };
  const sourceOf = (element, kit) => {
    switch (nameOf(element)) {
      case "img": return element.currentSrc || element.src;
      case "input": return element.src;
      case "object": return element.data;
      case "embed": return element.src;
      case "image": return element.href ? element.href.baseVal : "";
      default: return kit.words(element) ? "" : behind(kit.style(element));
    }
  };
  // A drawing that is written into the page's code as an address: which words and how many shapes it has.
  const drawing = (address) => {
    const head = /^data:image\/svg\+xml([^,]*),/i.exec(address.slice(0, 200));
    if (!head) return null;
    try {
      const body = address.slice(head[0].length);
      const code = /;base64/i.test(head[1]) ? atob(body) : decodeURIComponent(body);
      const root = new DOMParser().parseFromString(code.slice(0, 200000), "image/svg+xml").documentElement;
      const words = [...root.querySelectorAll("text")].map((each) => each.textContent).join(" ");
      return { drawn: tokens(words).length, wrote: words, shapes: root.querySelectorAll(SHAPES).length };
    } catch {
      return null;
    }
  };
  const bytesOf = (address) => {
    const head = /^data:[^,]{0,200};base64,/i.exec(address.slice(0, 250));
    if (!head) return 0;
    const letters = address.slice(head[0].length).replace(/[^A-Za-z0-9+/]/g, "").length;
    return Math.floor((letters * 3) / 4);
  };
  const ABOUT = "nav,header,footer,[role=navigation],[role=banner],[role=contentinfo]";

  own.probes.push(["shown", (kit) => {
    const noted = [];
    for (const element of kit.elements) {
      const name = nameOf(element);
      const named = /^(img|input|object|embed|image)$/.test(name);
      if (name === "input" && element.type !== "image") continue;
      if (!named && (!/url\(/.test(kit.style(element).backgroundImage) || element === document.body || element === document.documentElement)) continue;
      if (!kit.seen(element) || (name === "img" && !element.naturalWidth)) continue; // one that did not come
      const box = element.getBoundingClientRect();
      if (box.width < LEAST.width || box.height < LEAST.height || box.width * box.height < LEAST.area) continue;
      noted.push({ element, named, name, box });
    }
    noted.sort((a, b) => b.box.width * b.box.height - a.box.width * a.box.height);
    const found = [];
    for (const { element, named, name, box } of noted.slice(0, MOST)) {
      const source = sourceOf(element, kit);
      if (!source) continue;
      const inline = source.startsWith("data:");
      const drawn = inline ? drawing(source) : null;
      const bytes = inline ? bytesOf(source) : 0;
      if (inline && !bytes && !(drawn && drawn.drawn)) continue;
      const link = closest(element, "a[href]");
      const said = kit.heard(element) ? kit.named(element) : "";
      const repeated = !named && !/no-repeat/.test(kit.style(element).backgroundRepeat);
      if (repeated && box.width * box.height > 400000) continue; // a pattern behind a part of the page
      const calm = closest(element, "picture");
      found.push({ rule: "picture-shown", element, data: {
        url: inline ? "" : source.slice(0, 300), bytes, ...(drawn || {}),
        kind: named ? name : "behind", width: Math.round(box.width), height: Math.round(box.height),
        said, silent: name === "img" && element.getAttribute("alt") === null && !said ? "yes" : "no",
        link: link ? link.href.slice(0, 300) : "", about: closest(element, ABOUT) ? "yes" : "no",
        calm: calm && calm.querySelector("source[media*='reduced-motion']") ? "yes" : "no" } });
    }
    return found;
  }]);
})();
