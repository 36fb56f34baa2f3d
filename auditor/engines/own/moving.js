// Tells what went on by itself since the page came to rest; watching itself begins before any engine looks.
(() => {
  "use strict";
  const auditor = globalThis.auditor;
  const own = auditor && auditor.own;
  if (!own || own.moving) return;
  const { fold, tokens, attribute, closest } = own;

  const WINDOW = 6200; // what moves for five seconds and goes on must be stoppable (2.2.2)
  const GOING_ON = 2500;
  const LONG = 3500;
  const LATER = 1500; // what changes before is still arriving
  const LEAST_AREA = 2000;
  const FASTEST = 6; // changes a second: three flashes (2.3.1)
  const STOP = new RegExp(`\\b(?:${auditor.own.oneOf("stop-word") || "(?!)"})\\b`, "i");
  const CONTROL = "button,[role=button],input[type=button],a";
  const WAITING = "[aria-busy=true],[role=progressbar],[role=timer],[class*=spinner i],[class*=loading i],[class*=loader i],[class*=skeleton i],[class*=countdown i],[class*=clock i]";

  const seen = (element) => {
    if (!element.isConnected || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    const box = element.getBoundingClientRect();
    return box.width * box.height >= LEAST_AREA;
  };
  const partOf = (element) => {
    let part = null;
    for (let at = element; at && at !== document.body && at !== document.documentElement; at = at.parentElement)
      if (at.matches(auditor.carousels)) part = at;
    return part;
  };
  const stoppable = (part) => {
    const apart = !part.parentElement || part.parentElement === document.body;
    const around = apart ? [part, part.previousElementSibling, part.nextElementSibling] : [part.parentElement];
    const acts = around.filter(Boolean).flatMap((each) => [each, ...each.querySelectorAll(CONTROL)]);
    return acts.some((each) => each.matches(CONTROL) && STOP.test(`${each.textContent} ${attribute(each, "aria-label")} ${attribute(each, "title")} ${attribute(each, "alt")} ${each.id} ${attribute(each, "class")}`));
  };
  const changed = () => [...auditor.moved].filter(([element]) => seen(element) && !closest(element, WAITING));

  own.moving = own.guarded({
    // Milliseconds that it takes to see whether anything goes on, and whether something did so already; `null`
    // where nothing suggests it. A clock, which changes its digits alone, is worth no wait.
    left: () => {
      const going = auditor.moved ? changed().filter(([, told]) => told.styled || told.said.size > 1) : [];
      if (!auditor.moved || !(going.length || auditor.slides.size)) return null;
      const left = Math.max(0, WINDOW - (performance.now() - auditor.watched));
      return { left, plain: going.some(([, told]) => told.times.length > 2) };
    },
    wait: (time) => new Promise((done) => setTimeout(() => done(true), Math.min(time, WINDOW))),
    tell: () => {
      auditor.unwatch();
      const end = performance.now() - auditor.watched;
      const noted = [];
      const now = auditor.showing();
      for (const [part, before] of auditor.slides)
        if (now.has(part) && now.get(part).length === before.length && now.get(part).some((each, at) => each !== before[at]) && seen(part)
          && [...auditor.moved].some(([element, told]) => part.contains(element) && told.times.at(-1) > LATER))
          noted.push({ element: part, kind: "carousel", seconds: end, control: stoppable(part) });
      for (const [element, told] of changed()) {
        const [first, last] = [told.times[0], told.times.at(-1)];
        if (told.times.length < 3 || last - first < LONG || end - last > GOING_ON) continue;
        if (partOf(element) && noted.some(({ element: other }) => other.contains(element))) continue;
        if (noted.some(({ element: other }) => other.contains(element) || element.contains(other))) continue;
        // Two or three looks that change places faster than six times a second are a flash.
        const flashes = told.looks.size > 1 && told.looks.size < 4 && told.styled > ((last - first) / 1000) * FASTEST;
        const kind = flashes ? "flash" : told.said.size > 1 ? "words" : told.said.size ? "digits" : "place";
        if (!tokens(element.textContent).length && !element.querySelector("img,svg,video") && !element.matches("img,svg")) continue;
        noted.push({ element, kind, seconds: last - first, control: stoppable(element) });
      }
      return own.describe(noted.slice(0, 10).map(({ element, kind, seconds, control }) => ({
        rule: "goes-on-by-itself", element,
        data: { kind, seconds: (seconds / 1000).toFixed(1), control: control ? "near" : "no", words: fold(element.textContent).slice(0, 80) } })));
    },
  });
})();
