// What can be wrong with a value, as the sentence that is shown; empty when nothing is.
import { LONGEST, SHORTEST, SLUG } from "../facts/forms.js";

export const required = (label) => (value) => (String(value ?? "").trim() ? "" : `Enter ${label}`);

export const wrongAddress = (url) => (!url || /^https?:\/\/[^\s/]+/i.test(url) ? "" : "Enter a web address that starts with https://");

export const wrongEmail = (email) => (/^[^@\s]+@[^@\s]+\.[^@\s.]{2,}$/.test(email.trim()) ? "" : "Enter an email address, such as name@example.com");

export const wrongPassword = (password) => (password.length >= SHORTEST.password ? "" : `Choose a password of at least ${SHORTEST.password} characters`);

export function wrongSlug(slug) {
  if (slug.length < SHORTEST.slug || slug.length > LONGEST.slug) return `Address must have ${SHORTEST.slug} to ${LONGEST.slug} letters`;
  return new RegExp(SLUG).test(slug) ? "" : "Address may have small letters, digits, and single hyphens between them";
}
