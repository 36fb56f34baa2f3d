// Runs first in every document, in a world of its own: what a page's scripts change is out of reach here,
// and nothing here can be seen by the page.
(() => {
  "use strict";
  if (globalThis.auditor) return;
  const auditor = (globalThis.auditor = { changed: 0, missing: new Set(), owners: new Map(), clock: false, drawn: new WeakMap() });
  performance.setResourceTimingBufferSize(2000);
  addEventListener("auditor-clock", () => { auditor.clock = true; }, true);

  // Words that a page draws as a picture, by canvas: nobody can read them out of it afterwards.
  const MOST_DRAWN = 40;
  addEventListener("auditor-drawn", (event) => {
    const words = typeof event.detail === "string" ? event.detail.slice(0, 200) : "";
    const said = auditor.drawn.get(event.target) ?? new Set();
    if (words && said.size < MOST_DRAWN) auditor.drawn.set(event.target, said.add(words));
  }, true);

  // A sandboxed frame runs no timers, not even ours; what waits only for its turn then gets it at once.
  const without = document.createElement("noscript");
  without.innerHTML = "<i></i>";
  const asleep = without.firstElementChild !== null;
  if (asleep)
    globalThis.setTimeout = globalThis.requestAnimationFrame = (act) => (Promise.resolve(0).then(act), 1);

  const now = () => performance.now();
  const pause = (ms) => new Promise((done) => setTimeout(done, Math.max(0, ms)));
  const MEDIA = new Set(["VIDEO", "AUDIO", "SOURCE", "TRACK"]);

  new MutationObserver(() => {
    auditor.changed = now();
  }).observe(document, { subtree: true, childList: true, characterData: true });

  addEventListener(
    "error",
    (event) => {
      const from = event.target;
      if (!(from instanceof Element) || MEDIA.has(from.tagName)) return;
      const url = from.currentSrc || from.src || from.href || from.data;
      if (typeof url === "string" && /^https?:/.test(url)) auditor.missing.add(url);
    },
    true,
  );

  const reached = (states, ms) =>
    new Promise((done) => {
      const ready = () => states.includes(document.readyState);
      if (ready()) return done(true);
      const timer = setTimeout(() => done(ready()), ms);
      document.addEventListener("readystatechange", () => {
        if (!ready()) return;
        clearTimeout(timer);
        done(true);
      });
    });

  const frame = () =>
    new Promise((done) => {
      const timer = setTimeout(done, 100);
      requestAnimationFrame(() => {
        clearTimeout(timer);
        done();
      });
    });

  // Scrolling makes lazy pictures and frames load, as it would for a reader who goes through the page.
  const walk = async (screens) => {
    const root = document.scrollingElement;
    if (!root) return;
    const height = root.scrollHeight;
    const steps = Math.min(screens, Math.ceil(height / innerHeight) - 1);
    for (let step = 1; step <= steps; step++) {
      scrollTo({ top: (height * step) / steps, behavior: "instant" });
      await frame();
    }
    if (steps > 0) scrollTo({ top: 0, behavior: "instant" });
  };

  // What was called for on the way is waited for a moment; pictures that nobody is shown never come.
  const LAZY = 1000;
  // Their events and not their state: a picture is complete a moment before the page hears of it.
  const arrived = () => {
    const due = [...document.images].filter((each) => each.loading === "lazy" && !each.complete && each.getClientRects().length);
    const come = due.map(
      (each) =>
        new Promise((done) => {
          for (const end of ["load", "error"]) each.addEventListener(end, done, { once: true });
        }),
    );
    return Promise.race([Promise.all(come), pause(LAZY)]);
  };

  auditor.pack = (value) =>
    JSON.stringify(value, (_, part) => (typeof part === "string" ? part.toWellFormed() : part));

  // An engine that looks in the middle of a fade sees colours that nobody reads: what ends is brought to its
  // end, what never ends is stopped at its beginning.
  const rest = () => {
    for (const animation of document.getAnimations())
      try {
        if (animation.effect && animation.effect.getComputedTiming().endTime === Infinity) {
          animation.pause();
          animation.currentTime = 0;
        } else animation.finish();
      } catch {
        // One without a timeline of its own shows nothing.
      }
  };

  auditor.settle = async (limits) => {
    const parsed = await reached(["interactive", "complete"], limits.parse);
    const loaded = parsed && (await reached(["complete"], limits.load));
    const begun = now();
    const scripted = document.scripts.length > 0 || window.length > 0;
    if (parsed) await walk(limits.screens);
    if (parsed && limits.screens && !asleep) await arrived();
    if (parsed && (scripted || auditor.changed > begun)) {
      let since = begun;
      while ((since = Math.max(begun, auditor.changed)) + limits.quiet > now() && now() - begun < limits.most)
        await pause(since + limits.quiet - now() + 1);
    }
    rest();
    try {
      if (scripted && window === window.top) watch();
    } catch {
      auditor.moved = null; // a page whose fields go by the names of ours is read, and not watched
    }
    return { parsed, loaded, asleep };
  };

  // What goes on by itself after the page has come to rest: which parts change, when, and in what words.
  const MOST_MOVED = 200;
  const LOOKS = new Set(["style", "class", "src", "hidden", "aria-hidden"]);
  const bare = (node) => (node.textContent ?? "").slice(0, 400).replace(/\d+/g, "").replace(/\s+/g, " ").trim();
  const watch = () => {
    if (auditor.moved) return;
    auditor.moved = new Map();
    auditor.watched = now();
    auditor.slides = auditor.showing();
    const observer = new MutationObserver((records) => {
      const at = now() - auditor.watched;
      for (const { target, type } of auditor.moved ? records.slice(0, 400) : []) {
        const element = target.nodeType === 1 ? target : target.parentElement;
        if (!element) continue;
        let told = auditor.moved.get(element);
        if (!told) {
          if (auditor.moved.size >= MOST_MOVED) continue;
          auditor.moved.set(element, (told = { times: [], said: new Set(), styled: 0, looks: new Set() }));
        }
        const last = told.times.at(-1);
        if ((last === undefined || at - last > 400) && told.times.length < 40) told.times.push(at);
        if (type === "attributes") {
          told.styled += 1;
          const { color, backgroundColor, visibility, opacity, display } = element.style ?? {};
          if (told.looks.size < 4) told.looks.add([color, backgroundColor, visibility, opacity, display, element.className].join());
        }
        if (type !== "attributes" && told.said.size < 4) told.said.add(bare(element));
      }
    });
    observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: [...LOOKS] });
    auditor.unwatch = () => observer.disconnect();
  };

  // Parts that by their name show one thing after the other, each with what of it can be seen.
  const CAROUSEL = "[aria-roledescription=carousel i],[class*=carousel i],[class*=slideshow i],[class*=slider i],"
    + "[class*=swiper i],[class*=rotator i],[class*=ticker i],[class*=marquee i],[data-ride=carousel],[data-bs-ride],"
    + "[id*=carousel i],[id*=slideshow i],[id*=slider i],[class*=wslide i],[class*=gallery-slide i]";
  auditor.carousels = CAROUSEL;
  auditor.showing = () => {
    const shown = new Map();
    for (const part of [...document.querySelectorAll(CAROUSEL)].slice(0, 60)) {
      if (shown.size >= 5 || part.parentElement?.closest(CAROUSEL) || part.matches("html,body,input")) continue;
      const box = part.getBoundingClientRect();
      if (box.width * box.height < 10000) continue;
      const inside = [...part.querySelectorAll("*")].slice(0, 120);
      shown.set(part, inside.map((each) => {
        const own = each.getBoundingClientRect();
        const [x, y] = [own.left + own.width / 2, own.top + own.height / 2];
        return own.width > 0 && x > box.left && x < box.right && y > box.top && y < box.bottom
          && each.checkVisibility({ opacityProperty: true, visibilityProperty: true })
          ? `+${each.firstElementChild ? "" : bare(each).slice(0, 30)}${each.getAttribute("src") ?? ""}` : "-";
      }));
    }
    return shown;
  };

  auditor.lost = () => {
    for (const entry of performance.getEntriesByType("resource"))
      if (entry.responseStatus >= 400 && !entry.name.endsWith("/favicon.ico")) auditor.missing.add(entry.name);
    for (const picture of document.images) {
      const url = picture.currentSrc || picture.src;
      if (!picture.complete && /^https?:/.test(url)) auditor.missing.add(url);
    }
    return [...auditor.missing].slice(0, 500);
  };

  // What the document is made of, and whether it may read differently tomorrow although all of that stays:
  // it asked for data and could read the answer, or its scripts spelled out the day or the hour.
  auditor.made = () => {
    const entries = performance.getEntriesByType("resource");
    const asked = (entry) => /^(fetch|xmlhttprequest|other)$/.test(entry.initiatorType)
      && !entry.name.endsWith("/favicon.ico");
    const data = entries.some((entry) => asked(entry) && entry.responseStatus && entry.responseStatus !== 204);
    const parts = entries.filter((entry) => !asked(entry) && !/frame|beacon/.test(entry.initiatorType));
    const ran = parts.filter((entry) => entry.initiatorType === "script").map((entry) => entry.name);
    return {
      parts: [...new Set(parts.map((entry) => entry.name))].slice(0, 2000),
      scripts: [...new Set([...ran, ...[...document.scripts].map((script) => script.src).filter(Boolean)])],
      moving: data ? "data" : auditor.clock ? "clock" : entries.length >= 2000 ? "parts" : "",
    };
  };

  auditor.status = () => {
    const [entry] = performance.getEntriesByType("navigation");
    return entry ? entry.responseStatus || 0 : 0;
  };
})();
