// Gives the probes one walk over the page, and turns what they noted into plain facts; judges nothing.
(() => {
  "use strict";
  const auditor = globalThis.auditor;
  const engine = globalThis.axe;
  if (!auditor || !engine || auditor.own) return;
  const { closest, attribute, nameOf } = auditor.read;
  const { dom, text, aria } = engine.commons;

  const MOST_ELEMENTS = 20000;
  const MOST_FACTS = 40; // of one rule on one page: more show the same again
  const probes = [];
  const fold = (words) => String(words ?? "").replace(/\s+/g, " ").trim();
  const plain = (words) => fold(words).toLowerCase().normalize("NFC")
    .replace(/^[\s\p{P}\p{S}]+|[\s\p{P}\p{S}]+$/gu, "");
  const tokens = (words) => fold(words).toLowerCase().match(/[\p{L}\p{M}]+(?:['’][\p{L}]+)*/gu) || [];

  // One walk over the tree as it is shown, shadow roots included; `kit` lives for one run only.
  const survey = () => {
    const elements = [];
    const texts = [];
    const virtual = new Map();
    const stack = [[engine._tree[0], null]];
    while (stack.length && elements.length < MOST_ELEMENTS) {
      const [vnode, parent] = stack.pop();
      const node = vnode.actualNode;
      if (node.nodeType === 3) {
        if (/\S/.test(node.data)) texts.push({ node, words: node.data, parent });
        continue;
      }
      if (node.nodeType !== 1) continue;
      virtual.set(node, vnode);
      elements.push(node);
      const children = vnode.children || [];
      for (let i = children.length - 1; i >= 0; i--) stack.push([children[i], node]);
    }
    const kept = new Map();
    const once = (kind, node, make) => {
      if (!kept.has(kind)) kept.set(kind, new Map());
      const known = kept.get(kind);
      if (!known.has(node)) known.set(node, make());
      return known.get(node);
    };
    const seen = (node) => once("seen", node, () => virtual.has(node) && dom.isVisibleOnScreen(virtual.get(node)));
    const heard = (node) =>
      once("heard", node, () => virtual.has(node) && dom.isVisibleToScreenReaders(virtual.get(node)));
    const shownTexts = () => once("texts", null, () => texts.filter((each) => each.parent && seen(each.parent)));
    const style = (node) => once("style", node, () => getComputedStyle(node));
    const parentOf = (node) => virtual.get(node)?.parent?.actualNode || null;
    const isBlock = (node) => !/^(inline|contents)/.test(style(node).display);
    const block = (node) => {
      let at = node;
      while (at && !isBlock(at)) at = parentOf(at);
      return at;
    };
    // The words that are seen in each element, by the walk: no element is read twice.
    const wordsBy = () =>
      once("wordsBy", null, () => {
        const said = new Map();
        for (const each of shownTexts())
          for (let at = each.parent, steps = 0; at && steps < 60; at = parentOf(at), steps++) {
            const had = said.get(at) || "";
            if (had.length < 4000) said.set(at, `${had} ${each.words}`);
          }
        return said;
      });
    return {
      elements,
      seen,
      heard,
      style,
      parentOf,
      isBlock,
      block,
      texts: shownTexts,
      tells: (words) => {
        const wanted = words.toLowerCase();
        return shownTexts().some((each) => each.words.toLowerCase().includes(wanted));
      },
      allTexts: texts,
      words: (node) => fold(wordsBy().get(node)),
      named: (node) => once("name", node, () => fold(text.accessibleText(node))),
      role: (node) => once("role", node, () => aria.getRole(node) || ""),
      focusable: (node) => once("focusable", node, () => dom.isFocusable(node)),
      of: (selector) => elements.filter((each) => each.matches(selector)),
      virtual,
    };
  };

  const selectorOf = (element) => engine.utils.getSelector(element);

  auditor.own = { probes, fold, plain, tokens, closest, attribute, nameOf, selectorOf, lists: {} };
  auditor.own.set = (name) => new Set(auditor.own.lists[name] || []);
  // The words of these lists as what a pattern chooses among; one of no words finds nothing.
  auditor.own.oneOf = (...names) =>
    names.flatMap((name) => auditor.own.lists[name] || []).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");

  auditor.own.run = () => {
    const facts = [];
    const broken = [];
    const counts = new Map();
    engine.teardown();
    engine.setup(document.documentElement);
    try {
      const kit = survey();
      for (const [name, probe] of probes) {
        try {
          for (const { rule, element, data } of probe(kit)) {
            const count = (counts.get(rule) || 0) + 1;
            counts.set(rule, count);
            if (count > MOST_FACTS) continue;
            const told = {};
            for (const [key, value] of Object.entries(data || {})) told[key] = fold(value).slice(0, 300);
            facts.push({ rule, target: selectorOf(element), data: told });
          }
        } catch (fault) {
          broken.push(`${name}: ${fold(fault && fault.message).slice(0, 200)}`);
        }
      }
      const places = auditor.describeAll(facts.map((fact) => fact.target));
      facts.forEach((fact, i) => Object.assign(fact, places[i]));
    } finally {
      engine.teardown();
    }
    for (const fact of facts)
      if (counts.get(fact.rule) > MOST_FACTS) fact.data["left-out"] = String(counts.get(fact.rule) - MOST_FACTS);
    return { facts, broken };
  };

  // What a probe that is asked by itself noted, as facts.
  auditor.own.describe = (noted) => {
    engine.teardown();
    engine.setup(document.documentElement);
    try {
      const facts = noted.map(({ rule, element, data }) => ({ rule, target: selectorOf(element), data }));
      const places = auditor.describeAll(facts.map((fact) => fact.target));
      return facts.map((fact, i) => ({ ...fact, ...places[i] }));
    } finally {
      engine.teardown();
    }
  };

  // A page on which one of these fails is still one for all the others.
  auditor.own.guarded = (acts) => {
    const safe = {};
    for (const [name, act] of Object.entries(acts))
      safe[name] = (...how) => {
        try {
          const told = act(...how) ?? null;
          return told instanceof Promise ? told.catch(() => null) : told;
        } catch {
          return null;
        }
      };
    return safe;
  };

  auditor.own.ownerOf = (id) => {
    for (const [element, frame] of auditor.owners)
      if (frame === id && element.isConnected) {
        engine.teardown();
        engine.setup(document.documentElement);
        try {
          return selectorOf(element);
        } finally {
          engine.teardown();
        }
      }
    return "";
  };
})();
