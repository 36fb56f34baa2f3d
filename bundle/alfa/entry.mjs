// Audits pages that were written down as Alfa's JSON, in a document of its own; reads no page itself.
import { Audit } from "@siteimprove/alfa-act";
import { Device } from "@siteimprove/alfa-device";
import { Attribute, Element, Node } from "@siteimprove/alfa-dom";
import { Rules, alfaVersion } from "@siteimprove/alfa-rules";

const device = Device.standard();
const nothing = { toString: () => "", equals: () => true };

// The element that is told of a target, by the mark that it was given: a group is told by its members.
const marks = (target) => {
  if (Element.isElement(target)) return [target.internalId];
  if (Attribute.isAttribute(target)) return [...target.owner].map((element) => element.internalId);
  if (Node.isNode(target)) {
    const [parent] = target.parent(Node.fullTree);
    return Element.isElement(parent) ? [parent.internalId] : [];
  }
  return [...target].flatMap(marks);
};

const reasonOf = (outcome) => {
  for (const [, expectation] of outcome.expectations ?? [])
    for (const result of expectation.isErr?.() ? [expectation] : [])
      return String(result.getErrUnsafe().message);
  return String(outcome.diagnostic?.message ?? "");
};

// The elements that cut a text off, across and down, where a rule says which: none where nothing does.
const cutters = (outcome) =>
  [...(outcome.expectations ?? [])]
    .filter(([, expectation]) => expectation.isErr?.())
    .map(([, expectation]) => expectation.getErrUnsafe())
    .filter(({ horizontal, vertical }) => horizontal && vertical)
    .map(({ horizontal, vertical }) => [[...horizontal].flatMap(marks), [...vertical].flatMap(marks)])[0] ?? [];

globalThis.alfa = {
  version: alfaVersion,
  // Which success criteria each rule speaks of, by the numbers that W3C gave them.
  criteria: () =>
    [...Rules].map(([name, rule]) => [
      name,
      [...rule.requirements].map((each) => each.toJSON()).filter(({ type }) => type === "criterion").map(({ chapter }) => chapter),
    ]),
  // Yields [rule, outcome, marks, reason, what cuts off] for what failed and what Alfa cannot tell, and the rules
  // that broke.
  audit: async (json, wanted) => {
    const document = Node.from(json, device);
    const page = { document, device, request: nothing, response: { url: nothing } };
    const told = [];
    const broken = [];
    for (const name of wanted) {
      try {
        for (const outcome of await Audit.of(page, [Rules.get(name).getUnsafe()]).evaluate())
          if (outcome.outcome === "failed" || outcome.outcome === "cantTell")
            told.push([name, outcome.outcome, marks(outcome.target), reasonOf(outcome).slice(0, 300), cutters(outcome)]);
      } catch {
        broken.push(name);
      }
    }
    return { version: alfaVersion, told, broken };
  },
};
