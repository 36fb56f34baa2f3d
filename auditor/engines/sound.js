// Weighs sound that starts by itself: how long it is, and whether there is anything to hear; plays nothing.
(() => {
  "use strict";
  const auditor = globalThis.auditor;
  if (!auditor || auditor.sound) return;
  const MOST_MEDIA = 2;
  const MOST_BYTES = 3_000_000; // of all files of a page together
  const MOST_SECONDS = 6;
  const LOUD = 0.01; // of full scale: 40 dB below the loudest
  const LEAST_SECONDS = 3; // WCAG 1.4.2 leaves shorter sound alone
  const PIECE = 0.25; // seconds
  const RATE = 8000;
  const unweighed = () =>
    [...document.querySelectorAll("video[autoplay],audio[autoplay]")].filter((media) => media.autoplay && Number.isNaN(media.duration));
  const starting = () =>
    unweighed().filter((media) => !media.muted && media.volume > 0 && !media.controls && /^https?:/.test(media.currentSrc))
      .slice(0, MOST_MEDIA);
  const tell = (media, value) => { Object.defineProperty(media, "duration", { value, configurable: true }); };

  const bytesOf = async (address, most, signal) => {
    const answer = await fetch(address, { signal });
    if (!answer.ok || !answer.body) return null;
    if (Number(answer.headers.get("content-length")) > most) return null;
    const parts = [];
    let size = 0;
    const reader = answer.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { size, buffer: await new Blob(parts).arrayBuffer() };
      size += value.length;
      if (size > most) return null;
      parts.push(value);
    }
  };

  // Seconds in which something is to be heard.
  const heard = (sound) => {
    const step = Math.round(RATE * PIECE);
    const channels = Array.from({ length: sound.numberOfChannels }, (_, at) => sound.getChannelData(at));
    let pieces = 0;
    for (let from = 0; from < sound.length; from += step)
      if (channels.some((samples) => samples.subarray(from, from + step).some((value) => value > LOUD || value < -LOUD))) pieces += 1;
    return pieces * PIECE;
  };

  auditor.sound = {
    // Seconds that can be heard, by element; what could not be had is not in it.
    heard: new WeakMap(),
    // Addresses of what starts by itself. What the browser's own buttons stop need not be weighed.
    addresses: () => {
      for (const media of unweighed()) if (media.controls && media.checkVisibility({ visibilityProperty: true, opacityProperty: true })) tell(media, 0.01);
      return starting().map((media) => media.currentSrc.replace(/#.*$/, ""));
    },
    // Weighs each, and tells an engine by the element's own property in our world how long it sounds.
    weigh: async () => {
      const giveUp = new AbortController();
      const timer = setTimeout(() => giveUp.abort(), MOST_SECONDS * 1000);
      let left = MOST_BYTES;
      try {
        for (const media of starting()) {
          const told = await bytesOf(media.currentSrc, left, giveUp.signal);
          if (!told) continue;
          left -= told.size;
          const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(told.buffer);
          const seconds = heard(sound);
          auditor.sound.heard.set(media, seconds);
          // Of sound that is short or silent an engine is told no more than can be heard.
          tell(media, seconds > LEAST_SECONDS ? sound.duration : Math.max(seconds, 0.01));
        }
      } catch {
        return false; // refused, too slow, or of a kind that this browser does not know
      } finally {
        giveUp.abort();
        clearTimeout(timer);
      }
      return true;
    },
  };
})();
