// The posting page: what Next shows, as the server lays it out for the device.

import { $, element } from "./view.js";

export class NextDialog {
  constructor({ onChange, onError }) {
    this.onChange = onChange;
    this.onError = onError;
    this.dialog = $("next");
    $("next-device").addEventListener("change", (event) => this.load(event.target.value));
    $("next-form").addEventListener("submit", (event) => {
      if (event.submitter?.value !== "post") return;
      event.preventDefault();
      this.post();
    });
    // What was typed is kept when the page is left: nobody's work disappears.
    this.dialog.addEventListener("close", () => this.keep());
  }

  async open(api, me, draftID) {
    this.api = api;
    this.draftID = draftID;
    this.page = null;
    $("next-device").replaceChildren(...me.devices.map((device) => element("option", { value: device.id }, device.name)));
    $("next-device").hidden = me.devices.length < 2;
    if (await this.load(me.devices[0].id)) this.dialog.showModal();
  }

  async load(deviceID) {
    try {
      const page = await this.api.get(`v1/drafts/${this.draftID}/posting-page?device_id=${deviceID}`);
      this.page = page;
      this.etag = `"${page.revision}"`;
      $("next-page").replaceChildren(...page.page.map((control) => this.control(control)));
      $("next-options").replaceChildren(...page.more_options.map((control) => this.control(control)));
      $("next-more").hidden = page.more_options.length === 0;
      this.showProblems(page.problems.map((problem) => problem.detail));
      $("next-post").disabled = !page.can_post;
      return true;
    } catch (problem) {
      this.fail(problem);
      return false;
    }
  }

  /** One control of the page, by what it says about itself. */
  control({ id, label, value, choices }) {
    if (typeof value === "boolean") {
      return element("label", { className: "switch" }, label, element("input", { type: "checkbox", name: id, checked: value }));
    }
    if (!choices) {
      return element("label", { className: "field" }, element("span", {}, label),
        element("textarea", { name: id, value, maxLength: 2200, placeholder: "What is it about?" }));
    }
    return element("fieldset", {}, element("legend", {}, label), ...choices.map((choice) =>
      element("label", { className: "option" },
        element("input", { type: "radio", name: id, value: choice.value, checked: choice.value === value }), choice.label)));
  }

  /** What differs from the page as it was loaded, as a merge patch; null if nothing does. */
  changes() {
    const fields = new FormData($("next-form"));
    const patch = {};
    for (const { id, value } of [...this.page.page, ...this.page.more_options]) {
      const now = typeof value === "boolean" ? fields.has(id) : fields.get(id);
      if (now === value || (id === "save_to_device" && !now && !value)) continue;
      patch[id] = id === "save_to_device" ? { enabled: now } : now;
    }
    // The switch means the device that shows the page.
    if (fields.has("save_to_device")) patch.save_to_device = { enabled: true, device_id: this.page.device_id };
    return Object.keys(patch).length ? patch : null;
  }

  async keep() {
    if (!this.page || !this.changes()) return;
    try {
      await this.save();
      this.onChange();
    } catch (problem) {
      this.onError(problem);
    }
  }

  async save() {
    const patch = this.changes();
    if (!patch) return;
    const draft = await this.api.send("PATCH", `v1/drafts/${this.draftID}`, patch, { "If-Match": this.etag });
    this.etag = `"${draft.revision}"`;
  }

  async post() {
    $("next-post").disabled = true;
    try {
      await this.save();
      await this.api.send("POST", `v1/drafts/${this.draftID}/post`, {}, { "If-Match": this.etag });
      this.page = null; // nothing is left to keep
      this.dialog.close();
      this.onChange();
    } catch (problem) {
      this.fail(problem);
      $("next-post").disabled = false;
    }
  }

  fail(problem) {
    if (this.dialog.open) this.showProblems([problem.message]);
    else this.onError(problem);
  }

  showProblems(texts) {
    $("next-problems").replaceChildren(...texts.map((text) => element("li", {}, text)));
  }
}
