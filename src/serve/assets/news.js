// What happens on the server while a page is open: another graph is served, or the sources cannot be built.

import { h, replace } from "./dom.js";

const WORDS = {
  en: {
    refused: (errors) => `The sources have ${errors === 1 ? "1 finding that keeps" : `${errors} findings that keep`} them from being built; this is the graph before.`,
    stopped: (reason) => `The project cannot be built: ${reason}; this is the graph before.`,
    reasons: {},
    project: "Project", built: "The graph was built again; this page is of the graph before.", show: "Show the new graph",
  },
  zh: {
    refused: (errors) => `源文件有 ${errors} 个问题，无法构建；此处仍是之前的图谱。`,
    stopped: (reason) => `项目无法构建：${reason}；此处仍是之前的图谱。`,
    reasons: {
      "the folder of the project is not there": "项目文件夹不存在",
      "`bixi.toml` cannot be used": "bixi.toml 无法使用",
      "the build could not be run; the log of the server says why": "无法构建；服务器日志说明原因",
    },
    project: "项目", built: "图谱已重新构建；此页面仍是之前的图谱。", show: "显示新图谱",
  },
};

/** How often a page that is seen asks the server, in milliseconds. */
const EVERY = 5000;

/**
 * Makes what tells the news, and asks for them as long as the page is open: now and then while it is seen, and when the reader comes
 * back to it.
 * @param {any} context
 * @param {() => void} onrefused called when sources that could be built no longer can, or the other way round
 */
export function news(context, onrefused) {
  const words = context.say(WORDS);
  const { digest } = context.status;
  let { refused } = context.status;
  const banner = h("p", { class: "banner fault" });
  const notice = h("p", { class: "banner", hidden: true });
  const element = h("div", { class: "news", role: "status", "aria-live": "polite" }, banner, notice);
  const ended = new AbortController();

  function why({ findings, reason }) {
    return reason ? words.stopped(words.reasons[reason] ?? reason.replaceAll("`", "")) : words.refused(findings);
  }

  function tell(status) {
    banner.hidden = !status.refused;
    const said = status.refused ? why(status.refused) : "";
    if (banner.firstChild?.textContent !== said) replace(banner, said && [said, " ", h("a", { href: "/project/findings" }, words.project)]);
    const isOther = status.digest !== digest;
    // A button that may have the focus is not made anew.
    if (isOther !== notice.hidden) return;
    notice.hidden = !isOther;
    replace(notice, isOther && [words.built, " ", h("button", { type: "button", onclick: () => location.reload() }, words.show)]);
  }

  async function ask() {
    if (document.visibilityState !== "visible") return;
    try {
      const status = await context.call("status", {}, { signal: ended.signal });
      const isOther = status.refused?.findings !== refused?.findings || status.refused?.reason !== refused?.reason;
      refused = status.refused;
      tell(status);
      if (isOther) onrefused();
    } catch {
      // The next call says it.
    }
  }

  tell(context.status);
  const timer = window.setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask, { signal: ended.signal });
  window.addEventListener("focus", ask, { signal: ended.signal });
  return {
    element,
    end() {
      clearInterval(timer);
      ended.abort();
    },
  };
}
