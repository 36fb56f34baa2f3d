// Runs in the page's own world before its scripts: takes away what would block or leave the page.
(() => {
  "use strict";
  const set = (target, name, value) => {
    try {
      Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: true });
    } catch {
      // A page that fixed the name first only loses its own dialogue: the driver dismisses it.
    }
  };
  set(window, "alert", function alert() {});
  set(window, "confirm", function confirm() { return false; });
  set(window, "prompt", function prompt() { return null; });
  set(window, "print", function print() {});
  set(window, "open", function open() { return null; });
  // A visitor's vote, entry or log-in is never sent. What a page fetches to show itself goes on.
  addEventListener("submit", (event) => { event.preventDefault(); event.stopImmediatePropagation(); }, true);
  set(HTMLFormElement.prototype, "submit", function submit() {});
  set(HTMLFormElement.prototype, "requestSubmit", function requestSubmit() {});
  if (globalThis.Navigator) set(Navigator.prototype, "sendBeacon", function sendBeacon() { return true; });
  addEventListener("beforeunload", (event) => event.stopImmediatePropagation(), true);
  if (globalThis.ServiceWorkerContainer)
    set(ServiceWorkerContainer.prototype, "register", function register() {
      return Promise.reject(new DOMException("Service workers are off.", "SecurityError"));
    });
  // What a visitor sees in a closed shadow root must be as readable to the auditor as the rest.
  const attach = Element.prototype.attachShadow;
  set(Element.prototype, "attachShadow", function attachShadow(init) {
    return attach.call(this, init && typeof init === "object" ? { ...init, mode: "open" } : init);
  });
  // A script that spells out the day or the hour writes other words tomorrow. Counting years or milliseconds,
  // as notices and meters do, is not that.
  const spelled = () => { document.dispatchEvent(new Event("auditor-clock")); };
  const SPELLING = ["getDay", "getDate", "getMonth", "getHours", "getMinutes", "getSeconds", "getUTCDay",
    "getUTCDate", "getUTCHours", "toDateString", "toTimeString", "toLocaleDateString", "toLocaleString",
    "toLocaleTimeString"];
  for (const name of SPELLING) {
    const spell = Date.prototype[name];
    Object.defineProperty(Date.prototype, name, {
      value: { [name](...how) { spelled(); return spell.apply(this, how); } }[name],
      writable: true,
      configurable: true,
    });
  }
  // Only where a page listens to keys or to focus can it hold the keyboard fast.
  const HEARD = new Set(["keydown", "keypress", "keyup", "focus", "blur", "focusin", "focusout"]);
  const listen = EventTarget.prototype.addEventListener;
  let told = false;
  set(EventTarget.prototype, "addEventListener", function addEventListener(type, ...how) {
    if (!told && HEARD.has(type)) {
      told = true;
      document.dispatchEvent(new Event("auditor-keys"));
    }
    return listen.call(this, type, ...how);
  });
  // Words on a canvas are a picture of words; they are told while they are drawn, each once.
  const drawn = new WeakMap();
  const MOST_DRAWN = 40;
  if (globalThis.CanvasRenderingContext2D)
    for (const name of ["fillText", "strokeText"]) {
      const draw = CanvasRenderingContext2D.prototype[name];
      set(CanvasRenderingContext2D.prototype, name, { [name](words, ...how) {
        const told = drawn.get(this.canvas) ?? new Set();
        if (typeof words === "string" && told.size < MOST_DRAWN && !told.has(words)) {
          drawn.set(this.canvas, told.add(words));
          this.canvas.dispatchEvent(new CustomEvent("auditor-drawn", { detail: words }));
        }
        return draw.call(this, words, ...how);
      } }[name]);
    }
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection"]) set(window, name, undefined);
})();
