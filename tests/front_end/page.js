// A page without a browser: the globals that our modules use.

import { JSDOM } from "jsdom";

export function page(html = "<!doctype html><main></main>") {
  const { window } = new JSDOM(html, { url: "http://localhost/", pretendToBeVisual: true });
  for (const name of ["document", "localStorage", "HTMLElement", "Node", "CustomEvent", "Event", "KeyboardEvent", "MutationObserver"]) {
    globalThis[name] = window[name];
  }
  globalThis.window = window;
  window.HTMLElement.prototype.scrollIntoView = () => {};
  return window;
}
