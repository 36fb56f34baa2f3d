// Runs axe piece by piece, frame by frame, so that nothing is said through messages a page could read or forge.
(() => {
  "use strict";
  const auditor = globalThis.auditor;
  if (!auditor || !globalThis.axe || auditor.axe) return;
  const engine = globalThis.axe;
  const whole = engine.run;
  engine.configure({ noHtml: true }); // what an element looks like is said by our own words
  const words = (value, most) => String(value ?? "").replace(/\s+/g, " ").trim().slice(0, most);

  const checksOf = (node) => [...node.any, ...node.all, ...node.none];
  const dataOf = (node) => {
    const told = {};
    for (const { data } of checksOf(node))
      if (data && typeof data === "object" && !Array.isArray(data))
        for (const [name, value] of Object.entries(data))
          if (["string", "number", "boolean"].includes(typeof value)) told[name] = words(value, 200);
    return told;
  };

  const slim = (results, nonce, most) => {
    const seen = [];
    let left = 0;
    let rules = results.passes.length + results.inapplicable.length;
    for (const outcome of ["violations", "incomplete"])
      for (const rule of results[outcome]) {
        rules += 1;
        if (rule.error || /^An error occured while running/.test(rule.description)) {
          const summary = "The engine could not finish this rule on this page.";
          const target = ["html"];
          seen.push({ rule: rule.id, outcome: "incomplete", tags: rule.tags, help: rule.help, target, impact: "",
            summary, data: { "broken-off": "true" } });
          continue;
        }
        for (const node of rule.nodes) {
          if (seen.length >= most) {
            left += 1;
            continue;
          }
          seen.push({
            rule: rule.id,
            outcome,
            tags: rule.tags,
            help: rule.help,
            target: node.target,
            impact: node.impact || rule.impact || "",
            summary: words(node.failureSummary, 600),
            data: dataOf(node),
          });
        }
      }
    const own = seen.filter((node) => node.target.length === 1);
    const told = auditor.describeAll(own.map((node) => node.target[0]));
    own.forEach((node, i) => Object.assign(node, told[i]));
    // Who measures by what is drawn begins where the engine could not tell.
    auditor.unsettled = own.filter((node) => node.rule === "color-contrast" && node.outcome === "incomplete")
      .map((node) => node.target[0]);
    return { version: results.testEngine.version, nonce, rules, nodes: seen, left };
  };

  // Which frames belong to the run, with the context that each must be given.
  const inner = (context, options) =>
    engine.utils.getFrameContexts(context, options).map(({ frameSelector, frameContext }) => {
      const element = engine.utils.shadowSelect(frameSelector);
      return { id: (element && auditor.owners.get(element)) || "", context: frameContext };
    });

  // Nothing on the page changes while axe looks, so what is measured for one run holds for all of it.
  const partial = (context, options) => {
    auditor.contrast.begin();
    return engine.runPartial(context, options);
  };

  auditor.axe = { within: [] };
  auditor.axe.frames = (context, options) => inner(context ?? document, options);
  auditor.axe.partial = async (context, options) => ({
    frames: inner(context, options),
    part: await partial(context, options),
  });
  auditor.owner = (selector) => auditor.owners.get(auditor.find(selector)) || "";

  // In parts, axe makes a selector for each element that is well, too; in one, for what it reports.
  const inParts = async (options) => engine.finishRun([await partial(document, options), ...auditor.axe.within], options);
  const inOne = (options) => {
    auditor.contrast.begin();
    return whole.call(engine, document, options);
  };

  // The Python side calls `axe.run(options).then(callback)` and has no place for a rejection.
  engine.run = async (options) => {
    const { nonce, most, ...own } = options;
    try {
      return slim(await (window.length ? inParts(own) : inOne(own)), nonce, most);
    } catch (fault) {
      return { fault: words(fault && fault.message, 300) };
    }
  };
})();
