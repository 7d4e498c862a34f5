// The fields of each kind of monitor.
import { html } from "../../../vendor/preact.js";
import { required } from "../../parts/checks.js";
import { Field } from "../../parts/fields.js";
import { wholeNumber, wholeOrNone } from "../../parts/numbers.js";
import { ZoneField } from "../../parts/zones.js";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].map((each) => [each, each]);
const VERSIONS = [["", "Either"], ["4", "IPv4"], ["6", "IPv6"]];
const RECORDS = ["A", "AAAA", "CAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT"].map((each) => [each, each]);

const Host = ({ form, label }) => html`<${Field} form=${form} name="host" label=${label} hint="Such as shop.example.com." maxlength="253" autocomplete="off" spellcheck=${false} />`;
const Port = ({ form, ...rest }) => html`<${Field} form=${form} name="port" inputmode="numeric" ...${rest} />`;
const Version = ({ form }) => html`<${Field} form=${form} name="ip_version" label="Addresses" options=${VERSIONS} />`;
const Days = ({ form }) => html`<${Field} form=${form} name="certificate_days" label="Days the certificate must still be valid (optional)" inputmode="numeric" />`;

const Http = ({ form }) => html`
  <${Field} form=${form} name="url" label="Address" type="url" placeholder="https://" maxlength="2000" autocomplete="off" spellcheck=${false} />
  <details class="field"><summary>Request</summary>
    <${Field} form=${form} name="method" label="Method" options=${METHODS} />
    <${Field} form=${form} name="headers" label="Headers (optional)" as="textarea" rows="3" spellcheck=${false} hint="One per line, such as “Authorization: Bearer …”. Values are not shown again: one that stays “•••” is kept." />
    <${Field} form=${form} name="body" label="Body (optional)" as="textarea" rows="3" maxlength="4000" spellcheck=${false} />
    <${Version} form=${form} />
    <${Field} form=${form} name="max_redirects" label="Redirects to follow" inputmode="numeric" hint="10 at most; with 0 the first answer counts." />
  </details>
  <details class="field" open><summary>Expected response</summary>
    <${Field} form=${form} name="expected_statuses" label="Status" hint="Such as 200-299, 404." />
    <${Field} form=${form} name="json_path" label="JSON path (optional)" hint="Such as $.checks[0].status, which must then exist." maxlength="200" spellcheck=${false} />
    <${Field} form=${form} name="expected_text" label=${form.values.json_path ? "Expected value (optional)" : "Text it must contain (optional)"} maxlength="500" />
    <${Days} form=${form} />
  </details>`;

const Tcp = ({ form }) => html`<${Host} form=${form} label="Host" /><${Port} form=${form} label="Port" /><${Version} form=${form} />`;

const Tls = ({ form }) => html`<${Host} form=${form} label="Host" /><${Port} form=${form} label="Port (optional)" hint="443, when left out." /><${Version} form=${form} /><${Days} form=${form} />`;

const Dns = ({ form }) => html`
  <${Host} form=${form} label="Name" />
  <${Field} form=${form} name="record_type" label="Record" options=${RECORDS} />
  <${Field} form=${form} name="expected_answers" label="Expected answers (optional)" as="textarea" rows="3" spellcheck=${false} hint="One per line, as dig +short writes it. With none, any answer is fine." />
  <${Field} form=${form} name="server" label="Name server (optional)" hint="Its address, such as 9.9.9.9." spellcheck=${false} />`;

const Heartbeat = ({ form }) => html`
  <${Field} form=${form} name="heartbeat_minutes" label="Minutes between its calls" inputmode="numeric" hint="Or leave this empty and give a cron expression." />
  ${!form.values.heartbeat_minutes && html`
    <${Field} form=${form} name="cron" label="Cron expression" hint="Minute, hour, day of the month, month, day of the week: “0 3 * * *” is every night at 3." maxlength="100" spellcheck=${false} />
    <${ZoneField} form=${form} stored=${form.values.time_zone} />`}
  <${Field} form=${form} name="grace_minutes" label="Minutes it may be late" inputmode="numeric" />`;

export const FIELDS_OF = { http: Http, tcp: Tcp, tls: Tls, dns: Dns, heartbeat: Heartbeat };

const host = ({ host: given }) => required("a host or a name")(given);

/** What is wrong, by field; only of fields that are shown. */
export const WRONG_OF = {
  http: ({ url, max_redirects: redirects, certificate_days: days }) => ({
    url: !/^https?:\/\/./.test(url.trim()) && "Enter a web address that starts with https:// or http://", max_redirects: wholeNumber(0, 10)(redirects), certificate_days: wholeOrNone(0, 365)(days),
  }),
  tcp: (values) => ({ host: host(values), port: wholeNumber(1, 65_535)(values.port) }),
  tls: (values) => ({ host: host(values), port: wholeOrNone(1, 65_535)(values.port), certificate_days: wholeOrNone(0, 365)(values.certificate_days) }),
  dns: (values) => ({ host: host(values) }),
  heartbeat: ({ heartbeat_minutes: minutes, cron, grace_minutes: grace }) => ({
    heartbeat_minutes: minutes.trim() || cron.trim() ? wholeOrNone(1, 44_640)(minutes) : "Enter how many minutes, or a cron expression", grace_minutes: wholeNumber(0, 1440)(grace),
  }),
};

/** The names of the fields of each kind, as the API has them. */
export const NAMES_OF = {
  http: ["url", "method", "headers", "body", "ip_version", "max_redirects", "expected_statuses", "expected_text", "json_path", "certificate_days"],
  tcp: ["host", "port", "ip_version"],
  tls: ["host", "port", "ip_version", "certificate_days"],
  dns: ["host", "record_type", "expected_answers", "server"],
  heartbeat: ["heartbeat_minutes", "cron", "time_zone", "grace_minutes"],
};
