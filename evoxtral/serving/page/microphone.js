// Runs beside the page: blocks of a tenth of a second, 16 bits, as the server's socket takes them.
class Microphone extends AudioWorkletProcessor {
  constructor() { super(); this.block = new Int16Array(1600); this.n = 0; }
  process([[channel]]) {
    if (!channel) return true;
    for (const x of channel) {
      this.block[this.n++] = Math.round(32767 * Math.max(-1, Math.min(1, x)));
      if (this.n < this.block.length) continue;
      this.port.postMessage(this.block.slice());
      this.n = 0;
    }
    return true;
  }
}
registerProcessor("microphone", Microphone);
