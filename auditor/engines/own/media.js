// Notes recordings, players and what moves or starts by itself.
(() => {
  "use strict";
  const own = globalThis.auditor && globalThis.auditor.own;
  if (!own || own.media) return;
  own.media = true;
  const { fold, tokens, attribute, closest } = own;

  const PLAYER = /^https?:\/\/(?:[\w-]+\.)*(youtube(?:-nocookie)?\.com\/embed|youtu\.be|player\.vimeo\.com|vimeo\.com|loom\.com\/embed|drive\.google\.com\/file|screencast|wistia|edpuzzle\.com|dailymotion\.com\/embed|facebook\.com\/plugins\/video|panopto|kaltura|screencastify\.com|flipgrid|wevideo|animoto|vidyard|schooltube|teachertube)/i;
  own.PLAYER = PLAYER;
  const TRANSCRIPT = /transcri|captions?\b|subt[ií]tul|text (?:version|alternative)|read (?:it|along)|written version/i;
  const STOP = new RegExp(`\\b(?:${own.oneOf("stop-word", "sound-word") || "(?!)"})\\b`, "i");

  // Scripts may stop what they know by its name; what those of other files do cannot be read.
  const HANDLED = /\.pause\s*\(|\.muted\s*=|\.volume\s*=|\.(?:src|currentTime)\s*=|(?:toggle|remove|stop)\w*(?:audio|music|sound|muted|autoplay)/i;
  const NAMED = ["music", "sound", "audio", "mute", "volume", "speaker", "player"].map((word) => `[id*=${word} i],[class*=${word} i]`).join();
  const handled = (media) => {
    const scripts = [...document.scripts];
    if (scripts.some((each) => !each.src && HANDLED.test(each.textContent))) return true;
    if (document.querySelector(`:is(${NAMED}):not(audio,video,source,body,html,script,link,style,head)`)) return true;
    const ours = scripts.some((each) => each.src && new URL(each.src, location.href).host === location.host);
    return ours && Boolean(media.id || media.className);
  };

  const sourceOf = (media) => media.currentSrc || media.src || (media.querySelector("source") || {}).src || "";
  // Words near a recording that may say the same: they are counted, a person compares them.
  const beside = (media, kit) => {
    let at = media;
    for (let steps = 0; at && steps < 3; steps++, at = kit.parentOf(at)) {
      const words = kit.words(at);
      if (TRANSCRIPT.test(words)) return "link";
      if (tokens(words).length >= 40) return "text";
    }
    return "";
  };
  const stopper = (kit) =>
    kit.of("button,[role=button],input[type=button],a[href^='javascript'],a[onclick]").some((each) =>
      kit.seen(each) && STOP.test(`${kit.named(each)} ${attribute(each, "onclick")} ${each.id} ${each.className}`));

  own.probes.push(["media", (kit) => {
    const found = [];
    own.speech.begin();
    for (const media of document.querySelectorAll("video,audio")) {
      const kind = own.nameOf(media);
      const source = sourceOf(media);
      if (!source && !media.srcObject) continue;
      const shown = kit.seen(media);
      const starts = media.autoplay && !media.muted && media.volume > 0;
      if (starts) {
        const time = /#t=([\d.]*),([\d.]+)/.exec(source);
        const short = time && Number(time[2]) - Number(time[1] || 0) <= 3 && !media.loop;
        const control = shown && media.controls ? "own" : stopper(kit) || handled(media) ? "near" : "no";
        // Seconds that can be heard, where that was weighed; what plays again and again lasts, however short it is.
        const heard = globalThis.auditor.sound?.heard.get(media);
        const lasts = (media.loop ? heard > 0 : heard > 3) ? "yes" : "no";
        const faint = heard !== undefined && lasts === "no";
        if (faint) found.push({ rule: "sound-faint", element: media, data: {} });
        if (!short && !faint && control !== "own")
          found.push({ rule: "sound-starts", element: media, data: { kind, control, lasts, loop: media.loop ? "yes" : "no" } });
      }
      if (!shown) continue;
      const tracks = [...media.querySelectorAll("track")].map((track) => attribute(track, "kind") || "subtitles");
      const captions = tracks.some((each) => /captions|subtitles/.test(each));
      const text = beside(media, kit);
      const bare = media.muted && media.autoplay && !media.controls;
      const silent = bare && media.loop;
      if (kind === "video" && bare && !stopper(kit)) found.push({ rule: "video-moves", element: media, data: { controls: "no" } });
      if (kind === "audio" && !own.speech.keep(media, source, { text }, kit)) found.push({ rule: "audio-text", element: media, data: { text } });
      if (kind === "video" && !silent) found.push({ rule: "video-words", element: media, data: { captions: captions ? "yes" : "no", text, tracks: tracks.join(" ") } });
    }
    const players = kit.of("iframe,embed,object").filter((frame) => kit.seen(frame) && PLAYER.test(frame.src || frame.data || ""));
    if (players.length)
      found.push({ rule: "player-captions", element: players[0], data: { count: players.length, host: new URL(players[0].src || players[0].data).host } });
    for (const frame of kit.of("iframe,embed").filter((each) => kit.seen(each) && each.src)) {
      const kind = startsIn(frame.src);
      if (kind) found.push({ rule: "player-starts", element: frame, data: { kind } });
    }
    return found;
  }]);

  // Players and slides that are told by their address to start, and to show nothing that stops them.
  const startsIn = (address) => {
    const url = new URL(address, location.href);
    const told = (name, ...values) => values.includes((url.searchParams.get(name) || "").toLowerCase());
    if (/(^|\.)docs\.google\.com$/.test(url.host) && /\/presentation\//.test(url.pathname))
      return told("start", "true", "1") ? "slides" : "";
    if (!PLAYER.test(address) || !told("autoplay", "1", "true")) return "";
    return told("controls", "0", "false") || told("background", "1", "true") ? "video" : "";
  };

  own.probes.push(["moving", (kit) => {
    const found = [];
    const had = new Set();
    for (const animation of document.getAnimations().slice(0, 300)) {
      const effect = animation.effect;
      const element = effect && effect.target;
      if (!element || effect.pseudoElement || had.has(element) || !kit.virtual.has(element)) continue;
      const timing = effect.getComputedTiming();
      if (timing.endTime !== Infinity && !(timing.endTime > 5000)) continue;
      if (!kit.seen(element)) continue;
      const box = element.getBoundingClientRect();
      if (box.width * box.height < 200 || closest(element, "[aria-busy=true],[role=progressbar],[class*=spinner i],[class*=loading i],[class*=loader i]")) continue;
      const words = kit.words(element);
      if (!words && !element.querySelector("img,svg,video,canvas") && !element.matches("img,svg")) continue;
      const keys = new Set(effect.getKeyframes().flatMap((frame) => Object.keys(frame)));
      if (!["transform", "left", "top", "right", "opacity", "visibility", "marginLeft", "translate", "rotate", "scale", "color"].some((key) => keys.has(key))) continue;
      had.add(element);
      found.push({ rule: "animation-endless", element, data: { words, control: stopper(kit) ? "near" : "no" } });
    }
    return found;
  }]);

  // While a dialog has the keyboard, whatever is behind it is out of reach on purpose.
  own.probes.push(["behind", (kit) => {
    const dialog = document.querySelector("dialog:modal");
    if (!dialog) return [];
    return kit.of("iframe,frame,[tabindex]").filter((each) => !dialog.contains(each)).map((element) => ({ rule: "behind-dialog", element, data: {} }));
  }]);

  // Frames with one name, and what each of them says.
  own.probes.push(["frames", (kit) => {
    const found = [];
    const byName = new Map();
    for (const frame of kit.of("iframe,frame")) {
      if (!kit.heard(frame)) continue;
      const name = fold(kit.named(frame)).toLowerCase();
      if (!name) continue;
      byName.set(name, [...(byName.get(name) || []), frame]);
    }
    const address = (frame) => (attribute(frame, "srcdoc") ? `srcdoc:${attribute(frame, "srcdoc")}` : frame.src.replace(/^https?:\/\/(www\.)?/, "").replace(/#.*$/, "").replace(/[?&](autoplay|rel|si|feature)=[^&]*/g, ""));
    const wordsIn = (frame) => {
      try {
        return fold(frame.contentDocument.body.innerText).slice(0, 2000);
      } catch {
        return null;
      }
    };
    for (const [name, frames] of byName) {
      const other = frames.find((frame) => address(frame) !== address(frames[0]));
      if (!other) continue;
      const [a, b] = [wordsIn(frames[0]), wordsIn(other)];
      const same = a === null || b === null ? "unread" : a === b ? "yes" : "no";
      const players = [frames[0], other].every((frame) => PLAYER.test(frame.src)) ? "yes" : "no";
      found.push({ rule: "frames-same-name", element: frames[0], data: { words: name, same, players, count: frames.length } });
    }
    return found;
  }]);
})();
