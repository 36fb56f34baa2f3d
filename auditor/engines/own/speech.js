// Tells recordings of speech that nothing on their page can be the written version of, and how long they last.
(() => {
  "use strict";
  const own = globalThis.auditor && globalThis.auditor.own;
  if (!own || own.speech) return;
  const { fold, attribute, closest } = own;

  const MOST = 4; // recordings of a page whose length is learned
  const MOST_WAIT = 6000;
  const MOST_AROUND = 60; // words of what stands with one recording
  const MOST_FOLDED = 20; // words that a part to unfold may have and be no written version
  const FILE = /\.(?:pdf|docx?|odt|rtf|txt|md|epub|pptx?|srt|vtt)(?:[?#]|$)|(?:docs|drive)\.google\./i;
  const SOUND = /\.(?:mp3|m4a|aac|ogg|oga|opus|wav|flac)(?:[?#]|$)/i;
  const MAP = /^https?:\/\/(?:www\.)?(?:google\.[a-z.]+\/maps|maps\.google\.|openstreetmap\.org)/i;
  const FILMS = "video,iframe,object,embed";
  const HEADINGS = "h1,h2,h3,h4,h5,h6,[role=heading]";
  const CONTROLS = "a[href],area[href],button,[role=button],[role=tab],summary,label,option";
  const ACTS = "script:not([type*=json]),button,summary,select,input[type=button],input[type=radio],input[type=checkbox],a[href^='#'],a[href^='javascript'],[role=button],[role=tab],[aria-expanded],[onclick],[data-toggle],[data-bs-toggle]";
  const CODE = "script,style,noscript,template";
  const SITE = "nav,header,footer,[role=navigation],[role=banner],[role=contentinfo]";
  const any = (name) => new RegExp(`(?<![\\p{L}\\p{M}])(?:${own.oneOf(name) || "(?!)"})(?![\\p{L}\\p{M}])`, "iu");
  const SPEECH = any("speech-word");
  const OTHER = any("sound-other");
  const WRITTEN = any("written-version");
  const PERHAPS = any("written-perhaps");

  // In writing without spaces each sign counts, which is more than there are words.
  const WORD = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]|[\p{L}\p{M}\p{N}]+(?:['’][\p{L}]+)*/gu;
  const count = (words) => (words.match(WORD) || []).length;
  const sum = (texts) => texts.reduce((total, each) => total + count(each.words), 0);
  const split = (name) => name.replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2").replace(/[^\p{L}\p{M}]+/gu, " ");
  const fileOf = (address) => {
    try {
      return split(decodeURIComponent(new URL(address).pathname.split("/").at(-1)));
    } catch {
      return "";
    }
  };

  // What stands with a recording and with no other, and whether a video stands right beside it.
  const around = (media, kit) => {
    let part = media;
    for (let at = kit.parentOf(media); at && !at.matches("body,main,html"); at = kit.parentOf(at)) {
      const brief = count(kit.words(at)) <= MOST_AROUND;
      if (!brief || at.querySelectorAll(`audio,${FILMS}`).length > 1) return { part, film: brief && at.querySelector(FILMS) !== null };
      part = at;
    }
    return { part, film: false };
  };
  // The heading above, and those that this one stands under.
  const headings = (media, kit) => {
    const told = [];
    let level = 7;
    for (const each of kit.of(HEADINGS).filter((one) => one.compareDocumentPosition(media) & Node.DOCUMENT_POSITION_FOLLOWING).reverse()) {
      const own = Number(attribute(each, "aria-level") || each.localName.slice(1)) || 2;
      const words = each.contains(media) ? "" : kit.words(each);
      if (own >= level || !words) continue;
      told.push(words);
      level = own;
    }
    return told;
  };
  const leadsAway = (link) => {
    const [address] = link.href.split("#");
    return /^https?:/.test(address) && address !== location.href.split("#")[0] && !SOUND.test(address);
  };

  // Whether something on the page may be the written version, or lead to it.
  const doubtful = (kit) => {
    if (kit.of("iframe,frame,object,embed").some((each) => kit.seen(each) && !own.PLAYER.test(each.src || each.data || "") && !MAP.test(each.src || ""))) return true;
    if (kit.of("details,dialog").some((each) => count(each.textContent) > MOST_FOLDED)) return true;
    if (kit.texts().some((each) => WRITTEN.test(each.words))) return true;
    return kit.of(CONTROLS).some((each) => {
      const told = `${kit.named(each)} ${kit.words(each)} ${attribute(each, "title")}`;
      const address = each.href || "";
      return WRITTEN.test(`${told} ${split(address)}`) || FILE.test(address) || (!closest(each, SITE) && PERHAPS.test(told));
    });
  };
  // A recording is known by its own names. What stands round it counts where none of that says otherwise.
  const spoken = (media, source, part, kit) => {
    const names = [fileOf(source), kit.named(media), attribute(media, "title"), attribute(media, "aria-label")];
    const near = [...names, kit.words(part), ...headings(media, kit)];
    if (names.some((each) => SPEECH.test(each))) return ![...names, near.at(names.length + 1) || ""].some((each) => OTHER.test(each));
    return near.some((each) => SPEECH.test(each)) && !near.some((each) => OTHER.test(each));
  };

  let suspects = [];
  const secondsOf = (source) => new Promise((done) => {
    const media = new Audio();
    const tell = (seconds) => {
      media.onloadedmetadata = media.onerror = null;
      media.removeAttribute("src");
      media.load();
      done(Number.isFinite(seconds) ? Math.floor(seconds) : 0);
    };
    media.onloadedmetadata = () => tell(media.duration);
    media.onerror = () => tell(0);
    setTimeout(() => tell(0), MOST_WAIT);
    media.preload = "metadata";
    media.src = source;
  });
  const facts = (lasting) => own.describe(suspects.map(({ element, data }, at) => ({ rule: "audio-text", element, data: { ...data, seconds: String(lasting[at] || 0) } })));

  own.speech = {
    ...own.guarded({
      addresses: () => suspects.map((each) => each.source.replace(/#.*$/, "")),
      tell: async () => facts(await Promise.all(suspects.map((each) => secondsOf(each.source)))),
      plain: () => facts([]),
    }),
    begin: () => { suspects = []; },
    // Keeps a recording to be told with its length, and says whether it does.
    keep: (media, source, data, kit) => {
      if (window !== top || suspects.length >= MOST || media.loop || media.querySelector("track")) return false;
      if (!/^https?:/.test(source) || attribute(media, "aria-describedby") || attribute(media, "aria-details")) return false;
      const { part, film } = around(media, kit);
      if (film || !spoken(media, source, part, kit) || [...part.querySelectorAll("a[href]")].some(leadsAway) || doubtful(kit)) return false;
      // Where something may unfold or a script may show more, what is hidden now counts, too.
      const said = sum(kit.of(ACTS).length ? kit.allTexts.filter((each) => !each.parent?.matches(CODE)) : kit.texts());
      suspects.push({ element: media, source, data: { ...data, spoken: "yes", said: String(said) } });
      return true;
    },
  };
})();
