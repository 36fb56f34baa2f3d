// Names what looks as if it could be clicked and is out of the keyboard's reach, and fields that may act when
// something is chosen; whether they listen, and to what, is asked apart.
(() => {
  "use strict";
  const own = globalThis.auditor && globalThis.auditor.own;
  if (!own || own.clicks) return;
  const { attribute, closest, tokens } = own;

  const MOST = 6;
  const REACHED = "a[href],area[href],button,label,summary,input,select,textarea,option,video,audio,iframe,[contenteditable],[tabindex],[role=button],[role=link],[role=tab],[role=menuitem],[role=option],[role=checkbox],[role=switch],[role=radio]";
  const CHOICES = "select,input[type=radio],input[type=checkbox]";
  let suspects = [];
  let choices = [];

  own.probes.push(["clicks", (kit) => {
    suspects = [];
    for (const element of kit.elements) {
      if (suspects.length >= MOST) break;
      if (kit.style(element).cursor !== "pointer" || element.matches("html,body") || attribute(element, "onclick")) continue;
      const parent = kit.parentOf(element);
      if (parent && kit.style(parent).cursor === "pointer") continue;
      if (!kit.seen(element) || kit.focusable(element) || closest(element, REACHED)) continue;
      const box = element.getBoundingClientRect();
      const words = kit.words(element);
      if (box.width * box.height < 200 || (!tokens(words).length && !element.querySelector("img,svg") && !element.matches("img,svg"))) continue;
      if (kit.elements.some((each) => each !== element && element.contains(each) && kit.focusable(each))) continue;
      suspects.push({ rule: "mouse-only-script", element, data: { words: words.slice(0, 80) } });
    }
    choices = kit.of(CHOICES).filter((field) => kit.seen(field) && !attribute(field, "onchange") && !attribute(field, "onclick")).slice(0, MOST)
      .map((element) => ({ rule: "change-leaves-script", element, data: { kind: own.nameOf(element) } }));
    return [];
  }]);

  own.clicks = own.guarded({
    suspects: () => (suspects.length || choices.length ? own.describe([...suspects, ...choices]) : []),
  });
})();
