// A worker for pages that are opened from a folder, where browsers start none: the same script in a
// hidden frame, with messages passed to and fro. As with a worker each message comes later, when
// whoever sent it has done: the search takes one that comes at once for a cycle, and gives up.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(address) {
      super();
      this.queue = [];
      this.onmessage = this.onerror = this.onmessageerror = null;
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.body.append(this.frame);
      const inside = this.frame.contentWindow;
      const script = inside.document.createElement("script");
      // What the script says is heard here.
      inside.postMessage = (data) => this.later(() => {
        const event = new MessageEvent("message", { data });
        this.dispatchEvent(event);
        if (this.onmessage) this.onmessage(event);
      });
      inside.importScripts = () => {};
      script.onload = () => {
        this.queue.forEach((data) => this.deliver(data));
        this.queue = null;
      };
      script.onerror = (event) => this.onerror && this.onerror(event);
      script.src = new URL(address, location.href);
      inside.document.body.append(script);
    }
    later(act) {
      setTimeout(() => this.frame.isConnected && act());
    }
    deliver(data) {
      this.later(() => this.frame.contentWindow.dispatchEvent(
        new this.frame.contentWindow.MessageEvent("message", { data })));
    }
    postMessage(data) {
      if (this.queue) this.queue.push(data);
      else this.deliver(data);
    }
    terminate() {
      this.frame.remove();
    }
  };
}
