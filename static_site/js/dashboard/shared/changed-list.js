// What somebody else changed, field by field: to take, or not.
import { html } from "../../../vendor/preact.js";

const LONG_TEXTS = ["description", "intro_text", "footer_text"];

const written = (value) => (value === "" || value == null || (Array.isArray(value) && !value.length) ? "(empty)" : String(value));

/** `words` {name: value => text}. */
export function ChangedList({ theirs, fields, form, words = {} }) {
  const say = (name, value) => written((words[name] ?? ((each) => each))(value));
  const take = (name) => form.set({ [name]: theirs.values[name] });
  return html`
    <div class="notice conflict" role="group" aria-label="What somebody else changed">
      <h3>Changed by somebody else</h3>
      <dl>
        ${theirs.changed.map((name) => html`
          <div key=${name}><dt>${fields[name]}</dt>
            <dd><strong>Theirs:</strong> <bdi>${say(name, theirs.values[name])}</bdi></dd>
            ${theirs.both.includes(name) && html`<dd><strong>Yours:</strong> <bdi>${say(name, form.values[name])}</bdi></dd>
            <dd class="actions"><button type="button" class="button small" onClick=${() => take(name)}>Use theirs</button>
              ${LONG_TEXTS.includes(name) && html`<button type="button" class="button small" onClick=${() => form.set({ [name]: `${theirs.values[name]}\n${form.values[name]}` })}>Use both</button>`}
              <span class="hint">Or leave yours as it stands.</span></dd>`}
          </div>`)}
      </dl>
    </div>`;
}
